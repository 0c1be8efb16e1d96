import type { Clock } from '../core/ports'

/** The longest a timer of Node can be set; longer ones would fire at once. Milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The machine's own clock. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    after(milliseconds, call) {
      const timer = setTimeout(call, Math.min(Math.max(0, milliseconds), LONGEST_TIMER_MS))
      return () => {
        clearTimeout(timer)
      }
    },
  }
}
