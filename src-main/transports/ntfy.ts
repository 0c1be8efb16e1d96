import { NTFY, readOptions, type OptionsOf } from '../contract/index'
import {
  SILENT_PUBLISHER,
  TransportError,
  type Channel,
  type Clock,
  type PublisherFacts,
  type RawEvent,
  type RunEnd,
  type Transport,
  type TransportIo,
} from '../core/ports'
import { abortable } from './abortable'
import type { HttpAnswer, HttpClient } from './http'
import { basicCredentials } from './http-headers'
import { heldOnTheWay, passedSomething } from './in-between'
import { ntfyPlace, type NtfyPlace } from './ntfy-address'
import { afterMessage, readNtfyCursor, sinceOf, writeNtfyCursor, type NtfyCursor } from './ntfy-cursor'
import { notNtfy, ntfyRefusal, overlongLine, unreadableLine } from './ntfy-failures'
import { createNdjsonLines } from './ntfy-lines'
import { readNtfyLine, type NtfyLine } from './ntfy-message'
import { STALL_FLOOR_MS, watchRhythm, type Rhythm } from './rhythm'

/** A server that restarts is back in a moment; its clients need not come all at once. */
const AFTER_END_MS = 3_000
/** A pause this long after what was cached tells that all of it has come. */
const SETTLED_AFTER_MS = 5_000

export interface NtfyOptions {
  http: HttpClient
  clock: Clock
  /** The least silence that counts as a stall, milliseconds; the server says something every 45 s. */
  stallFloorMs?: number
  /** Shortened in tests; milliseconds. */
  settledAfterMs?: number
}

type Settings = OptionsOf<typeof NTFY>

