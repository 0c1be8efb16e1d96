import type { OpenOutlet } from '../outlet'

export const openNtfyOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
