import type { Bus } from './bus'
import type { CoreFacts } from './facts'
import type { Clock, Store } from './ports'

/** The pause of everything outlives a restart under this name. */
const PAUSED_UNTIL = 'pausedUntil'
/** The longest single timer; longer waits are made of several. */
const MAX_TIMER_MS = 24 * 60 * 60_000

/** What holds for the reader as a whole: paused or running, online or not. */
export interface Standing {
  current(): { pausedUntil: number | null; online: boolean }
  /** 0: until resumed; null: runs. */
  pause(until: number | null): void
  setOnline(online: boolean): void
  /** Takes up the pause of the last run. */
  start(): void
  stop(): void
}

export interface StandingPorts {
  store: Pick<Store, 'getValue' | 'setValue'>
  bus: Bus<CoreFacts>
  clock: Clock
  supervisor: { pauseAll(until: number): void; resumeAll(): void; network(online: boolean): void }
}

export function createStanding({ store, bus, clock, supervisor }: StandingPorts): Standing {
  let pausedUntil: number | null = null
  let online = true
  let stopTimer: (() => void) | null = null

  function announce(): void {
    bus.announce('readerChanged', { pausedUntil, online })
  }

  function waitForEnd(): void {
    stopTimer?.()
    stopTimer = null
    if (pausedUntil === null || pausedUntil === 0) return
    const left = pausedUntil - clock.now()
    if (left <= 0) pause(null)
    else stopTimer = clock.after(Math.min(left, MAX_TIMER_MS), waitForEnd)
  }

  function pause(until: number | null): void {
    pausedUntil = until
    store.setValue(PAUSED_UNTIL, until)
    if (until === null) supervisor.resumeAll()
    else supervisor.pauseAll(until)
    waitForEnd()
    announce()
  }

  return {
    current: () => ({ pausedUntil, online }),
    pause,
    setOnline(value) {
      // Told again, it still is news: the page reports "online" after a wake that nothing else noticed.
      supervisor.network(value)
      if (online === value) return
      online = value
      announce()
    },
    start() {
      const kept = store.getValue(PAUSED_UNTIL)
      if (typeof kept !== 'number') return
      if (kept === 0 || kept > clock.now()) pause(kept)
      else store.setValue(PAUSED_UNTIL, null)
    },
    stop() {
      stopTimer?.()
    },
  }
}
