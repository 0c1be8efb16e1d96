import {
  TransportError,
  type Clock,
  type Json,
  type RawEvent,
  type RunEnd,
  type Transport,
  type TransportIo,
} from '../core/ports'
import type { Channel } from '../core/ports'
import { abortable } from './abortable'
import type { HttpAnswer, HttpClient } from './http'
import { canBeHeaderValue } from './http-headers'
import { heldOnTheWay, passedSomething } from './in-between'
import { statusFailure } from './http-statuses'
import { STALL_FLOOR_MS, watchRhythm, type Rhythm } from './rhythm'
import { createSseParser, SseLimitExceeded, type SseEvent, type SseLimit } from './sse-parser'

/** The longest `Last-Event-ID` that is sent: common servers refuse a header line over 8 KiB (431, 400). Bytes. */
const MAX_SENT_ID_BYTES = 8_000

/** How long to wait after a clean end when the server named no time; browsers take "a few seconds". */
const DEFAULT_RETRY_MS = 3_000

export interface SseOptions {
  http: HttpClient
  clock: Clock
  /** The least silence that counts as a stall, milliseconds; also the time a server has for its first headers. */
  stallFloorMs?: number
}

/** What an SSE channel remembers between runs and over restarts. */
interface SseCursor {
  lastEventId: string
  /** The server's last `retry:`, milliseconds; null when it never sent one. */
  retryMs: number | null
}

/**
 * Server-sent events: the parsing and the request of the HTML standard (section 9.2), with the policy of a reader that
 * runs for weeks on top: only what cannot get better by itself ends a channel.
 */
export function createSseTransport(options: SseOptions): Transport {
  return {
    kind: 'sse',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readCursor(cursor).lastEventId !== '',
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(options: SseOptions, channel: Pick<Channel, 'url' | 'settings'>, io: TransportIo): Promise<RunEnd> {
  const { clock, stallFloorMs = STALL_FLOOR_MS } = options
  const cursor = readCursor(io.cursor)
  const stop = new AbortController()
  const onAbort = () => stop.abort(io.signal.reason)
  io.signal.throwIfAborted()
  io.signal.addEventListener('abort', onAbort, { once: true })
  let rhythm: Rhythm | null = null
  try {
    const answer = await connect(options.http, channel, cursor, io, stop.signal, clock, stallFloorMs)
    io.opened()
    let heard = 0
    const stalled = (silenceMs: number) => {
      const host = new URL(answer.url).host
      const isHeld = heard === 0 && passedSomething(answer.header)
      stop.abort(isHeld ? heldOnTheWay(host, silenceMs, cursor.retryMs) : stallFailure(host, silenceMs, cursor.retryMs))
    }
    rhythm = watchRhythm(clock, stalled, stallFloorMs)
    const counting = (bytes: number) => {
      heard += bytes
      io.heard(bytes)
    }
    await readStream(answer, cursor, { ...io, heard: counting }, stop.signal, clock, rhythm)
    return { how: 'closed', cursor: { ...cursor }, waitAtLeastMs: cursor.retryMs ?? DEFAULT_RETRY_MS }
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason
    throw error
  } finally {
    rhythm?.stop()
    io.signal.removeEventListener('abort', onAbort)
    // Whatever way we leave, the connection must not stay.
    stop.abort()
  }
}

async function connect(
  http: HttpClient,
  channel: Pick<Channel, 'url' | 'settings'>,
  cursor: SseCursor,
  io: TransportIo,
  signal: AbortSignal,
  clock: Clock,
  headersTimeoutMs: number,
): Promise<HttpAnswer> {
  const headers: Record<string, string> = { Accept: 'text/event-stream', 'Cache-Control': 'no-cache' }
  if (canBeSent(cursor.lastEventId)) headers['Last-Event-ID'] = cursor.lastEventId
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${withoutSecrets(channel.url)}` })
  const answer = await http.get({
    url: channel.url,
    headers,
    secretHeaders: channel.settings.headers,
    signal,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    trust: 'typed',
    decodedLimitBytes: null,
    headersTimeoutMs,
  })
  const type = answer.header('content-type')
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type ?? ''}`.trim() })
  const host = new URL(answer.url).host
  if (answer.status === 200 && isEventStream(type)) return answer
  answer.discard()
  if (answer.status !== 200) throw statusFailure(answer.status, answer.header, host, clock.now())
  throw new TransportError('wrongType', `${host} answers, but not with a live stream.`, {
    final: 'ended',
    detail: `Content-Type: ${type ?? 'none'}`.slice(0, 200),
  })
}

