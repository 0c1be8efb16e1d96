import type { Clock, ConnectionMemory } from '../ports'
import { MOST_SERVER_WAIT_MS } from './backoff'

/** How often we look whether the wall clock kept pace with running time. */
const PULSE_MS = 30_000
/** Out of pace by so much, forward: the machine slept. Backward: somebody set the clock. */
const JUMP_MS = 60_000
/** No plan of ours reaches further than a day of waiting, a tenth of jitter and a week of skipped days. */
const FURTHEST_PLAN_MS = MOST_SERVER_WAIT_MS * 1.1 + 8 * MOST_SERVER_WAIT_MS

/**
 * Notices sleep and set clocks where nobody tells us (the browser shell has no suspend event): running time does not
 * count sleep, wall time does. `jumped` gets the difference in milliseconds, negative when the clock went back.
 * Returns its stop.
 */
export function watchPulse(clock: Clock, beat: () => void, jumped: (byMs: number) => void): () => void {
  let stop: () => void
  function arm(): void {
    const expected = clock.now() + PULSE_MS
    stop = clock.after(PULSE_MS, () => {
      const late = clock.now() - expected
      arm()
      if (Math.abs(late) >= JUMP_MS) jumped(late)
      beat()
    })
  }
  arm()
  return () => stop()
}

/**
 * Times remembered under another clock, made plausible: after the clock was set back by years, a feed must not wait
 * for years. The wait itself is kept, counted from now. Pure.
 * @param longestMs the longest interval the user may have chosen
 */
export function plausible(memory: ConnectionMemory, now: number, longestMs: number): ConnectionMemory {
  const setBackBy = Math.max(0, (memory.lastAttemptAt ?? now) - now)
  const furthest = now + Math.max(FURTHEST_PLAN_MS, longestMs * 1.1)
  return {
    ...memory,
    dueAt: memory.dueAt === null ? null : Math.min(memory.dueAt - setBackBy, furthest),
    lastAttemptAt: memory.lastAttemptAt === null ? null : Math.min(memory.lastAttemptAt, now),
    lastChangeAt: memory.lastChangeAt === null ? null : Math.min(memory.lastChangeAt, now),
    trouble: memory.trouble
      ? {
          ...memory.trouble,
          since: Math.min(memory.trouble.since, now),
          notBefore:
            memory.trouble.notBefore === null
              ? null
              : Math.min(memory.trouble.notBefore - setBackBy, now + MOST_SERVER_WAIT_MS),
        }
      : null,
  }
}
