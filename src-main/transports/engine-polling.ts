import { MAX_MESSAGE_BYTES } from '../contract/index'
import { TransportError, type Channel, type Clock, type TransportIo } from '../core/ports'
import { createCookieJar, withCookies, type CookieJar } from './cookie-jar'
import { createHeldPolls } from './held-polls'
import type { HttpAnswer, HttpClient } from './http'
import { statusFailure } from './http-statuses'
import type { RequestWire } from './request-talk'
import { readEngineOpen, readEngineRefusal, UNSUPPORTED_VERSION } from './socket-io-handshake'

/** Stands between packets that share a body (Engine.IO 4). */
const BETWEEN = '\u001e'
/** A packet that says nothing (Engine.IO 4, “noop”). */
const NOTHING = '6'
/** What one poll may carry: several packets. */
const MAX_POLL_BYTES = 4 * MAX_MESSAGE_BYTES
const GREETING_TIMEOUT_MS = 15_000
/** A server answers a held poll at its next ping at the latest. */
const POLL_TIMEOUT_MS = 15 * 60_000
const POST_TIMEOUT_MS = 30_000

interface Polling {
  http: HttpClient
  clock: Clock
  io: TransportIo
  /** With EIO in its query. */
  address: URL
  settings: Channel['settings']
}

/** One session: load balancers keep it on one server by a cookie. */
interface Session extends Polling {
  jar: CookieJar
}

/** Engine.IO by long polling: GETs that are held one way, POSTs the other. Rejects when no session is opened. */
export async function openEnginePolling(place: Polling, signal: AbortSignal): Promise<RequestWire> {
  const address = new URL(place.address)
  address.searchParams.set('transport', 'polling')
  const own: Session = { ...place, address, jar: createCookieJar() }
  const greeting = await poll(own, signal, GREETING_TIMEOUT_MS, () => undefined)
  const open = readEngineOpen(greeting.split(BETWEEN, 1)[0] ?? '')
  if (open !== null) address.searchParams.set('sid', open.sid)
  const isEmpty = (text: string): boolean => text === '' || text === NOTHING
  const next = createHeldPolls(place.clock, isEmpty, (until, sign) => poll(own, until, POLL_TIMEOUT_MS, sign))
  return {
    host: address.host,
    baseUrl: place.address.origin,
    post: (texts, until) => post(own, texts, until),
    async receive(take, sign, until) {
      for (let text = greeting; ; text = await next(until, sign)) {
        await take(text.split(BETWEEN))
      }
    },
  }
}

async function poll(
  place: Session,
  signal: AbortSignal,
  headersTimeoutMs: number,
  sign: (bytes: number) => void,
): Promise<string> {
  const answer = await ask(place, 'GET', undefined, signal, headersTimeoutMs)
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.chunks) {
    sign(chunk.byteLength)
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (answer.status !== 200) throw refusal(place, answer, text)
  return text
}

async function post(place: Session, texts: readonly string[], signal: AbortSignal): Promise<void> {
  const answer = await ask(place, 'POST', texts.join(BETWEEN), signal, POST_TIMEOUT_MS)
  if (answer.status !== 200) throw refusal(place, answer, '')
  answer.discard()
}

async function ask(
  { http, clock, io, address, settings, jar }: Session,
  method: 'GET' | 'POST',
  body: string | undefined,
  signal: AbortSignal,
  headersTimeoutMs: number,
): Promise<HttpAnswer> {
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `${method} ${shownEngine(address)}` })
  const answer = await http.request({
    method,
    url: address.href,
    headers: { Accept: '*/*', ...(body !== undefined && { 'Content-Type': 'text/plain;charset=UTF-8' }) },
    ...(body !== undefined && { body }),
    ...withCookies(jar, settings.headers, address.origin),
    signal,
    acceptSelfSigned: settings.acceptSelfSigned,
    trust: 'typed',
    decodedLimitBytes: MAX_POLL_BYTES,
    headersTimeoutMs,
  })
  jar.keep(answer.setCookies, answer.url)
  const type = answer.header('content-type') ?? ''
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type}`.trim() })
  return answer
}

function refusal({ address, clock }: Polling, answer: HttpAnswer, text: string): TransportError {
  answer.discard()
  const { host } = address
  const told = readEngineRefusal(text)
  if (told?.code === UNSUPPORTED_VERSION) {
    const words = `${host} speaks another version of Socket.IO. Choose it in the channel’s settings.`
    return new TransportError('protocol', words, { final: 'needsYou', detail: told.message })
  }
  // In the middle of a session every refusal means that it is over.
  if (address.searchParams.has('sid') && (answer.status === 400 || answer.status === 404)) {
    return new TransportError('closed', `${host} does not know our session any more; connecting anew.`)
  }
  if (told !== null) {
    return new TransportError('badStatus', `${host} refused the connection: “${told.message}”.`, { final: 'ended' })
  }
  return statusFailure(answer.status, answer.header, host, clock.now())
}

/** An address as it may be shown: the session's id opens it. */
export function shownEngine(address: URL): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.searchParams.delete('sid')
  return url.href
}
