import type { LookupFunction, Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { Client, type buildConnector, type Dispatcher } from 'undici'
import { MAX_REDIRECTS } from '../contract/index'
import { TransportError } from '../core/ports'
import { literalReach, type AddressReach } from './addresses'
import { ACCEPT_ENCODING, decodeContent } from './content-encoding'
import { basicCredentials, joinHeaders } from './http-headers'
import { blockedAddress, openSocket } from './open-socket'
import { piecesOf } from './body-pieces'
import { limitWords } from './limit-words'
import { nextAddress, REDIRECT_STATUSES } from './redirects'
import { userAgent } from './user-agent'
import { wireFailure } from './wire-failures'

/** All headers of one answer together. */
export const MAX_HEADER_BYTES = 64 * 1024
/** Time from the request to the answer's headers, unless a request says otherwise. */
export const HEADERS_TIMEOUT_MS = 60_000
/** How much of a body waits in memory while its reader is busy. */
const BODY_BUFFER_BYTES = 256 * 1024

export interface HttpRequest {
  /** GET when absent. A redirect of anything else is followed only where it keeps the method (307, 308). */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** What is sent along; its Content-Type belongs into `headers`. */
  body?: string | Uint8Array
  /** The body is for the asked origin alone: a redirect to another one is refused. */
  bodyIsSecret?: boolean
  /** http or https. A name and password in it become an Authorization header. */
  url: string
  /** The transport's own headers; they go along on every redirect. */
  headers: Readonly<Record<string, string>>
  /** What the user set: wins over `headers`, and is dropped for good when a redirect leaves the origin. */
  secretHeaders?: Readonly<Record<string, string>>
  /** What one origin gave: shown again to that one only, on whichever hop it is met. */
  originHeaders?: { origin: string; headers: Readonly<Record<string, string>> }
  signal: AbortSignal
  /** Honoured only when the connected address is on this machine or network. */
  acceptSelfSigned: boolean
  /** `typed`: the user entered it, so it may be on this machine or network. `publisher`: it never may. */
  trust: 'typed' | 'publisher'
  /** Most bytes of body after decompression; null: no limit here, the reader of `chunks` has its own. */
  decodedLimitBytes: number | null
  /** Time for the whole answer, redirects and body included, in milliseconds; null or absent: none. */
  bodyTimeoutMs?: number | null
  /** Time from each request to its headers, in milliseconds. Absent: HEADERS_TIMEOUT_MS. */
  headersTimeoutMs?: number
  /** Says `TE: chunked`, which nchan wants of those who read `pieces`. */
  wantsPieces?: boolean
  /** The server (or the proxy) has taken the connection; what follows is its own silence. Once a hop. */
  connected?(): void
}

export interface HttpAnswer {
  status: number
  /** Any case; repeated headers joined by ", "; null when absent. */
  header(name: string): string | null
  /** The Set-Cookie headers of the last hop, one each. */
  setCookies: readonly string[]
  /** The address that finally answered, without name, password and fragment. */
  url: string
  /** The final address when there were redirects and every one was permanent (301, 308). */
  permanentUrl: string | null
  /** The body, decompressed, as it comes. Iterate once; leaving early closes the connection. Throws TransportError. */
  chunks: AsyncIterable<Uint8Array>
  /**
   * The same, instead of `chunks`, in the pieces it was sent in (HTTP chunks) as far as each came whole; those that wait
   * together come together. For streams whose messages have no other end.
   */
  pieces: AsyncIterable<readonly Uint8Array[]>
  /** Closes the connection. Call it when `chunks` is not read to its end. */
  discard(): void
}

export interface HttpClient {
  /** Rejects with TransportError, or with the signal's reason when aborted. Any status is an answer. */
  request(request: HttpRequest): Promise<HttpAnswer>
  /** The same, as a GET. */
  get(request: Omit<HttpRequest, 'method' | 'body'>): Promise<HttpAnswer>
  /** Ends what is under way. */
  close(): Promise<void>
}

export interface HttpClientOptions {
  /** Name resolution; the system's when absent. Its answers are judged whatever it is. */
  lookup?: LookupFunction
  userAgent?: string
  /**
   * The proxy to use for an address, null for none. What a name resolves to is then the proxy's business,
   * so only literal addresses and `localhost` are judged here.
   */
  dispatcherFor?: (url: URL) => Dispatcher | null | Promise<Dispatcher | null>
  /** Shortened in tests. */
  connectTimeoutMs?: number
}

interface Hop {
  answer: Dispatcher.ResponseData
  reach: AddressReach
  end(): void
}

/**
 * Requests with the rules of a reader: redirects by hand and each judged afresh, addresses judged after DNS, no cookies,
 * no Referer, no Origin, bodies bounded after decompression. Each request has a connection of its own, so what is known
 * about a connection (its address, its certificate) is known about the answer too.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const underWay = new Set<AbortController>()
  const ownHeaders = { 'User-Agent': options.userAgent ?? userAgent(), 'Accept-Encoding': ACCEPT_ENCODING }

  async function hop(request: HttpRequest, url: URL, secrets: boolean, allowLocal: boolean, signal: AbortSignal) {
    const headers = joinHeaders(
      ownHeaders,
      request.headers,
      request.originHeaders?.origin === url.origin ? request.originHeaders.headers : {},
      secrets ? secretsOf(request) : {},
    )
    // A header of the connection: never the user's, so it is not among those that are joined.
    if (request.wantsPieces === true) headers.TE = 'chunked'
    const wanted = {
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      ...(request.body !== undefined && { body: request.body }),
      headers,
      highWaterMark: BODY_BUFFER_BYTES,
    }
    const proxy = (await options.dispatcherFor?.(url)) ?? null
    if (proxy !== null) {
      request.connected?.()
      return throughProxy(proxy, { ...wanted, origin: url.origin, signal }, url, allowLocal)
    }

    const { socket, reach } = await openSocket({
      ...options,
      url,
      allowLocal,
      signal,
      acceptSelfSigned: request.acceptSelfSigned,
    })
    request.connected?.()
    const client = new Client(url.origin, {
      connect: onlyConnection(socket),
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const end = () => {
      signal.removeEventListener('abort', end)
      socket.destroy()
      void client.destroy()
    }
    signal.addEventListener('abort', end, { once: true })
    try {
      return { answer: await client.request(wanted), reach, end } satisfies Hop
    } catch (error) {
      end()
      throw error
    }
  }

  async function ask(request: HttpRequest): Promise<HttpAnswer> {
    request.signal.throwIfAborted()
    let url = webAddress(request.url)
    const stop = new AbortController()
    const onAbort = () => stop.abort(request.signal.reason)
    request.signal.addEventListener('abort', onAbort, { once: true })
    underWay.add(stop)
    const stopBodyTimer = deadline(stop, request.bodyTimeoutMs ?? null, url.host)
    let hopNow: Hop | null = null
    const release = () => {
      stopBodyTimer()
      request.signal.removeEventListener('abort', onAbort)
      underWay.delete(stop)
      hopNow?.end()
    }

    try {
      let secrets = true
      let allowLocal = request.trust === 'typed'
      let permanent = true
      for (let redirects = 0; ; redirects += 1) {
        const stopHeaderTimer = deadline(stop, request.headersTimeoutMs ?? HEADERS_TIMEOUT_MS, url.host)
        try {
          hopNow = await hop(request, url, secrets, allowLocal, stop.signal)
        } finally {
          stopHeaderTimer()
        }
        const { answer, reach } = hopNow
        const location = headerOf(answer, 'location')
        const isOnward = REDIRECT_STATUSES.has(answer.statusCode) && location !== null
        if (!isOnward || changesMethod(request, answer.statusCode)) {
          const permanentUrl = permanent && redirects > 0 ? url.href : null
          return finished(request, url, permanentUrl, answer, stop.signal, release)
        }
        discardBody(answer.body)
        hopNow.end()
        const next = nextAddress(url, location, redirects, MAX_REDIRECTS)
        if (request.bodyIsSecret === true && next.origin !== url.origin) throw secretElsewhere(url, next)
        secrets &&= next.origin === url.origin
        // The public side must not steer us inwards; what is inside may point anywhere.
        allowLocal &&= reach !== 'public'
        permanent &&= answer.statusCode === 301 || answer.statusCode === 308
        url = next
      }
    } catch (error) {
      release()
      if (stop.signal.aborted) throw stop.signal.reason
      throw wireFailure(error, url.host, 'answering')
    }
  }

  return {
    request: ask,
    get: ask,
    async close() {
      for (const stop of underWay) stop.abort(new TransportError('closed', 'The reader is closing.'))
    },
  }
}

/** Gives undici the one socket we have judged, and no second one. */
function onlyConnection(socket: Socket): buildConnector.connector {
  let used = false
  return (_, callback) => {
    const again = used
    used = true
    // undici does not notice an answer that comes before its own call has returned.
    queueMicrotask(() => {
      if (again) callback(Object.assign(new Error('the only connection is gone'), { code: 'UND_ERR_CLOSED' }), null)
      else callback(null, socket)
    })
  }
}

async function throughProxy(
  proxy: Dispatcher,
  wanted: Dispatcher.RequestOptions,
  url: URL,
  allowLocal: boolean,
): Promise<Hop> {
  const reach = literalReach(url) ?? 'public'
  if (!allowLocal && reach !== 'public') throw blockedAddress(url.hostname)
  const answer = await proxy.request({ ...wanted, headersTimeout: 0, bodyTimeout: 0 })
  return { answer, reach, end: () => void answer.body.destroy() }
}

function finished(
  request: HttpRequest,
  url: URL,
  permanentUrl: string | null,
  answer: Dispatcher.ResponseData,
  stopped: AbortSignal,
  release: () => void,
): HttpAnswer {
  const body = decodeContent(answer.body, headerOf(answer, 'content-encoding'), url.host)
  // Whoever iterates is told of errors; when nobody does, they must not bring the program down.
  body.on('error', () => undefined)
  answer.body.on('error', () => undefined)
  const discard = () => {
    body.destroy()
    release()
  }
  return {
    status: answer.statusCode,
    header: (name) => headerOf(answer, name),
    setCookies: [answer.headers['set-cookie'] ?? []].flat(),
    url: url.href,
    permanentUrl,
    chunks: told(bounded(body, request.decodedLimitBytes, url.host), url.host, stopped, discard),
    pieces: told(piecesOf(body), url.host, stopped, discard),
    discard,
  }
}

async function* bounded(body: Readable, limitBytes: number | null, host: string): AsyncGenerator<Uint8Array> {
  let decoded = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    decoded += chunk.byteLength
    if (limitBytes !== null && decoded > limitBytes) {
      throw new TransportError('tooLarge', `What ${host} sent is larger than the limit of ${limitWords(limitBytes)}.`)
    }
    yield chunk
  }
}