async function readStream(
  answer: HttpAnswer,
  cursor: SseCursor,
  io: TransportIo,
  signal: AbortSignal,
  clock: Clock,
  rhythm: Rhythm,
): Promise<void> {
  let events: RawEvent[] = []
  const frame = io.frame?.bind(io)
  const parser = createSseParser(
    {
      event(event) {
        frame?.({ at: clock.now(), direction: 'in', kind: 'event', ...frameOf(event) })
        cursor.lastEventId = event.lastEventId
        events.push(rawEvent(event, cursor, answer.url, clock.now()))
      },
      ...(frame && {
        comment: (text: string) => frame({ at: clock.now(), direction: 'in', kind: 'comment', data: text }),
      }),
      retry(milliseconds) {
        frame?.({ at: clock.now(), direction: 'in', kind: 'retry', data: String(milliseconds) })
        cursor.retryMs = milliseconds
      },
      leftOut: (limit, limitBytes) => io.dropped(1, outsized(limit, limitBytes, answer.url).failure),
    },
    cursor,
  )
  const store = async () => {
    if (events.length === 0) return
    const batch = events
    events = []
    rhythm.busy(true)
    await abortable(io.received(batch), signal)
    rhythm.busy(false)
  }

  try {
    for await (const chunk of answer.chunks) {
      rhythm.sign()
      io.heard(chunk.byteLength)
      parser.push(chunk)
      cursor.lastEventId = parser.lastEventId
      await store()
    }
  } catch (error) {
    if (error instanceof SseLimitExceeded) {
      // What came before the outsized event is good and must be kept, so that we do not come back to the same place.
      await store()
      throw outsized(error.limit, error.limitBytes, answer.url)
    }
    if (error instanceof TransportError && error.kind === 'closed') throw withWait(error, cursor.retryMs)
    throw error
  }
}

/**
 * An id with control characters is a legal id but no legal header, and a very long one makes a request that is refused
 * for ever: better a repeated event than a broken request.
 */
function canBeSent(id: string): boolean {
  return id !== '' && canBeHeaderValue(id) && Buffer.byteLength(id) <= MAX_SENT_ID_BYTES
}

function rawEvent(event: SseEvent, cursor: SseCursor, baseUrl: string, receivedAt: number): RawEvent {
  return {
    payload: event.data,
    contentType: null,
    topic: event.type,
    // Only its own id is this event's; one that sticks from before would make two events look like one.
    id: event.ownId === '' ? null : event.ownId,
    cursor: { ...cursor },
    receivedAt,
    baseUrl,
  }
}

function frameOf(event: SseEvent): { type: string; data: string; lastEventId: string } {
  return { type: event.type, data: event.data, lastEventId: event.lastEventId }
}

/** Type and subtype alone decide; parameters, charset among them, are ignored (HTML standard 9.2.3). */
function isEventStream(contentType: string | null): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'text/event-stream'
}

function readCursor(stored: Json | null): SseCursor {
  const known = stored !== null && typeof stored === 'object' && !Array.isArray(stored) ? stored : {}
  return {
    lastEventId: typeof known.lastEventId === 'string' ? known.lastEventId : '',
    retryMs: typeof known.retryMs === 'number' ? known.retryMs : null,
  }
}

function outsized(limit: SseLimit, limitBytes: number, url: string): TransportError {
  const what = limit === 'line' ? 'a line' : 'an event'
  const message = `${new URL(url).host} sent ${what} over the limit of ${limitBytes / 1024 / 1024} MiB; it was left out.`
  return new TransportError('tooLarge', message)
}

function stallFailure(host: string, silenceMs: number, retryMs: number | null): TransportError {
  const message = `${host} has sent nothing for ${Math.round(silenceMs / 1000)} s; connecting anew.`
  return new TransportError('stalled', message, { retryAfterMs: retryMs })
}

function withWait(error: TransportError, retryMs: number | null): TransportError {
  return new TransportError(error.kind, error.message, {
    retryAfterMs: retryMs,
    detail: error.detail,
    cause: error.cause,
  })
}

/** Frames are shown and copied, so an address in one has no password. */
function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
