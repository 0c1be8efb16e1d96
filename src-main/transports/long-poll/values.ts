import type { Json } from '../../core/ports'
import { isObject, written } from './json'

const WHOLE = /^-?\d{1,64}$/

/** A place as text that can be sent back: CouchDB's older kin give arrays. Null: there is none. */
export function cursorText(value: Json | undefined): string | null {
  if (value === undefined || value === null || typeof value === 'boolean') return null
  if (Array.isArray(value) || isObject(value)) return written(value)
  return String(value) === '' ? null : String(value)
}

/** −1, 0 or 1: whole numbers of any length as numbers, all else as text. */
export function compare(one: string, other: string): number {
  if (WHOLE.test(one) && WHOLE.test(other)) {
    const [first, second] = [BigInt(one), BigInt(other)]
    return first < second ? -1 : first > second ? 1 : 0
  }
  const [first, second] = [Number(one), Number(other)]
  if (one.trim() !== '' && other.trim() !== '' && Number.isFinite(first) && Number.isFinite(second)) {
    return Math.sign(first - second)
  }
  return one < other ? -1 : one > other ? 1 : 0
}

/** The greatest of them; null when there is none. */
export function greatest(values: readonly (string | null)[]): string | null {
  return values.reduce(
    (most, value) => (value !== null && (most === null || compare(value, most) > 0) ? value : most),
    null,
  )
}

/** The number after it; what is no whole number stays as it is. */
export const following = (value: string): string => (WHOLE.test(value) ? String(BigInt(value) + 1n) : value)
