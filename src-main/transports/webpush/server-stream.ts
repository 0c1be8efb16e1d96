import {
  TransportError,
  type Channel,
  type Clock,
  type Json,
  type RawEvent,
  type RunEnd,
  type TransportIo,
} from '../../core/ports'
import { abortable } from '../abortable'
import type { HttpAnswer, HttpClient } from '../http'
import { statusFailure } from '../http-statuses'
import { STALL_FLOOR_MS, watchRhythm, type Rhythm } from '../rhythm'
import { placeOf } from './address'
import { keysOf, olderKeysOf, optionsOf } from './keys'
import { createLineReader } from './lines'
import { faultWords, openWithAny, pushEvent } from './message'
import { readNtfyLine } from './ntfy-message'
import { unprepared } from './desk'

/** A server that ended the stream in good order is asked again after so long. */
const AFTER_END_MS = 1_000

type PushChannel = Pick<Channel, 'url' | 'settings'>

export interface ServerStreamOptions {
  http: HttpClient
  clock: Clock
  stallFloorMs?: number
}

/** Follows the topics of a channel on a server that speaks like ntfy, in one stream, and opens what comes in it. */
export async function followServer(
  { http, clock, stallFloorMs = STALL_FLOOR_MS }: ServerStreamOptions,
  channel: PushChannel,
  io: TransportIo,
): Promise<RunEnd> {
  const stop = new AbortController()
  const onAbort = (): void => stop.abort(io.signal.reason)
  io.signal.throwIfAborted()
  io.signal.addEventListener('abort', onAbort, { once: true })
  let rhythm: Rhythm | null = null
  try {
    const answer = await connect(http, channel, io, stop.signal, clock, stallFloorMs)
    io.opened()
    const host = new URL(answer.url).host
    rhythm = watchRhythm(clock, (silenceMs) => stop.abort(stalled(host, silenceMs)), stallFloorMs)
    await read(answer, channel, io, stop.signal, clock, rhythm)
    return { how: 'closed', waitAtLeastMs: AFTER_END_MS }
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason
    throw error
  } finally {
    rhythm?.stop()
    io.signal.removeEventListener('abort', onAbort)
    stop.abort()
  }
}

async function connect(
  http: HttpClient,
  channel: PushChannel,
  io: TransportIo,
  signal: AbortSignal,
  clock: Clock,
  headersTimeoutMs: number,
): Promise<HttpAnswer> {
  const url = streamAddress(channel, io.cursor, clock.now())
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${url}` })
  const answer = await http.get({
    url,
    headers: { Accept: 'application/x-ndjson', 'Cache-Control': 'no-cache' },
    secretHeaders: channel.settings.headers,
    signal,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    trust: 'typed',
    decodedLimitBytes: null,
    headersTimeoutMs,
  })
  const type = answer.header('content-type') ?? ''
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type}`.trim() })
  if (answer.status === 200 && /json/i.test(type)) return answer
  answer.discard()
  const host = new URL(answer.url).host
  if (answer.status !== 200) throw statusFailure(answer.status, answer.header, host, clock.now())
  throw new TransportError('wrongType', `${host} answers, but not as a push server such as ntfy does.`, {
    final: 'ended',
    detail: `Content-Type: ${type === '' ? 'none' : type}`.slice(0, 200),
  })
}

/** `/<topic>,<older topic>/json`: topics that were given out before a renewal are followed in the same stream. */
function streamAddress(channel: PushChannel, cursor: Json | null, now: number): string {
  const place = placeOf(channel.url)
  if (place?.way !== 'server' || keysOf(channel) === null) throw unprepared()
  const older = olderKeysOf(channel).flatMap(({ url, until }) => {
    const other = until > now ? placeOf(url) : null
    return other?.way === 'server' && other.base === place.base ? [other.topic] : []
  })
  const topics = [...new Set([place.topic, ...older])]
  return `${place.base}${topics.join(',')}/json?since=${encodeURIComponent(lastIdIn(cursor) ?? 'all')}`
}

/** The id of the last message, as the cursor keeps it. */
export function lastIdIn(cursor: Json | null): string | null {
  const known = cursor !== null && typeof cursor === 'object' && !Array.isArray(cursor) ? cursor.lastId : null
  return typeof known === 'string' && /^[-_A-Za-z0-9]{1,64}$/.test(known) ? known : null
}

async function read(
  answer: HttpAnswer,
  channel: PushChannel,
  io: TransportIo,
  signal: AbortSignal,
  clock: Clock,
  rhythm: Rhythm,
): Promise<void> {
  const lines = createLineReader()
  const host = new URL(answer.url).host
  const now = clock.now()
  const mine = keysOf(channel)
  const keys = [...(mine === null ? [] : [mine]), ...olderKeysOf(channel).filter(({ until }) => until > now)]
  const { plain } = optionsOf(channel)
  const leaveOut = (why: string): void => io.dropped(1, new TransportError('malformed', why).failure)

  /** The event in a line; null when there is none to be had. */
  function eventIn(line: string): RawEvent | null {
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'text', data: line })
    const message = readNtfyLine(line)
    if (message.event === 'unreadable') leaveOut(`${host} sent a line that is no message of ntfy; it was left out.`)
    if (message.event !== 'message') return null
    const at = { id: message.id, receivedAt: clock.now(), baseUrl: answer.url }
    const cursor = { lastId: message.id }
    if (!message.encrypted) {
      if (plain) return { ...pushEvent(Buffer.from(message.body).toString('utf8'), at, { cursor }), format: 'ntfy' }
      leaveOut(
        `${host} passed on a message that is not encrypted; it was left out. The channel can be set to take them.`,
      )
      return null
    }
    const opened = openWithAny(message.body, keys)
    if ('text' in opened) return pushEvent(opened.text.toString('utf8'), at, { cursor })
    leaveOut(`${host} passed on a message that cannot be read: ${faultWords(opened)}. It was left out.`)
    return null
  }

  for await (const chunk of answer.chunks) {
    rhythm.sign()
    io.heard(chunk.byteLength)
    const events = lines.push(chunk).flatMap((line) => eventIn(line) ?? [])
    const tooLong = lines.leftOut()
    if (tooLong > 0) {
      const why = `${host} sent a line over the limit of 1 MiB; it was left out.`
      io.dropped(tooLong, new TransportError('tooLarge', why).failure)
    }
    if (events.length === 0) continue
    rhythm.busy(true)
    await abortable(io.received(events), signal)
    rhythm.busy(false)
  }
}

function stalled(host: string, silenceMs: number): TransportError {
  return new TransportError(
    'stalled',
    `${host} has sent nothing for ${Math.round(silenceMs / 1000)} s; connecting anew.`,
  )
}
