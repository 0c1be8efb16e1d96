import type { Json } from '../../core/ports'
import type { CallPart } from './framer'

/** One message of a stream, understood as far as the wire needs it. */
export interface Message {
  payload: string
  /** What the wire calls it. */
  topic: string | null
  /** The payload as a value; undefined when it is text. */
  value: Json | undefined
}

/** @returns undefined where the text is no JSON */
export function readValue(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // RangeError: a nest so deep that the engine gives up.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * A script call as a message: its one argument, or several by their numbers, so that a mapping can point at each
 * (`/1/title`). Words alone are lines: the first is the title.
 */
export function callMessage(topic: string, parts: readonly CallPart[], isMapped: boolean): Message {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) {
    if (typeof only !== 'string') return { payload: JSON.stringify(only), topic, value: only }
    return { payload: only, topic, value: readValue(only) }
  }
  const isWords = parts.every((part) => typeof part !== 'object' || part === null)
  const value: Json = Object.fromEntries(parts.map((part, index) => [String(index), part]))
  if (!isWords || isMapped) return { payload: JSON.stringify(value), topic, value }
  return { payload: parts.filter((part) => part !== null).join('\n'), topic, value }
}

/** CouchDB ends a continuous feed with a line that says how far it came, and says in it nothing else. */
export function closingPlace(value: Json | undefined): Json | undefined {
  if (!isObject(value) || !Object.hasOwn(value, 'last_seq')) return undefined
  return Object.keys(value).every((name) => name === 'last_seq' || name === 'pending') ? value.last_seq : undefined
}

/** Words of the service about the stream itself (ntfy's `open` and `keepalive`), and CouchDB's deletions: no news. */
export function isAboutStream(value: Json | undefined): boolean {
  if (!isObject(value) || Object.hasOwn(value, 'title') || Object.hasOwn(value, 'message')) return false
  if (value.deleted === true && Array.isArray(value.changes) && Object.hasOwn(value, 'seq')) return true
  return value.event === 'open' || value.event === 'keepalive'
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
