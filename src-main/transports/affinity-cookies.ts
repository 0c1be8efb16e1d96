import { canBeHeaderValue } from './http-headers'

/** Cookies of one session, all together. Bytes of the header. */
const MAX_COOKIE_CHARACTERS = 8_000

/**
 * The Cookie header that answers these Set-Cookie headers. Load balancers keep a session on one server by a cookie;
 * it lives as long as one connection and goes back to the origin that set it only.
 */
export function affinityCookies(setCookies: readonly string[]): string | null {
  const pairs = setCookies
    .map((cookie) => (cookie.split(';', 1)[0] ?? '').trim())
    .filter((pair) => /^[^=\s]+=/.test(pair) && canBeHeaderValue(pair))
  const header = pairs.join('; ')
  return header === '' || header.length > MAX_COOKIE_CHARACTERS ? null : header
}
