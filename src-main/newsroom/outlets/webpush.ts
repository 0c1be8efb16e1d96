import type { OpenOutlet } from '../outlet'

export const openWebPushOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
