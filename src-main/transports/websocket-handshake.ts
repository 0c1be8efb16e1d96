import type { IncomingMessage } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { WebSocket } from 'ws'
import { CONNECT_TIMEOUT_MS, MAX_MESSAGE_BYTES, MAX_REDIRECTS, type ChannelSettings } from '../contract/index'
import { TransportError } from '../core/ports'
import { basicCredentials, joinHeaders } from './http-headers'
import { statusFailure } from './http-statuses'
import { refusedOnTheWay } from './in-between'
import { openSocket, type TlsIdentity } from './open-socket'
import { nextAddress, REDIRECT_STATUSES } from './redirects'
import { wireFailure } from './wire-failures'

/** Pieces one message may come in. */
const MAX_FRAGMENTS = 1024
/** A subprotocol is a token (RFC 6455 section 4.1). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

export interface HandshakeWish {
  url: string
  settings: Pick<ChannelSettings, 'headers' | 'subprotocols' | 'acceptSelfSigned'>
  userAgent: string
  signal: AbortSignal
  now: () => number
  lookup?: LookupFunction
  connectTimeoutMs?: number
  identity?: TlsIdentity
  /** `publisher`: the address was not typed by the user, so it may not be on this machine or network. Absent: typed. */
  trust?: 'typed' | 'publisher'
}

export interface OpenWebSocket {
  /** Paused: nothing is read before listeners are in place and `resume()` is called. */
  webSocket: WebSocket
  /** The line below it; `bytesRead` is the sign of life. */
  socket: Socket
  /** The address that finally answered, as http(s): what links in messages are relative to. */
  baseUrl: string
  host: string
}

/** Connects and upgrades, redirects included, by the same rules as the HTTP client. Rejects with TransportError or the signal's reason. */
export async function openWebSocket(wish: HandshakeWish): Promise<OpenWebSocket> {
  let url = socketAddress(wish.url)
  const protocols = offeredProtocols(wish.settings.subprotocols)
  const credentials = basicCredentials(new URL(wish.url))
  let secrets: Record<string, string> = { ...credentials, ...wish.settings.headers }
  let allowLocal = wish.trust !== 'publisher'
  for (let redirects = 0; ; redirects += 1) {
    const headers = joinHeaders({ 'User-Agent': wish.userAgent }, secrets)
    if (protocols.length > 0) headers['Sec-WebSocket-Protocol'] = protocols.join(', ')
    const { socket, reach } = await openSocket({
      ...wish,
      url,
      allowLocal,
      acceptSelfSigned: wish.settings.acceptSelfSigned,
    })
    const outcome = await upgrade(url, socket, headers, protocols, wish)
    if (outcome instanceof WebSocket) {
      return { webSocket: outcome, socket, baseUrl: url.href.replace(/^ws/, 'http'), host: url.host }
    }
    const next = nextAddress(url, outcome.location, redirects, MAX_REDIRECTS)
    if (next.origin !== url.origin) secrets = {}
    allowLocal &&= reach !== 'public'
    url = next
  }
}

function upgrade(
  url: URL,
  socket: Socket,
  headers: Record<string, string>,
  protocols: readonly string[],
  wish: HandshakeWish,
): Promise<WebSocket | { location: string }> {
  return new Promise((resolve, reject) => {
    const limits = { maxFragments: MAX_FRAGMENTS, maxPayload: MAX_MESSAGE_BYTES }
    // Subprotocols go out as a header of ours and are checked here: ws would refuse a server that picks none.
    const webSocket = new WebSocket(url.href, [], {
      ...limits,
      headers,
      createConnection: () => socket,
      perMessageDeflate: false,
      followRedirects: false,
    })
    const settle = () => {
      clearTimeout(timer)
      wish.signal.removeEventListener('abort', onAbort)
    }
    const fail = (error: unknown) => {
      settle()
      webSocket.terminate()
      socket.destroy()
      reject(error)
    }
    const onAbort = () => fail(wish.signal.reason)
    const timeoutMs = wish.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
    const timer = setTimeout(() => {
      fail(new TransportError('timeout', `${url.host} did not answer within ${Math.round(timeoutMs / 1000)} s.`))
    }, timeoutMs)
    wish.signal.addEventListener('abort', onAbort, { once: true })

    webSocket.on('error', (error) => fail(handshakeFailure(error, url.host)))
    webSocket.on('upgrade', (answer: IncomingMessage) => {
      const chosen = answer.headers['sec-websocket-protocol']
      delete answer.headers['sec-websocket-protocol']
      if (chosen !== undefined && !protocols.includes(chosen)) fail(uninvitedProtocol(url.host, chosen))
    })
    webSocket.on('unexpected-response', (_, answer: IncomingMessage) => {
      const status = answer.statusCode ?? 0
      const { location } = answer.headers
      const header = (name: string) => answer.headers[name]?.toString() ?? null
      if (REDIRECT_STATUSES.has(status) && location !== undefined) {
        settle()
        webSocket.terminate()
        socket.destroy()
        resolve({ location })
      } else {
        const between = refusedOnTheWay(status, header, url.host)
        const isOther = status >= 200 && status < 300 && status !== 204
        const own = () =>
          isOther ? notAWebSocket(url.host, status) : statusFailure(status, header, url.host, wish.now())
        fail(between ?? own())
      }
    })
    webSocket.on('open', () => {
      settle()
      webSocket.pause()
      webSocket.removeAllListeners()
      // Until the session listens, an error must not bring the program down; `close` tells of it too.
      webSocket.on('error', () => undefined)
      resolve(webSocket)
    })
  })
}

function socketAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address.replace(/^http(s?):/i, 'ws$1:')) : null
  if (url === null || (url.protocol !== 'ws:' && url.protocol !== 'wss:')) {
    throw new TransportError('invalidAddress', 'This is not a socket address (ws:// or wss://).', { final: 'needsYou' })
  }
  url.username = ''
  url.password = ''
  url.hash = ''
  return url
}

function offeredProtocols(wished: readonly string[]): string[] {
  const wrong = wished.find((protocol) => !TOKEN.test(protocol))
  if (wrong !== undefined) {
    throw new TransportError('invalidAddress', `“${wrong}” cannot be a subprotocol. Correct it.`, { final: 'needsYou' })
  }
  return [...new Set(wished)]
}

function uninvitedProtocol(host: string, chosen: string): TransportError {
  return new TransportError('protocol', `${host} chose a subprotocol that was not offered.`, {
    retryAfterMs: 15 * 60_000,
    detail: `Sec-WebSocket-Protocol: ${chosen.slice(0, 200)}`,
  })
}

function notAWebSocket(host: string, status: number): TransportError {
  return new TransportError('wrongType', `${host} answers, but not with a WebSocket.`, {
    final: 'ended',
    detail: `HTTP ${status}`,
  })
}

/** Errors of ws about the answer have no code; those of the line below have one. */
function handshakeFailure(error: Error, host: string): TransportError {
  if ('code' in error && typeof error.code === 'string') return wireFailure(error, host, 'answering')
  return new TransportError('protocol', `${host} did not agree on a WebSocket.`, {
    retryAfterMs: 15 * 60_000,
    detail: error.message,
    cause: error,
  })
}
