import type { Clock, Detect, Json, Transports } from '../core/ports'
import { createDetect } from '../detect'
import { createFeedTransport } from '../transports/feed'
import { createHttpClient, type HttpClientOptions } from '../transports/http'
import { createSseTransport } from '../transports/sse'
import { createWebSocketTransport } from '../transports/websocket'

export interface WireOptions {
  clock: Clock
  /** The desktop's system proxy. */
  dispatcherFor?: HttpClientOptions['dispatcherFor'] | undefined
}

/** Every wire Crier speaks, over one HTTP client. */
export function createWires({ clock, dispatcherFor }: WireOptions): {
  transports: Transports
  detect: Detect
  close(): Promise<void>
} {
  const http = createHttpClient(dispatcherFor === undefined ? {} : { dispatcherFor })
  const transports: Transports = {
    sse: createSseTransport({ http, clock }),
    websocket: createWebSocketTransport({ clock }),
    feed: createFeedTransport({ http, clock }),
  }
  return {
    transports,
    detect: createDetect({ http, clock, transports }),
    close: () => http.close(),
  }
}

/** Where a stream resumes after that event, as the SSE transport keeps it. */
export function streamCursor(lastEventId: string): Json {
  return { lastEventId, retryMs: null }
}
