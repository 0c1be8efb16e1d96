import type { Clock } from '../../src-main/core/ports'

/** A clock that stands still until it is moved. */
export function createHandClock(start: number): Clock & { advance(milliseconds: number): void } {
  let now = start
  let due: { at: number; call: () => void }[] = []
  return {
    now: () => now,
    after(milliseconds, call) {
      const entry = { at: now + milliseconds, call }
      due.push(entry)
      return () => {
        due = due.filter((other) => other !== entry)
      }
    },
    advance(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0]
        if (next === undefined) break
        due = due.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.call()
      }
      now = end
    },
  }
}
