import { TransportError } from '../core/ports'

/** The statuses that name another address for the same GET (fetch standard, "redirect status"). */
export const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

const SCHEMES_FROM: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http:', 'https:'],
  'https:': ['https:'],
  'ws:': ['ws:', 'wss:'],
  'wss:': ['wss:'],
}
const SOCKET_SCHEME: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:' }

/**
 * Where a redirect leads. Never down from a secure scheme, never to another protocol.
 * Throws TransportError `redirect`. `followed` is how many redirects came before this one.
 */
export function nextAddress(from: URL, location: string, followed: number, most: number): URL {
  if (followed >= most) {
    throw new TransportError('redirect', `${from.host} sends us from one address to the next without end.`, {
      detail: `more than ${most} redirects`,
    })
  }
  // Browsers read header values as bytes; a Location with raw UTF-8 is common enough.
  if (!URL.canParse(location, from.href)) {
    throw refused(from, 'something that is not an address')
  }
  const next = new URL(location, from)
  const socketScheme = from.protocol.startsWith('ws') ? SOCKET_SCHEME[next.protocol] : undefined
  const target = socketScheme === undefined ? next : new URL(next.href.replace(/^https?:/, socketScheme))
  if (!SCHEMES_FROM[from.protocol]?.includes(target.protocol)) {
    const unsafe = target.protocol === 'http:' || target.protocol === 'ws:'
    throw refused(from, unsafe ? 'an address that is not secure' : `an address of another kind (${target.protocol})`)
  }
  target.username = ''
  target.password = ''
  target.hash = ''
  return target
}

function refused(from: URL, what: string): TransportError {
  return new TransportError('redirect', `${from.host} sends us on to ${what}. This is not followed.`, {
    final: 'needsYou',
  })
}
