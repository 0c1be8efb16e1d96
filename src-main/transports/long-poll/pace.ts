/** What an answer brought: `progress` moved the place, `news` did not or must be paced, `empty` brought nothing. */
export type Brought = 'progress' | 'news' | 'empty'

/** Three empty answers in a row, each in less than this, and the server does not hold at all. Milliseconds. */
const HARDLY_HELD_MS = 1_000
const EMPTY_ANSWERS = 3
/** The gap then. */
const RAISED_GAP_MS = 5_000

export interface Pace {
  /** How long to wait until the next request, milliseconds. Times are Unix milliseconds. */
  next(answer: { askedAt: number; answeredAt: number; brought: Brought }): number
}

/** Never a tight loop: the gap counts from question to question, so an answer that was held is followed at once. */
export function createPace(gapMs: number): Pace {
  let quick = 0
  return {
    next({ askedAt, answeredAt, brought }) {
      // A clock that was set back proves nothing.
      const took = Math.max(0, answeredAt - askedAt)
      quick = brought === 'empty' && took < HARDLY_HELD_MS ? quick + 1 : 0
      if (brought === 'progress') return 0
      const gap = quick >= EMPTY_ANSWERS ? Math.max(gapMs, RAISED_GAP_MS) : gapMs
      return Math.max(0, gap - took)
    },
  }
}