/** All topics of an ntfy server over one JSON stream, with what was missed (docs.ntfy.sh/subscribe/api). */
export function createNtfyTransport(options: NtfyOptions): Transport {
  return {
    kind: 'ntfy',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readNtfyCursor(cursor).time !== null,
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(options: NtfyOptions, channel: Pick<Channel, 'url' | 'settings'>, io: TransportIo): Promise<RunEnd> {
  const { clock, stallFloorMs = STALL_FLOOR_MS } = options
  io.signal.throwIfAborted()
  const settings = readOptions(NTFY, channel.settings.options)
  const place = ntfyPlace(channel.url, settings.topics)
  const stop = new AbortController()
  const onAbort = (): void => stop.abort(io.signal.reason)
  io.signal.addEventListener('abort', onAbort, { once: true })
  let rhythm: Rhythm | null = null
  try {
    const answer = await subscribe(options, channel, { place, settings }, io, stop.signal)
    io.opened()
    const { host } = new URL(answer.url)
    let heard = 0
    const onStall = (silenceMs: number): void => {
      // The server says `open` at once, so that nothing at all came is somebody else's doing.
      const isHeld = heard === 0 && passedSomething(answer.header)
      stop.abort(isHeld ? heldOnTheWay(host, silenceMs, null) : stalled(host, silenceMs))
    }
    rhythm = watchRhythm(clock, onStall, stallFloorMs)
    const counting = (bytes: number): void => {
      heard += bytes
      io.heard(bytes)
    }
    await read(options, answer, { place, settings }, { ...io, heard: counting }, stop.signal, rhythm)
    return { how: 'closed', waitAtLeastMs: AFTER_END_MS }
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

async function subscribe(
  { http, clock, stallFloorMs = STALL_FLOOR_MS }: NtfyOptions,
  channel: Pick<Channel, 'url' | 'settings'>,
  { place, settings }: { place: NtfyPlace; settings: Settings },
  io: TransportIo,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const url = new URL(`${place.server}${place.topics.join(',')}/json`)
  const since = sinceOf(readNtfyCursor(io.cursor), settings.historyHours)
  if (since !== null) url.searchParams.set('since', since)
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${url.href}` })
  const answer = await http.get({
    url: url.href,
    headers: { Accept: 'application/x-ndjson, application/json;q=0.9', 'Cache-Control': 'no-cache' },
    secretHeaders: {
      ...basicCredentials(new URL(channel.url)),
      ...credentials(settings),
      ...channel.settings.headers,
    },
    signal,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    trust: 'typed',
    decodedLimitBytes: null,
    headersTimeoutMs: stallFloorMs,
  })
  const type = answer.header('content-type')
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type ?? ''}`.trim() })
  if (answer.status !== 200) throw await ntfyRefusal(answer, clock)
  if (/^\s*application\/(?:x-ndjson|json)\b/i.test(type ?? '')) return answer
  answer.discard()
  throw notNtfy(new URL(answer.url).host, type)
}

/** Reads lines until the server ends, and hands over all messages of a chunk at once. */
async function read(
  { clock, settledAfterMs = SETTLED_AFTER_MS }: NtfyOptions,
  answer: HttpAnswer,
  { place, settings }: { place: NtfyPlace; settings: Settings },
  io: TransportIo,
  signal: AbortSignal,
  rhythm: Rhythm,
): Promise<void> {
  const { host } = new URL(answer.url)
  const lines = createNdjsonLines()
  const known = readNtfyCursor(io.cursor)
  const told = new Set(known.recent)
  let cursor: NtfyCursor = known
  let openedAt: number | null = null
  let backlogIsOver = false
  let greeted = false
  let publisher: PublisherFacts | null = publisherOf(place, host)
  let lastHeard = clock.now()

  const event = (line: Extract<NtfyLine, { event: 'message' }>, payload: string): RawEvent => {
    cursor = afterMessage(cursor, line)
    // The server takes us in before it sends what it has cached, so a new message may overtake that. Until the cached
    // ones are known to be through, none of the new ones may move the place to resume at beyond them.
    const mayMove = backlogIsOver || (openedAt !== null && line.time < openedAt)
    const facts = publisher
    publisher = null
    return {
      payload,
      contentType: 'application/json',
      topic: line.topic,
      id: line.id,
      ...(mayMove && { cursor: writeNtfyCursor(cursor) }),
      receivedAt: clock.now(),
      baseUrl: place.server,
      format: 'ntfy',
      says: {
        guid: settings.replace ? `${line.topic}/${line.sequence}` : line.id,
        ...(place.topics.length > 1 && { section: [line.topic] }),
      },
      ...(facts !== null && { publisher: facts }),
    }
  }

  const take = (text: string): RawEvent[] => {
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'text', data: text })
    const line = readNtfyLine(text)
    if (line === null) {
      if (!greeted) throw notNtfy(host, answer.header('content-type'))
      io.dropped(1, unreadableLine(host).failure)
      return []
    }
    greeted = true
    if (line.event === 'open') openedAt ??= line.time
    if (line.event === 'keepalive') backlogIsOver = true
    if (line.event !== 'message' || told.has(line.id)) return []
    told.add(line.id)
    if (told.size > MAX_TOLD) told.delete(told.values().next().value ?? '')
    return [event(line, text)]
  }

  for await (const chunk of answer.chunks) {
    rhythm.sign()
    io.heard(chunk.byteLength)
    if (greeted && clock.now() - lastHeard >= settledAfterMs) backlogIsOver = true
    const { lines: whole, overlong } = lines.push(chunk)
    const events = whole.filter((text) => text.trim() !== '').flatMap(take)
    if (overlong > 0) io.dropped(overlong, overlongLine(host).failure)
    if (events.length > 0) {
      rhythm.busy(true)
      await abortable(io.received(events), signal)
      rhythm.busy(false)
    }
    lastHeard = clock.now()
  }
}

/** Ids of this connection that are not told twice: the server may send a message live and again from its cache. */
const MAX_TOLD = 1_000

function publisherOf({ server, topics }: NtfyPlace, host: string): PublisherFacts {
  const title = topics.length === 1 ? `${host}/${topics[0] ?? ''}` : host
  return { ...SILENT_PUBLISHER, title, siteUrl: server, sections: topics.length === 1 ? [] : topics }
}

function credentials({ token, user, password }: Settings): Record<string, string> {
  if (token !== '') return { Authorization: `Bearer ${token.trim()}` }
  if (user === '' && password === '') return {}
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` }
}

function stalled(host: string, silenceMs: number): TransportError {
  return new TransportError(
    'stalled',
    `${host} has sent nothing for ${Math.round(silenceMs / 1000)} s; connecting anew.`,
  )
}
