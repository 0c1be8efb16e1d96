import type { ActionSender, Clock, Detect, Json, Transports } from '../core/ports'
import { createDetect } from '../detect'
import { createActionSender } from '../transports/action-sender'
import { createBayeuxTransport } from '../transports/bayeux'
import { createFeedTransport } from '../transports/feed'
import { createGotifyTransport } from '../transports/gotify'
import { createHttpStreamTransport } from '../transports/http-stream'
import { createLongPollTransport } from '../transports/long-poll'
import { createMultipartTransport } from '../transports/multipart'
import { createNtfyTransport } from '../transports/ntfy'
import { createPollTransport } from '../transports/poll'
import { createPusherTransport } from '../transports/pusher'
import { createPushletTransport } from '../transports/pushlet'
import { createSignalRTransport } from '../transports/signalr'
import { createSocketIoTransport } from '../transports/socket-io'
import { createSseTransport } from '../transports/sse'
import { createWebPushTransport } from '../transports/webpush'
import { createWebSocketTransport } from '../transports/websocket'
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../transports/http'

export interface WireOptions {
  clock: Clock
  /** The desktop's system proxy. */
  dispatcherFor?: HttpClientOptions['dispatcherFor'] | undefined
}

/** Every wire Crier speaks, over one HTTP client. */
export function createWires({ clock, dispatcherFor }: WireOptions): {
  transports: Transports
  detect: Detect
  actions: ActionSender
  http: HttpClient
  close(): Promise<void>
} {
  const http = createHttpClient(dispatcherFor === undefined ? {} : { dispatcherFor })
  const parts = { http, clock }
  const transports: Transports = {
    sse: createSseTransport(parts),
    websocket: createWebSocketTransport({ clock }),
    longpoll: createLongPollTransport(parts),
    poll: createPollTransport(parts),
    stream: createHttpStreamTransport(parts),
    multipart: createMultipartTransport(parts),
    pushlet: createPushletTransport(parts),
    bayeux: createBayeuxTransport(parts),
    signalr: createSignalRTransport(parts),
    webpush: createWebPushTransport(parts),
    ntfy: createNtfyTransport(parts),
    gotify: createGotifyTransport(parts),
    pusher: createPusherTransport(parts),
    socketio: createSocketIoTransport(parts),
    feed: createFeedTransport(parts),
  }
  return {
    transports,
    detect: createDetect({ http, clock, transports }),
    actions: createActionSender(http),
    http,
    close: () => http.close(),
  }
}

/** Where a stream resumes after that event, as the SSE transport keeps it. */
export function streamCursor(lastEventId: string): Json {
  return { lastEventId, retryMs: null }
}
