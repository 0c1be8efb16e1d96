import type { OpenOutlet } from '../outlet'
import { openBayeuxOutlet } from './bayeux'
import { openCdfOutlet } from './cdf'
import { openFeedOutlet } from './feed'
import { openGotifyOutlet } from './gotify'
import { openHttpStreamOutlet } from './http-stream'
import { openLongPollOutlet } from './long-poll'
import { openMultipartOutlet } from './multipart'
import { openNtfyOutlet } from './ntfy'
import { openPollOutlet } from './poll'
import { openPusherOutlet } from './pusher'
import { openPushletOutlet } from './pushlet'
import { openQuotesOutlet } from './quotes'
import { openSignalROutlet } from './signalr'
import { openSocketIoOutlet } from './socket-io'
import { openSseOutlet } from './sse'
import { openWebPushOutlet } from './webpush'
import { openWebSocketOutlet } from './websocket'

/** Every technique of the newsroom, in the order the channels are offered. */
export const OUTLETS: readonly OpenOutlet[] = [
  openSseOutlet,
  openWebSocketOutlet,
  openLongPollOutlet,
  openPollOutlet,
  openHttpStreamOutlet,
  openMultipartOutlet,
  openPushletOutlet,
  openBayeuxOutlet,
  openSignalROutlet,
  openWebPushOutlet,
  openNtfyOutlet,
  openGotifyOutlet,
  openPusherOutlet,
  openSocketIoOutlet,
  openFeedOutlet,
  openCdfOutlet,
  openQuotesOutlet,
]
