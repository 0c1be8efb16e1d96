/** The present moment as a value views can follow; ticks only while somebody looks. */
export interface TickingClock {
  now(): number
  /** Returns its stop. */
  subscribe(listener: () => void): () => void
}

const TICK_MS = 1_000

export function createTickingClock(now: () => number = Date.now): TickingClock {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | null = null
  return {
    now,
    subscribe(listener) {
      listeners.add(listener)
      timer ??= setInterval(() => listeners.forEach((tell) => tell()), TICK_MS)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
  }
}
