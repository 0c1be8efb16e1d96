import type { Failure } from '@contract/index'
import type { RunEnd } from '../ports'

/** What was seen of one run, however it ended. Times are Unix milliseconds. */
export interface RunFacts {
  /** When the connection stood; null when it never did. */
  openedAt: number | null
  /** Events that were handed over and stored. */
  events: number
  /** Items new to the store. */
  stored: number
}

/** How one run ended, as a value: nothing that a wire, the disk or a bug does is thrown further. */
export type Outcome = RunFacts &
  (
    | { how: 'ended'; end: RunEnd }
    | { how: 'failed'; failure: Failure; retryAfterMs: number | null; final: 'ended' | 'needsYou' | null }
  )
export type Failed = Extract<Outcome, { how: 'failed' }>
export type Ended = Extract<Outcome, { how: 'ended' }>
