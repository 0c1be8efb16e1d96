import type { Json } from '../core/ports'

type JsonObject = { [key: string]: Json }

/** One Bayeux message as it came. What has the wrong type is as if it were absent. */
export interface BayeuxMessage {
  channel: string
  id: string | null
  clientId: string | null
  /** Null: not said. */
  successful: boolean | null
  error: string | null
  subscription: string[]
  supportedConnectionTypes: string[]
  advice: Json | null
  ext: Json | null
  /** Undefined: it has none, so it is no news. */
  data: Json | undefined
}

/** A number can hold 15 digits for certain; identities with more would run into one another. */
const LONG_IDENTITY = /"(id|guid)"(\s*:\s*)(-?\d{16,})(?=\s*[,}])/g

/** An array of messages, or a single one, which is tolerated. Null: this is something else. What is no message in it is left out. */
export function readMessages(text: string): BayeuxMessage[] | null {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return null
  const list = Array.isArray(value) ? value : [value]
  const messages = list.flatMap((one) => readMessage(one) ?? [])
  return messages.length === 0 && list.length > 0 ? null : messages
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text.replace(LONG_IDENTITY, '"$1"$2"$3"')) as Json
  } catch (error) {
    // RangeError: an engine that ran out of stack in a nest that nobody means.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

function readMessage(value: Json): BayeuxMessage | null {
  if (!isObject(value)) return null
  const channel = textIn(value, 'channel')
  if (channel === null) return null
  const successful = memberOf(value, 'successful')
  const id = memberOf(value, 'id')
  return {
    channel,
    id: typeof id === 'number' ? String(id) : typeof id === 'string' && id !== '' ? id : null,
    clientId: textIn(value, 'clientId'),
    successful: typeof successful === 'boolean' ? successful : null,
    error: textIn(value, 'error'),
    subscription: textsIn(value, 'subscription'),
    supportedConnectionTypes: textsIn(value, 'supportedConnectionTypes'),
    advice: memberOf(value, 'advice') ?? null,
    ext: memberOf(value, 'ext') ?? null,
    data: memberOf(value, 'data'),
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Only what the object has of its own: names come from the wire. */
export function memberOf(object: Json | null | undefined, name: string): Json | undefined {
  return isObject(object ?? undefined) && Object.hasOwn(object as JsonObject, name)
    ? (object as JsonObject)[name]
    : undefined
}

function textIn(object: JsonObject, name: string): string | null {
  const value = memberOf(object, name)
  return typeof value === 'string' && value !== '' ? value : null
}

function textsIn(object: JsonObject, name: string): string[] {
  const value = memberOf(object, name)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** `code:arguments:text` (Bayeux 1.0 section 5.4.2, "error"). */
export interface BayeuxError {
  /** Three digits; null where there is none. */
  code: number | null
  /** For people; empty where there is none. */
  words: string
}

export function readError(error: string | null): BayeuxError {
  const text = error ?? ''
  const code = /^(\d{3})(?::|$)/.exec(text)?.[1]
  if (code === undefined) return { code: null, words: text.trim().slice(0, 120) }
  const second = text.indexOf(':', code.length + 1)
  const words = second === -1 ? text.slice(code.length + 1) : text.slice(second + 1)
  return { code: Number(code), words: words.trim().slice(0, 120) }
}
