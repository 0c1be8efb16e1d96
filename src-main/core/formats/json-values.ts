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

/**
 * Reads JSON without ever failing hard.
 *
 * @returns undefined where the text is no JSON
 */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // SyntaxError: no JSON. RangeError: an engine that ran out of stack in a nest that no publisher means.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}
