import type { HttpRequest } from './http'
import { canBeHeaderValue } from './http-headers'

/** A session needs one or two cookies; a server that sets more than fits does without the rest. Cookies, characters. */
const MAX_COOKIES = 40
const MAX_COOKIE_CHARACTERS = 4_096

/** The cookies of one session with one server, kept in memory and shown to that server only (RFC 6265, the part that sessions need). */
export interface CookieJar {
  /** What goes along with the next request: for that origin alone. Null: nothing. */
  readonly given: { origin: string; cookies: string } | null
  keep(setCookies: readonly string[], answered: string): void
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>()
  let origin = ''
  return {
    get given() {
      if (cookies.size === 0) return null
      return { origin, cookies: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    },
    keep(setCookies, answered) {
      const from = new URL(answered).origin
      if (setCookies.length > 0 && from !== origin) {
        cookies.clear()
        origin = from
      }
      for (const line of setCookies) {
        const [pair = '', ...attributes] = line.split(';')
        const equals = pair.indexOf('=')
        const name = pair.slice(0, equals).trim()
        const value = pair.slice(equals + 1).trim()
        if (equals < 1 || name === '' || pair.length > MAX_COOKIE_CHARACTERS || !canBeHeaderValue(pair)) continue
        cookies.delete(name)
        if (!attributes.some(endsIt) && cookies.size < MAX_COOKIES) cookies.set(name, value)
      }
    },
  }
}

/** How a server takes a cookie back. */
function endsIt(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=', 2).map((part) => part.trim().toLowerCase())
  if (name === 'max-age') return Number(value) <= 0
  return name === 'expires' && Date.parse(value) <= 0
}

/** The parts of a request that take the jar along: beside a cookie that the user set, not instead of it. */
export function withCookies(
  jar: CookieJar,
  headers: Readonly<Record<string, string>>,
  origin: string,
): Pick<HttpRequest, 'secretHeaders' | 'originHeaders'> {
  const { given } = jar
  if (given === null) return { secretHeaders: headers }
  const isOurs = given.origin === origin
  const secretHeaders = isOurs && ownCookie(headers) !== undefined ? joined(headers, given.cookies) : headers
  return { secretHeaders, originHeaders: { origin: given.origin, headers: { Cookie: given.cookies } } }
}

/** Headers with these cookies too, behind those that the user set. */
export function joined(headers: Readonly<Record<string, string>>, cookies: string): Readonly<Record<string, string>> {
  const own = ownCookie(headers)
  return own === undefined ? { ...headers, Cookie: cookies } : { ...headers, [own]: `${headers[own]}; ${cookies}` }
}

const ownCookie = (headers: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(headers).find((name) => name.toLowerCase() === 'cookie')
