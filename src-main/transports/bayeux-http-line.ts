import { MAX_BODY_BYTES } from '../contract/index'
import { TransportError, type Channel, type Clock, type TransportIo } from '../core/ports'
import { shownMessages, type BayeuxLine, type Outgoing } from './bayeux-line'
import { readMessages, type BayeuxMessage } from './bayeux-messages'
import { withCookies, type CookieJar } from './cookie-jar'
import type { HttpAnswer, HttpClient } from './http'
import { statusFailure } from './http-statuses'

/** Whoever asks has a shorter patience of its own; this is the last resort. Milliseconds. */
const LONGEST_ANSWER_MS = 2 * 60 * 60_000

export interface LineParts {
  http: HttpClient
  clock: Clock
  channel: Pick<Channel, 'url' | 'settings'>
  io: TransportIo
  jar: CookieJar
  /** What we say holds a secret of the user. */
  secret: boolean
  signal: AbortSignal
}

/** Long polling (Bayeux 1.0 section 6.1): a POST for each question; the one for `/meta/connect` is held. */
export function createHttpLine(parts: LineParts): BayeuxLine {
  const { http, clock, channel, io, jar, secret } = parts
  const url = channel.url.replace(/^ws(s?):/i, 'http$1:')
  const { host, origin } = new URL(url)
  let asked: Promise<BayeuxMessage[]> | null = null
  let baseUrl = url

  async function post(messages: readonly Outgoing[], signal: AbortSignal): Promise<HttpAnswer> {
    const where = `POST ${withoutUser(url)} ${messages[0]?.channel ?? ''}`
    io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `${where}\n${shownMessages(messages)}` })
    const answer = await http.request({
      method: 'POST',
      url,
      body: JSON.stringify(messages),
      bodyIsSecret: secret,
      headers: { 'Content-Type': 'application/json;charset=UTF-8', Accept: 'application/json' },
      ...withCookies(jar, channel.settings.headers, origin),
      signal,
      acceptSelfSigned: channel.settings.acceptSelfSigned,
      trust: 'typed',
      decodedLimitBytes: MAX_BODY_BYTES,
      headersTimeoutMs: LONGEST_ANSWER_MS,
    })
    const type = answer.header('content-type') ?? ''
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type}`.trim() })
    jar.keep(answer.setCookies, answer.url)
    return answer
  }

  async function exchange(messages: readonly Outgoing[]): Promise<BayeuxMessage[]> {
    const answer = await post(messages, parts.signal)
    if (answer.status !== 200) {
      answer.discard()
      throw statusFailure(answer.status, answer.header, host, clock.now())
    }
    baseUrl = answer.url
    const text = await textOf(answer, io)
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'text', data: text })
    const came = readMessages(text)
    if (came === null) throw notMessages(host, text)
    return came
  }

  return {
    type: 'long-polling',
    how: 'held',
    get baseUrl() {
      return baseUrl
    },
    send(messages) {
      asked = exchange(messages)
      // Whoever waits is told; until then it must not bring the program down.
      asked.catch(() => undefined)
    },
    async next() {
      const answer = asked
      asked = null
      if (answer === null) throw new TransportError('protocol', `${host} answered, but not to what was asked.`)
      return answer
    },
    leave: async (messages, signal) => (await post(messages, signal)).discard(),
    close: () => undefined,
  }
}

async function textOf(answer: HttpAnswer, io: TransportIo): Promise<string> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of answer.chunks) {
      io.heard(chunk.byteLength)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof TransportError && error.kind === 'tooLarge') io.dropped(1, error.failure)
    throw error
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function notMessages(host: string, text: string): TransportError {
  return new TransportError('malformed', `${host} answered with something that is not Bayeux.`, {
    detail: text.slice(0, 200),
  })
}

/** Frames are shown and copied, so an address in one has no name and password. */
function withoutUser(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
