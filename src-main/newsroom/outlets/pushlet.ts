import type { OpenOutlet } from '../outlet'

export const openPushletOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
