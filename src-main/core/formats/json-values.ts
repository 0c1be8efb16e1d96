import type { Json } from '../ports'

export type JsonObject = { [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member as text: strings and numbers count, the rest does not. */
export function textIn(object: JsonObject, name: string): string | null {
  return Object.hasOwn(object, name) ? textFrom(object[name]) : null
}

export function textFrom(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A number can hold 15 digits for certain; identities with more would run into one another. */
const LONG_IDENTITY = /"(id|guid)"(\s*:\s*)(-?\d{16,})(?=\s*[,}])/g

/**
 * Reads JSON without ever failing hard. Numeric identities that are too long for a number are read as text.
 *
 * @returns undefined where the text is no JSON
 */
export function readJson(text: string): Json | undefined {
  try {
    // Inside a string the quotes would be escaped, so this finds members only.
    return JSON.parse(text.replace(LONG_IDENTITY, '"$1"$2"$3"')) as Json
  } catch (error) {
    // SyntaxError: no JSON. RangeError: an engine that ran out of stack in a nest that no publisher means.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * Reads JSON that was put together by hand: line breaks and tabs inside strings, a comma before a closing bracket.
 *
 * @returns undefined where it is no JSON even then
 */
export function readHandmadeJson(text: string): Json | undefined {
  const strict = readJson(text)
  if (strict !== undefined) return strict
  const mended = mend(text)
  return mended === text ? undefined : readJson(mended)
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** One pass over the text, whatever it contains. */
function mend(text: string): string {
  const pieces: string[] = []
  let done = 0
  let inString = false
  /** Where a comma waits for what follows it; -1 when none does. */
  let comma = -1
  const replace = (at: number, by: string): void => {
    pieces.push(text.slice(done, at), by)
    done = at + 1
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (inString) {
      const escape = ESCAPES.get(sign)
      if (sign === '\\') at += 1
      else if (sign === '"') inString = false
      else if (escape !== undefined) replace(at, escape)
    } else if (sign === ',') comma = at
    else if (sign.trim() !== '') {
      if (comma !== -1 && (sign === ']' || sign === '}')) replace(comma, '')
      comma = -1
      inString = sign === '"'
    }
  }
  return pieces.join('') + text.slice(done)
}
