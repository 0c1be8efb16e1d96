import type { Clock } from '../../src-main/core/ports'

export interface FakeClock extends Clock {
  /** Lets running time and wall time pass together; every timer due on the way is called, and what it started settles. */
  advance(milliseconds: number): Promise<void>
  /** Moves the wall clock alone: the machine slept, or somebody set the clock. Timers keep their running time. */
  jump(milliseconds: number): void
  /** Lets everything that waits for nothing but its turn happen. */
  settle(): Promise<void>
  /** Timers that are set. */
  readonly timers: number
}

/** A Tuesday, 12:34:56 GMT: not on the hour. */
const FAKE_START = Date.UTC(2026, 0, 6, 12, 34, 56)

/** A clock advanced by hand. */
export function createFakeClock(start = FAKE_START): FakeClock {
  let wall = start
  let running = 0
  let order = 0
  let timers: { at: number; order: number; call: () => void }[] = []

  /** A macrotask runs after all microtasks: promises settle, no time passes. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    now: () => wall,
    after(milliseconds, call) {
      if (Number.isNaN(milliseconds) || milliseconds > 2 ** 31 - 1) throw new RangeError(`bad timer: ${milliseconds}`)
      order += 1
      const timer = { at: running + Math.max(0, milliseconds), order, call }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    async advance(milliseconds) {
      await settle()
      const end = running + milliseconds
      for (;;) {
        const next = timers
          .filter((timer) => timer.at <= end)
          .reduce<(typeof timers)[number] | null>(
            (first, timer) =>
              first === null || timer.at < first.at || (timer.at === first.at && timer.order < first.order)
                ? timer
                : first,
            null,
          )
        if (next === null) break
        timers = timers.filter((timer) => timer !== next)
        wall += next.at - running
        running = next.at
        next.call()
        await settle()
      }
      wall += end - running
      running = end
      await settle()
    },
    jump(milliseconds) {
      wall += milliseconds
    },
    settle,
    get timers() {
      return timers.length
    },
  }
}
