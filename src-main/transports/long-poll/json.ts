import type { Json } from '../../core/ports'
import { unwrapAnswer } from './unwrap'

export type JsonObject = { [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number holds 15 digits for certain; longer ones are ids, and must not run into one another. */
const LONG_NUMBER = /"([\w.-]{1,64})"(\s{0,8}:\s{0,8})(-?\d{16,64})(?=\s{0,8}[,}])/g

/** Reads an answer as JSON, whatever guards or calls are put around it. Undefined: it is none. */
export function readAnswer(text: string): Json | undefined {
  try {
    return JSON.parse(unwrapAnswer(text).replace(LONG_NUMBER, '"$1"$2"$3"')) as Json
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * RFC 6901; a pointer without its leading slash is taken as if it had one, and `$.a.b` as `/a/b`: people type both.
 * Undefined: nothing there.
 */
export function at(document: Json | undefined, pointer: string): Json | undefined {
  if (pointer === '' || document === undefined) return document
  let place: Json | undefined = document
  const path = pointer.startsWith('$.') ? pointer.slice(2).replaceAll('.', '/') : pointer.replace(/^#?\//, '')
  for (const token of path.split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(place)) place = /^(?:0|[1-9]\d{0,9})$/.test(name) ? place[Number(name)] : undefined
    else if (isObject(place)) place = Object.hasOwn(place, name) ? place[name] : undefined
    else return undefined
  }
  return place
}

/** A member as text: strings and numbers count. Null: it has none. */
export function textAt(document: Json | undefined, pointer: string): string | null {
  const value = at(document, pointer)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

export function numberAt(document: Json | undefined, pointer: string): number | null {
  const text = textAt(document, pointer)
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

export function listAt(document: Json | undefined, pointer: string): Json[] {
  const value = at(document, pointer)
  return Array.isArray(value) ? value : []
}

/** JSON again; null for a nest that is too deep to be written. */
export function written(value: Json): string | null {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
