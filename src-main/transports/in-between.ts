import { TransportError } from '../core/ports'

type Header = (name: string) => string | null

/** Headers that gateways and proxies add, and publishers hardly ever (RFC 9110 section 7.6.3 and common products). */
const MARKS = ['via', 'proxy-authenticate', 'x-squid-error', 'x-cache-lookup', 'x-bluecoat-via', 'x-proxy-id']
/** Answers with which something in between turns an upgrade down. */
const TURNED_DOWN: ReadonlySet<number> = new Set([400, 403, 405, 501, 502, 503, 504])

/** Whether an answer shows that it passed through something between us and the publisher. */
export function passedSomething(header: Header): boolean {
  return MARKS.some((name) => header(name) !== null)
}

/**
 * What an answer to an upgrade says about the way to the publisher; null: nothing, it is the publisher's own answer.
 *
 * 407 and 511 come from proxies only (RFC 9110 section 15.5.8, RFC 6585 section 6). 426 asks for the very upgrade that
 * was asked for, so it was taken out on the way, unless it is about the version of WebSocket (RFC 6455 section 4.4).
 */
export function refusedOnTheWay(status: number, header: Header, host: string): TransportError | null {
  const stripped = status === 426 && header('sec-websocket-version') === null
  const isProxys = status === 407 || status === 511
  const isMarked = passedSomething(header) && (TURNED_DOWN.has(status) || (status >= 200 && status < 300))
  if (!stripped && !isProxys && !isMarked) return null
  const message = isProxys
    ? `A proxy on the way to ${host} wants to know who you are before it lets anything through.`
    : `Something on the way to ${host} does not let sockets through.`
  return new TransportError('blocked', message, { detail: `HTTP ${status}` })
}

/** A stream that stood open through something in between, and carried nothing at all. */
export function heldOnTheWay(host: string, silenceMs: number, retryAfterMs: number | null): TransportError {
  const seconds = Math.round(silenceMs / 1000)
  const message = `${host} opened the stream through a proxy, and in ${seconds} s nothing came: it may be held back on the way.`
  return new TransportError('buffered', message, { retryAfterMs })
}
