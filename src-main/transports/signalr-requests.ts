import { MAX_MESSAGE_BYTES } from '../contract/index'
import { TransportError, type Clock, type TransportIo } from '../core/ports'
import { createHeldPolls } from './held-polls'
import type { HttpAnswer, HttpClient, HttpRequest } from './http'
import { statusFailure } from './http-statuses'
import type { RequestWire } from './request-talk'
import { shownHub, type HubAddress } from './signalr-negotiation'
import { createSseParser, SseLimitExceeded } from './sse-parser'

/** A proxy that holds a stream back is noticed after so long without its headers. */
const STREAM_HEADERS_TIMEOUT_MS = 15_000
/** Hubs answer a poll within 90 s, news or not. */
const POLL_TIMEOUT_MS = 120_000
const POST_TIMEOUT_MS = 30_000
/** Time to say good-bye in. */
const DELETE_TIMEOUT_MS = 80
/** What one poll may carry: several messages. */
const MAX_POLL_BYTES = 4 * MAX_MESSAGE_BYTES

export interface HubRequests {
  http: HttpClient
  clock: Clock
  io: TransportIo
  hub: HubAddress
  acceptSelfSigned: boolean
}

/** Server-sent events one way, requests the other. Rejects when the stream does not open. */
export async function openHubStream(place: HubRequests, signal: AbortSignal): Promise<RequestWire> {
  const { hub, io } = place
  const { host } = hub.url
  const headers = { Accept: 'text/event-stream', 'Cache-Control': 'no-cache' }
  const answer = await ask(place, { headers, signal, headersTimeoutMs: STREAM_HEADERS_TIMEOUT_MS })
  if (answer.status !== 200) throw refusal(place, answer)
  if (!/^\s*text\/event-stream\b/i.test(answer.header('content-type') ?? '')) {
    answer.discard()
    throw new TransportError('wrongType', `${host} answers, but not with a live stream.`)
  }
  return {
    host,
    baseUrl: answer.url,
    post: (texts, until) => post(place, texts, until),
    async receive(take, sign) {
      let text = ''
      const parser = createSseParser({
        event: ({ data }) => (text += data),
        retry: () => undefined,
        leftOut: (_, bytes) => io.dropped(1, tooLong(host, bytes).failure),
      })
      try {
        for await (const chunk of answer.chunks) {
          sign(chunk.byteLength)
          parser.push(chunk)
          const piece = text
          text = ''
          if (piece !== '') await take([piece])
        }
      } catch (error) {
        if (!(error instanceof SseLimitExceeded)) throw error
        if (text !== '') await take([text])
        throw tooLong(host, error.limitBytes)
      }
    },
  }
}

/** Long polling one way, requests the other. The first poll is answered at once and opens the connection. */
export async function openHubPolls(place: HubRequests, signal: AbortSignal): Promise<RequestWire> {
  const { hub } = place
  const { host } = hub.url
  const first = await poll(place, signal, () => undefined)
  const isEmpty = (text: string | null): boolean => text === ''
  const next = createHeldPolls(place.clock, isEmpty, (until, sign) => poll(place, until, sign))
  return {
    host,
    baseUrl: hub.url.href,
    post: (texts, until) => post(place, texts, until),
    async receive(take, sign, until) {
      for (let text = first; text !== null; text = await next(until, sign)) {
        if (text !== '') await take([text])
      }
    },
  }
}

/** Tells the hub that we are gone. An ending run has no time to lose: whether it was heard is not asked. */
export async function leaveHub({ http, hub, acceptSelfSigned }: HubRequests): Promise<void> {
  const { url, secretHeaders, trust } = hub
  const within = { signal: AbortSignal.timeout(DELETE_TIMEOUT_MS), acceptSelfSigned, trust, decodedLimitBytes: 0 }
  await http.request({ method: 'DELETE', url: url.href, headers: {}, secretHeaders, ...within }).then(
    (answer) => answer.discard(),
    () => undefined,
  )
}

/** What a poll brought; null when the hub ended the connection. */
async function poll(place: HubRequests, signal: AbortSignal, sign: (bytes: number) => void): Promise<string | null> {
  const answer = await ask(place, {
    headers: { Accept: '*/*', 'Cache-Control': 'no-cache' },
    signal,
    headersTimeoutMs: POLL_TIMEOUT_MS,
    decodedLimitBytes: MAX_POLL_BYTES,
  })
  if (answer.status === 204) {
    answer.discard()
    return null
  }
  if (answer.status !== 200) throw refusal(place, answer)
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.chunks) {
    sign(chunk.byteLength)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function post(place: HubRequests, texts: readonly string[], signal: AbortSignal): Promise<void> {
  const answer = await ask(place, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain;charset=UTF-8', 'X-Requested-With': 'XMLHttpRequest' },
    body: texts.join(''),
    signal,
    headersTimeoutMs: POST_TIMEOUT_MS,
    bodyTimeoutMs: POST_TIMEOUT_MS,
  })
  if (answer.status < 200 || answer.status > 299) throw refusal(place, answer)
  answer.discard()
}

type Asked = Pick<HttpRequest, 'headers' | 'signal' | 'headersTimeoutMs'> & Partial<HttpRequest>

async function ask({ http, clock, io, hub, acceptSelfSigned }: HubRequests, request: Asked): Promise<HttpAnswer> {
  const data = `${request.method ?? 'GET'} ${shownHub(hub.url)}`
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data })
  const { secretHeaders, trust } = hub
  const answer = await http.request({
    url: hub.url.href,
    secretHeaders,
    trust,
    acceptSelfSigned,
    decodedLimitBytes: null,
    ...request,
  })
  const type = answer.header('content-type') ?? ''
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `${answer.status} ${type}`.trim() })
  return answer
}

function refusal({ clock, hub }: HubRequests, answer: HttpAnswer): TransportError {
  answer.discard()
  return answer.status === 404
    ? forgotten(hub.url.host)
    : statusFailure(answer.status, answer.header, hub.url.host, clock.now())
}

/** A hub that does not know the connection it has just given: nothing that asking once more would not mend. */
export function forgotten(host: string): TransportError {
  return new TransportError('closed', `The hub of ${host} does not know our connection any more; connecting anew.`, {
    detail: 'HTTP 404. Where several servers share the work, one connection must stay with one of them.',
  })
}

function tooLong(host: string, bytes: number): TransportError {
  const limit = `${bytes / 1024 / 1024} MiB`
  return new TransportError('tooLarge', `${host} sent a message over the limit of ${limit}; it was left out.`)
}
