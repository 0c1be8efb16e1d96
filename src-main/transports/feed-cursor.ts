import type { Json } from '../core/ports'
import { canBeHeaderValue } from './http-headers'
import type { HttpAnswer } from './http'

/** Longer validators are an accident; a real one of 2 KB was seen. */
const MAX_VALIDATOR_CHARACTERS = 8 * 1024

/** What a poll remembers for the next one. Stored only together with a document that could be read. */
export interface FeedCursor {
  /** The address that was asked, and the one that answered in the end. */
  asked: string
  answered: string
  /** Exactly as received, never made up; null when there was none. */
  etag: string | null
  lastModified: string | null
  /** SHA-256 of the body, base64: a server without validators may still send the same again. */
  bodyHash: string
  /** Where permanent redirects led, and how many polls in a row. */
  moved: { to: string; times: number } | null
  /** The server refused our optional headers: ask without them. */
  bare: boolean
}

/** Reads a stored cursor; null when it is of another address or another shape, and the next poll starts afresh. */
export function readCursor(stored: Json | null, url: string): FeedCursor | null {
  if (stored === null || typeof stored !== 'object' || Array.isArray(stored)) return null
  const { asked, answered, etag, lastModified, bodyHash, moved, bare } = stored
  if (typeof asked !== 'string' || typeof answered !== 'string' || typeof bodyHash !== 'string') return null
  if (url !== asked && withoutUser(url) !== answered) return null
  return {
    asked,
    answered,
    etag: typeof etag === 'string' ? etag : null,
    lastModified: typeof lastModified === 'string' ? lastModified : null,
    bodyHash,
    moved: readMoved(moved),
    bare: bare === true,
  }
}

export const writeCursor = (cursor: FeedCursor): Json => ({
  ...cursor,
  moved: cursor.moved === null ? null : { ...cursor.moved },
})

/**
 * The validators of an answer. An ETag without quotes is none (RFC 9110 section 8.8.3) and servers choke on it when it
 * comes back; Last-Modified is opaque to us, odd spellings and all.
 */
export function validatorsOf(answer: HttpAnswer): Pick<FeedCursor, 'etag' | 'lastModified'> {
  const etag = sendable(answer.header('etag'))
  return {
    etag: etag !== null && /^(?:W\/)?".*"$/.test(etag) ? etag : null,
    lastModified: sendable(answer.header('last-modified')),
  }
}

/** The conditional headers for a cursor; empty when it has no validators. */
export function conditionsOf(cursor: FeedCursor | null): Record<string, string> {
  return {
    ...(typeof cursor?.etag === 'string' ? { 'If-None-Match': cursor.etag } : {}),
    ...(typeof cursor?.lastModified === 'string' ? { 'If-Modified-Since': cursor.lastModified } : {}),
  }
}

/**
 * A value can go back only if it can go back byte for byte. It comes with one character per byte, and what is sent is
 * written as UTF-8, so bytes that are no UTF-8 cannot.
 */
function sendable(received: string | null): string | null {
  if (received === null || received === '' || received.length > MAX_VALIDATOR_CHARACTERS) return null
  const value = Buffer.from(received, 'latin1').toString('utf8')
  return canBeHeaderValue(value) && !value.includes('\ufffd') ? value : null
}

function readMoved(moved: Json | undefined): FeedCursor['moved'] {
  if (moved === undefined || moved === null || typeof moved !== 'object' || Array.isArray(moved)) return null
  return typeof moved.to === 'string' && typeof moved.times === 'number' ? { to: moved.to, times: moved.times } : null
}

/** An address as it may be shown: without name, password and fragment. */
export function withoutUser(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}
