import { TransportError } from '../core/ports'

/** The longest wait that is passed on unless a caller judges it itself; a larger wish is taken for this one. */
export const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000

/** The three date forms of RFC 9110 section 5.6.7; all of them are GMT, though the last does not say so. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/

/**
 * Reads a Retry-After header (RFC 9110 section 10.2.3) as milliseconds from `now`, at most `most`.
 * Null for none, for nonsense and for a time that has passed.
 */
export function retryAfterMs(value: string | null, now: number, most = MAX_RETRY_AFTER_MS): number | null {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, most)
  if (!HTTP_DATE.test(text)) return null
  const at = Date.parse(/GMT$|UTC$|[+-]\d{4}$/.test(text) ? text : `${text} GMT`)
  return Number.isNaN(at) || at <= now ? null : Math.min(at - now, most)
}

/**
 * What an HTTP status that is no success means for a stream or a socket (protocols 8.1 and 8.2).
 * 401 and 403 ask the user, 408, 429 and 5xx are worth waiting for, everything else is for good.
 */
export function statusFailure(
  status: number,
  header: (name: string) => string | null,
  host: string,
  now: number,
): TransportError {
  const detail = `HTTP ${status}`
  if (status === 204) {
    return new TransportError('endedByServer', `${host} says that this stream is over.`, { final: 'ended', detail })
  }
  if (status === 401) {
    const message = `${host} wants to know who you are. Add a name and password or a token.`
    return new TransportError('unauthorized', message, { final: 'needsYou', detail })
  }
  if (status === 403) {
    const message = `${host} does not let you in. Check the token or ask the publisher.`
    return new TransportError('forbidden', message, { final: 'needsYou', detail })
  }
  if (status === 407 || status === 511) {
    const message = `A proxy on the way to ${host} wants to know who you are before it lets anything through.`
    return new TransportError('blocked', message, { detail })
  }
  if (status === 404) {
    return new TransportError('notFound', `${host} has nothing at this address.`, { final: 'ended', detail })
  }
  if (status === 410) {
    return new TransportError('gone', `${host} has removed this for good.`, { final: 'ended', detail })
  }
  const wait = retryAfterMs(header('retry-after'), now)
  if (status === 429) {
    const message = `${host} asks us to come less often.`
    return new TransportError('rateLimited', message, { retryAfterMs: wait, detail })
  }
  if (status === 408 || (status >= 500 && status <= 599)) {
    const message = `${host} has trouble at the moment (${status}).`
    return new TransportError('serverError', message, { retryAfterMs: wait, detail })
  }
  const message = `${host} answered in a way that cannot be used (${status}).`
  return new TransportError('badStatus', message, { final: 'ended', detail })
}
