import type { OpenOutlet } from '../outlet'

export const openGotifyOutlet: OpenOutlet = () => ({ channels: () => [], close: () => undefined })
