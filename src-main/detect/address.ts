import { TECHNIQUES, withHashInPath } from '../contract/index'
import { TransportError } from '../core/ports'

/** Schemes that stand before another address, or before the same one without its scheme. */
const WRAPPERS = /^(?:web\+)?(?:feed|crier|pcast|itpc|podcast):(?:\/\/)?/i
const SCHEMES: ReadonlySet<string> = new Set(
  Object.values(TECHNIQUES).flatMap(({ schemes }): readonly string[] => schemes),
)
/** For people. */
const FOLLOWED = [...SCHEMES].map((scheme) => scheme.replace(':', '')).join(', ')
/** Names of this machine and its network, where certificates are rare. */
const LOCAL_HOST =
  /^(?:localhost|[\w-]+\.(?:local|lan|internal|localhost)|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)/i

export interface CompletedAddress {
  url: URL
  /** The user gave no scheme, so the other one may be tried. */
  guessed: boolean
}

/**
 * What was typed or pasted as an address: `example.org` becomes https, `localhost:3000` http, `feed:` and `crier:`
 * give way to what they hold.
 *
 * @throws TransportError `invalidAddress` with what is wrong and what can be followed
 */
export function completeAddress(typed: string): CompletedAddress {
  let text = typed
    .trim()
    .replace(/^<(.*)>$/s, '$1')
    .trim()
  if (text === '') throw refused('There is no address yet. Type or paste one.')
  if (WRAPPERS.test(text)) text = unwrap(text)
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))/i.test(text)
  const guessed = !hasScheme
  if (guessed) text = `${LOCAL_HOST.test(text) ? 'http' : 'https'}://${text.replace(/^\/\//, '')}`
  // `0://host` has something like a scheme: taken for a host, it would lead to quite another place.
  if (guessed && /\s|^https?:\/\/[^/?#]*:\/\//.test(text))
    throw refused(`“${short(typed)}” is not an address. One looks like example.org/news.`)
  if (!URL.canParse(text)) throw refused(`“${short(typed)}” is not an address. One looks like example.org/news.`)
  const url = new URL(withHashInPath(text))
  url.hash = ''
  if (!SCHEMES.has(url.protocol)) {
    throw refused(`Crier cannot follow “${url.protocol}” addresses. It follows ${FOLLOWED}.`)
  }
  const isName = url.hostname.includes('.') || url.hostname.startsWith('[') || LOCAL_HOST.test(url.hostname) || !guessed
  if (url.hostname === '' || !isName)
    throw refused(`“${short(typed)}” is not an address. One looks like example.org/news.`)
  return { url, guessed }
}

/** `feed:https://…`, `feed://example.org/…`, `crier:subscribe?url=…`. */
function unwrap(text: string): string {
  const parameter = /[?&]url=([^&#]+)/i.exec(text)?.[1]
  if (parameter !== undefined && /^(?:web\+)?crier:/i.test(text)) return decodeLoosely(parameter)
  const inner = text.replace(WRAPPERS, '')
  // Browsers swallow the second colon of "feed://https://…".
  return decodeLoosely(inner.replace(/^(https?|wss?)\/\//i, '$1://'))
}

function decodeLoosely(text: string): string {
  if (!/^(?:https?|wss?)%3a/i.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

const short = (text: string): string => (text.trim().length > 80 ? `${text.trim().slice(0, 80)}…` : text.trim())

const refused = (message: string): TransportError =>
  new TransportError('invalidAddress', message, { final: 'needsYou' })
