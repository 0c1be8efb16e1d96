/** Milliseconds in the spans people count in. */
export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

type CountedUnit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day'

/**
 * The unit a person would use for a span, and how many of it. One decimal only for a few seconds, where it tells
 * push from poll; larger spans are rounded down, so that nothing claims to be older than it is.
 *
 * @param milliseconds the span; negative ones count as 0
 */
export function countedIn(milliseconds: number): { unit: CountedUnit; value: number } {
  const span = Math.max(0, milliseconds)
  if (span < SECOND_MS) return { unit: 'millisecond', value: Math.floor(span) }
  if (span < 10 * SECOND_MS) return { unit: 'second', value: Math.floor(span / 100) / 10 }
  if (span < MINUTE_MS) return { unit: 'second', value: Math.floor(span / SECOND_MS) }
  if (span < HOUR_MS) return { unit: 'minute', value: Math.floor(span / MINUTE_MS) }
  if (span < DAY_MS) return { unit: 'hour', value: Math.floor(span / HOUR_MS) }
  return { unit: 'day', value: Math.floor(span / DAY_MS) }
}
