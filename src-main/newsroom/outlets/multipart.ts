import type { OpenOutlet } from '../outlet'

export const openMultipartOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
