import type { OpenOutlet } from '../outlet'

export const openBayeuxOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
