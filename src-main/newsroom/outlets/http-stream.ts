import type { OpenOutlet } from '../outlet'

export const openHttpStreamOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
