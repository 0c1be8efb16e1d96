import {
  TransportError,
  type Channel,
  type Clock,
  type RawEvent,
  type RunEnd,
  type TransportIo,
} from '../../core/ports'
import { abortable } from '../abortable'
import type { HttpAnswer, HttpClient } from '../http'
import { statusFailure } from '../http-statuses'
import { heldOnTheWay, passedSomething } from '../in-between'
import { watchRhythm, type Rhythm } from '../rhythm'

export interface StreamJob {
  http: HttpClient
  clock: Clock
  channel: Pick<Channel, 'url' | 'settings'>
  io: TransportIo
  /** What to ask; `url` may carry the place to resume at. */
  url: string
  headers: Readonly<Record<string, string>>
  /** Whether the body is read in the pieces it was sent in; absent: it never is. */
  inPieces?(answer: HttpAnswer): boolean
  /** The least silence that counts as a stall, milliseconds; also the time a server has for its first headers. */
  quietMs: number
  /** Why an answer of status 200 is none of this technique's; null when it is. */
  judge(answer: HttpAnswer): TransportError | null
}

/** One open answer. */
export interface OpenStream {
  answer: HttpAnswer
  host: string
  /** What came, as much as there is at a time; counted and watched. */
  chunks(): AsyncGenerator<readonly Uint8Array[]>
  /** Hands over what there is and waits until it is stored. */
  store(events: readonly RawEvent[]): Promise<void>
}

/** Opens an endless answer, lets it be read, and leaves no connection behind however that ends. */
export async function withStream(job: StreamJob, read: (stream: OpenStream) => Promise<RunEnd>): Promise<RunEnd> {
  const { clock, io } = job
  const stop = new AbortController()
  const onAbort = () => stop.abort(io.signal.reason)
  io.signal.throwIfAborted()
  io.signal.addEventListener('abort', onAbort, { once: true })
  let rhythm: Rhythm | null = null
  try {
    const answer = await connect(job, stop.signal)
    io.opened()
    const { host } = new URL(answer.url)
    let heard = false
    const stalled = (silenceMs: number) => {
      const isHeld = !heard && passedSomething(answer.header)
      stop.abort(isHeld ? heldOnTheWay(host, silenceMs, null) : stallFailure(host, silenceMs))
    }
    const watched = watchRhythm(clock, stalled, job.quietMs)
    rhythm = watched
    return await read({
      answer,
      host,
      async *chunks() {
        const inPieces = job.inPieces?.(answer) === true
        for await (const came of inPieces ? answer.pieces : answer.chunks) {
          watched.sign()
          heard = true
          const pieces = came instanceof Uint8Array ? [came] : came
          io.heard(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0))
          yield pieces
        }
      },
      async store(events) {
        if (events.length === 0) return
        watched.busy(true)
        await abortable(io.received(events), stop.signal)
        watched.busy(false)
      },
    })
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

async function connect({ http, clock, channel, io, ...job }: StreamJob, signal: AbortSignal): Promise<HttpAnswer> {
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${withoutSecrets(job.url)}` })
  const answer = await http.get({
    url: job.url,
    headers: { 'Cache-Control': 'no-cache', ...job.headers },
    secretHeaders: channel.settings.headers,
    signal,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    trust: 'typed',
    decodedLimitBytes: null,
    headersTimeoutMs: job.quietMs,
    wantsPieces: job.inPieces !== undefined,
  })
  const type = answer.header('content-type')
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type ?? ''}`.trim() })
  const { host } = new URL(answer.url)
  const failure =
    answer.status === 200 ? job.judge(answer) : statusFailure(answer.status, answer.header, host, clock.now())
  if (failure === null) return answer
  answer.discard()
  throw failure
}

export function wrongType(host: string, what: string, type: string | null): TransportError {
  return new TransportError('wrongType', `${host} answers, but not with ${what}.`, {
    final: 'ended',
    detail: `Content-Type: ${type ?? 'none'}`.slice(0, 200),
  })
}

function stallFailure(host: string, silenceMs: number): TransportError {
  const message = `${host} has sent nothing for ${String(Math.round(silenceMs / 1000))} s; connecting anew.`
  return new TransportError('stalled', message)
}

/** Frames are shown and copied, so an address in one has no password. */
function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
