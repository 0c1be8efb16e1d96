import type { OpenOutlet } from '../outlet'
import { openFeedOutlet } from './feed'
import { openQuotesOutlet } from './quotes'
import { openSseOutlet } from './sse'
import { openWebSocketOutlet } from './websocket'

/** Every technique of the newsroom, in the order the channels are offered. */
export const OUTLETS: readonly OpenOutlet[] = [openSseOutlet, openWebSocketOutlet, openFeedOutlet, openQuotesOutlet]
