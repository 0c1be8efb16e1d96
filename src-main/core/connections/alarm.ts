import type { Clock } from '../ports'

/** Timers overflow beyond 2³¹ ms (24.8 days) and then fire at once; long waits are made of several of these. */
const LONGEST_TIMER_MS = 24 * 60 * 60_000

/** One moment of wall time to be called at. Setting it again replaces it: never more than one timer. */
export interface Alarm {
  set(at: number, call: () => void): void
  clear(): void
}

export function createAlarm(clock: Clock): Alarm {
  let stop: (() => void) | null = null

  function set(at: number, call: () => void): void {
    stop?.()
    const left = Math.max(0, at - clock.now())
    stop = clock.after(Math.min(left, LONGEST_TIMER_MS), () => {
      stop = null
      if (clock.now() < at) set(at, call)
      else call()
    })
  }

  return {
    set,
    clear() {
      stop?.()
      stop = null
    },
  }
}
