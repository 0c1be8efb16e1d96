import { timingSafeEqual, createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What the door decided about a request. */
export type Admission =
  { ok: true; by: 'cookie' | 'bearer' } | { ok: false; status: 401 | 403; reason: 'host' | 'origin' | 'token' }

/** Guards the shell: which names it answers to, and who may come in. */
export interface Door {
  admit(request: IncomingMessage): Admission
  /** Whether this is the installation's token; takes the same time for every wrong one. */
  isToken(candidate: string): boolean
  /** The Set-Cookie value that lets a browser in from now on. */
  cookie(): string
}

/** A year: opening Crier should not ask again on the same machine. */
const COOKIE_SECONDS = 365 * 24 * 3600

/**
 * @param host - the address we listen on; anything but loopback is added to the names we answer to.
 * @param port - the real port. It is part of the cookie's name, since cookies do not tell ports apart.
 */
export function createDoor({ token, host, port }: { token: string; host: string; port: number }): Door {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host])
  const hosts = new Set([...names].map((name) => `${name}:${String(port)}`))
  const cookieName = `crier-${String(port)}`
  const isToken = (candidate: string): boolean => timingSafeEqual(digest(candidate), digest(token))
  return {
    isToken,
    cookie: () => `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${String(COOKIE_SECONDS)}`,
    admit(request) {
      // A name that is not ours means that somebody else's name was pointed at this machine (DNS rebinding).
      if (!hosts.has((request.headers.host ?? '').toLowerCase())) return { ok: false, status: 403, reason: 'host' }
      const origin = request.headers.origin
      // Another port of this machine is the same *site* for SameSite cookies, so the origin is checked as well.
      if (origin !== undefined && origin.toLowerCase() !== `http://${(request.headers.host ?? '').toLowerCase()}`) {
        return { ok: false, status: 403, reason: 'origin' }
      }
      const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
      if (bearer !== undefined && isToken(bearer)) return { ok: true, by: 'bearer' }
      const carried = cookieValue(request.headers.cookie ?? '', cookieName)
      if (carried !== null && isToken(carried)) return { ok: true, by: 'cookie' }
      return { ok: false, status: 401, reason: 'token' }
    },
  }
}

function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return null
}

/** Equal length for any input, as timingSafeEqual wants. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
