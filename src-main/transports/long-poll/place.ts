import { createHash } from 'node:crypto'
import { TransportError, type Json } from '../../core/ports'
import { isObject } from './json'

/** A longer place cannot be sent in an address or a header, and nobody means it. Characters. */
export const MAX_PLACE_CHARACTERS = 16 * 1024
/** Names kept beside it (of rooms, of a queue). */
export const MAX_KEPT_NAMES = 200
const MAX_NAME_CHARACTERS = 300
/** The name under which a service's queue is kept. */
export const KEPT_QUEUE = 'queue'

/** Where reading goes on. Replaced as a whole, never changed. */
export interface Place {
  /** What the server is told; null: nothing yet. For `nextUrl` the address itself. */
  readonly value: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** Of the last body, where only that tells whether anything has changed. */
  readonly hash: string | null
  /** What a service needs kept besides: its queue, the names of rooms. */
  readonly kept: ReadonlyMap<string, string>
}

export const startingPlace = (value: string | null): Place => ({
  value,
  etag: null,
  lastModified: null,
  hash: null,
  kept: new Map(),
})

/** Reads a stored place; null when it is of another address or of other settings. */
export function readPlace(stored: Json | null, key: string): Place | null {
  if (stored === null || !isObject(stored) || stored.of !== hashOf(key)) return null
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : null)
  const pairs = Array.isArray(stored.kept) ? stored.kept : []
  return {
    value: text(stored.value),
    etag: text(stored.etag),
    lastModified: text(stored.lastModified),
    hash: text(stored.hash),
    kept: new Map(
      pairs.flatMap((pair): [string, string][] => {
        const [name, value] = Array.isArray(pair) ? pair : []
        return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : []
      }),
    ),
  }
}

/** Whether a publisher that is told this place can go on from it. */
export const hasPlace = (stored: Json | null): boolean =>
  stored !== null &&
  isObject(stored) &&
  [stored.value, stored.etag, stored.lastModified].some((value) => typeof value === 'string')

export function writePlace(place: Place, key: string): Json {
  return {
    of: hashOf(key),
    value: place.value,
    etag: place.etag,
    lastModified: place.lastModified,
    hash: place.hash,
    kept: [...place.kept].map(([name, value]) => [name, value]),
  }
}

/** With one more name kept; the oldest goes where there are too many. */
export function keeping(kept: ReadonlyMap<string, string>, name: string, value: string): ReadonlyMap<string, string> {
  const short = value.slice(0, MAX_NAME_CHARACTERS)
  if (kept.get(name) === short || name.length > MAX_NAME_CHARACTERS) return kept
  const next = new Map(kept)
  next.delete(name)
  next.set(name, short)
  const oldest = next.keys().next()
  if (next.size > MAX_KEPT_NAMES && oldest.done !== true) next.delete(oldest.value)
  return next
}

export function sendablePlace(value: string | null, host: string): string | null {
  if (value === null || value.length <= MAX_PLACE_CHARACTERS) return value
  const limit = `${String(MAX_PLACE_CHARACTERS / 1024)} KiB`
  throw new TransportError('tooLarge', `The place to go on at that ${host} names is over the limit of ${limit}.`)
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, 22)
