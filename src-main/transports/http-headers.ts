import { TransportError } from '../core/ports'

/** Headers that belong to one connection or are worked out by the client (RFC 9110 section 7.6.1); setting them breaks it. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A field name is a token (RFC 9110 section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** What cannot stand in a field value on the wire: control characters other than tab. */
// eslint would take a literal here for a mistake; these are exactly the bytes RFC 9110 section 5.5 forbids.
const FORBIDDEN_IN_VALUE = new RegExp('[\\u0000-\\u0008\\u000a-\\u001f\\u007f]')

/** Whether a text can be sent as a header value at all. */
export function canBeHeaderValue(value: string): boolean {
  return !FORBIDDEN_IN_VALUE.test(value)
}

/**
 * Joins sets of headers, later ones winning whatever their case, and puts the values into the form that goes out:
 * Node and undici write one byte per character, so a value's UTF-8 bytes are spelled as characters.
 * Throws TransportError `invalidAddress` (needsYou) for a header that cannot be sent.
 */
export function joinHeaders(...sets: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const joined = new Map<string, [name: string, value: string]>()
  for (const set of sets) {
    for (const [name, value] of Object.entries(set)) {
      const lower = name.toLowerCase()
      if (CONNECTION_HEADERS.has(lower)) continue
      if (!TOKEN.test(name) || !canBeHeaderValue(value)) {
        throw new TransportError('invalidAddress', `The header “${name}” cannot be sent as it is. Correct it.`, {
          final: 'needsYou',
        })
      }
      joined.set(lower, [name, Buffer.from(value.trim(), 'utf8').toString('latin1')])
    }
  }
  return Object.fromEntries(joined.values())
}

/** Name and password of an address as the `Authorization` header they stand for; none when the address has none. */
export function basicCredentials(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const pair = `${plain(url.username)}:${plain(url.password)}`
  return { Authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` }
}

/** A part of an address without its escapes. */
export function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch (error) {
    // A lone % stands for itself, as in browsers.
    if (error instanceof URIError) return encoded
    throw error
  }
}
