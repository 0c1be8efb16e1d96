import type { Json } from '../core/ports'

/**
 * The payload that the arguments of a call stand for. One argument is the payload itself, a text as it is; several are
 * numbered members of one object, so that a mapping says `/0/title`. Null when there are none; undefined when they are
 * nested so deeply that they cannot be written. `replace` is asked about every value in them.
 */
export function payloadOfArguments(
  values: readonly Json[],
  replace: (value: Json) => Json = (value) => value,
): string | null | undefined {
  if (values.length === 0) return null
  const [only] = values
  if (values.length === 1 && typeof only === 'string') return only
  try {
    return JSON.stringify(values.length === 1 ? only : { ...values }, (_, value: Json) => replace(value))
  } catch (error) {
    // JSON.parse reads deeper than JSON.stringify writes.
    if (error instanceof RangeError) return undefined
    throw error
  }
}
