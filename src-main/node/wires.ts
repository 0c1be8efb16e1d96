import { TRANSPORT_KINDS, type TransportKind } from '@contract/index'
import { TransportError, type Clock, type Detect, type Json, type Transport, type Transports } from '../core/ports'
import { createDetect } from '../detect'
import { createFeedTransport } from '../transports/feed'
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../transports/http'
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
  http: HttpClient
  close(): Promise<void>
} {
  const http = createHttpClient(dispatcherFor === undefined ? {} : { dispatcherFor })
  const transports = complete({
    sse: createSseTransport({ http, clock }),
    websocket: createWebSocketTransport({ clock }),
    feed: createFeedTransport({ http, clock }),
  })
  return {
    transports,
    detect: createDetect({ http, clock, transports }),
    http,
    close: () => http.close(),
  }
}

/** Where a stream resumes after that event, as the SSE transport keeps it. */
export function streamCursor(lastEventId: string): Json {
  return { lastEventId, retryMs: null }
}

/** SCAFFOLD: goes away with the last missing technique. */
function complete(some: Partial<Transports>): Transports {
  const missing = (kind: TransportKind): Transport => ({
    kind,
    how: 'push',
    style: 'stream',
    run: () => Promise.reject(new TransportError('protocol', `${kind} is not there yet.`, { final: 'ended' })),
  })
  return Object.fromEntries(TRANSPORT_KINDS.map((kind) => [kind, some[kind] ?? missing(kind)])) as Record<
    TransportKind,
    Transport
  >
}
