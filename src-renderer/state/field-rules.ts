import { MIN_POLL_MINUTES } from '@contract/index'

/**
 * What may be written into a channel's fields. As strict as the reader, which refuses what breaks these rules
 * (its call schemas): here they only say so while one types, at the field.
 */

/** RFC 9110 section 5.6.2: a field name is a token; so is a subprotocol, by RFC 6455 section 4.1. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** RFC 6901 section 3: empty, or `/` before each part; `~` only as `~0` or `~1`. */
const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/
/** Headers that the connection sets itself. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'accept-encoding',
])
const MAX_VALUE_CHARACTERS = 20_000
const MAX_POINTER_CHARACTERS = 1_000
const MAX_SUBPROTOCOLS = 20
/** About four weeks. */
export const MAX_POLL_MINUTES = 40_000

/** What is wrong with a header's name, by a word for it; null when nothing is. */
export function headerNameFault(name: string): 'notAToken' | 'reserved' | null {
  if (!TOKEN.test(name)) return 'notAToken'
  return RESERVED_HEADERS.has(name.toLowerCase()) ? 'reserved' : null
}

/** A line break would end the header and begin another. */
export function isHeaderValue(value: string): boolean {
  return value.length <= MAX_VALUE_CHARACTERS && !/[\r\n\0]/.test(value)
}

export function isJsonPointer(pointer: string): boolean {
  return pointer.length <= MAX_POINTER_CHARACTERS && JSON_POINTER.test(pointer)
}

export function areSubprotocols(names: readonly string[]): boolean {
  return names.length <= MAX_SUBPROTOCOLS && names.every((name) => TOKEN.test(name))
}

/** Whole minutes that a publisher may be asked after; the empty text follows the general setting. */
export function isPollInterval(minutes: string): boolean {
  const text = minutes.trim()
  if (text === '') return true
  return /^\d{1,6}$/.test(text) && Number(text) >= MIN_POLL_MINUTES && Number(text) <= MAX_POLL_MINUTES
}
