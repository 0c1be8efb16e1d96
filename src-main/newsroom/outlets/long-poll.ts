import type { OpenOutlet } from '../outlet'

export const openLongPollOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
