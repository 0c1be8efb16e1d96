import type { Json } from '../core/ports'

/** What the wire needs to know of one line; what the message says is read elsewhere. */
export type NtfyLine =
  | { event: 'open' | 'keepalive'; time: number | null }
  /** `sequence`: what updates of this message share; its own id where it is the first. */
  | { event: 'message'; id: string; time: number; topic: string; sequence: string }
  /** `message_clear`, `message_delete`, `poll_request` and what later servers invent: no news. */
  | { event: 'other'; time: number | null }

/** Ids are 10 or 12 characters; anything much longer is not kept in a cursor. */
const MAX_ID_CHARACTERS = 100

/** Reads one line of the JSON stream; null where it is no message object of ntfy. */
export function readNtfyLine(line: string): NtfyLine | null {
  const value = parsed(line)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { id, event, topic } = value
  const time = typeof value.time === 'number' && Number.isSafeInteger(value.time) && value.time >= 0 ? value.time : null
  if (typeof event !== 'string') return null
  if (event === 'open' || event === 'keepalive') return { event, time }
  if (event !== 'message') return { event: 'other', time }
  if (typeof id !== 'string' || id === '' || id.length > MAX_ID_CHARACTERS) return null
  if (typeof topic !== 'string' || time === null) return null
  const { sequence_id: given } = value
  const sequence = typeof given === 'string' && given !== '' && given.length <= MAX_ID_CHARACTERS ? given : id
  return { event, id, time, topic, sequence }
}

function parsed(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch (error) {
    // RangeError: a nest so deep that the engine ran out of stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return null
    throw error
  }
}