/** Puts what goes wrong while reading into words, and leaves no connection behind. */
async function* told<Part>(
  parts: AsyncIterable<Part>,
  host: string,
  stopped: AbortSignal,
  discard: () => void,
): AsyncGenerator<Part> {
  try {
    yield* parts
  } catch (error) {
    if (stopped.aborted) throw stopped.reason
    throw wireFailure(error, host, 'reading')
  } finally {
    discard()
  }
}

/** Checks the scheme and takes name and password out of what is asked for. */
function webAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TransportError('invalidAddress', 'This is not a web address (http:// or https://).', {
      final: 'needsYou',
    })
  }
  url.username = ''
  url.password = ''
  url.hash = ''
  return url
}

function secretsOf(request: HttpRequest): Record<string, string> {
  return { ...basicCredentials(new URL(request.url)), ...request.secretHeaders }
}

/** After these, browsers go on with a GET and without the body: then the answer itself is the answer. */
function changesMethod({ method = 'GET' }: HttpRequest, status: number): boolean {
  return method !== 'GET' && method !== 'HEAD' && status !== 307 && status !== 308
}

function secretElsewhere(from: URL, next: URL): TransportError {
  const message = `${from.host} sends us on to ${next.host}, which is not to see your token. Give that address if you trust it.`
  return new TransportError('redirect', message, { final: 'needsYou' })
}

function headerOf(answer: Dispatcher.ResponseData, name: string): string | null {
  const value = answer.headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}

function discardBody(body: Readable): void {
  body.on('error', () => undefined)
  body.destroy()
}

function deadline(stop: AbortController, milliseconds: number | null, host: string): () => void {
  if (milliseconds === null) return () => undefined
  const timer = setTimeout(() => {
    const message = `${host} did not answer completely within ${Math.round(milliseconds / 1000)} s.`
    stop.abort(new TransportError('timeout', message))
  }, milliseconds)
  return () => clearTimeout(timer)
}
