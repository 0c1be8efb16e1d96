import type { Clock } from '../ports'

/** Polls that are overdue together, at start or after a sleep, are spread over this. */
export const OVERDUE_SPREAD_MS = 120_000
/** Steps of the golden ratio fill a span evenly however many come, without knowing how many. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2

/** Gives each overdue poll its place: the first at once, the others evenly over OVERDUE_SPREAD_MS. */
export interface Spread {
  /** Milliseconds from now. */
  next(): number
}

export function createSpread(clock: Clock): Spread {
  let begunAt = -Infinity
  let given = 0
  return {
    next() {
      const now = clock.now()
      // A clock that was set back begins anew too.
      if (now - begunAt > OVERDUE_SPREAD_MS || now < begunAt) {
        begunAt = now
        given = 0
      }
      const place = (given * GOLDEN_RATIO) % 1
      given += 1
      return Math.floor(place * OVERDUE_SPREAD_MS)
    },
  }
}
