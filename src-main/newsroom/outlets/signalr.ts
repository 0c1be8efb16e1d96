import type { OpenOutlet } from '../outlet'

export const openSignalROutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
