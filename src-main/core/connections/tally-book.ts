import type { ChannelTally } from '@contract/index'
import type { Clock } from '../ports'

/** Counting is cheap, writing it down is not: a busy stream is written down this often. */
const WRITE_EVERY_MS = 5_000

/** Collects one channel's counters and hands them on now and then. Needs no timer: counting itself looks at the clock. */
export interface TallyBook {
  add(tally: Partial<ChannelTally>): void
  /** Hands on what is left. */
  write(): void
}

export function createTallyBook(clock: Clock, count: (tally: Partial<ChannelTally>) => void): TallyBook {
  let pending: Partial<ChannelTally> | null = null
  let writtenAt = clock.now()

  function write(): void {
    if (pending === null) return
    const tally = pending
    pending = null
    writtenAt = clock.now()
    count(tally)
  }

  return {
    add(tally) {
      const sum: Partial<ChannelTally> = pending ?? {}
      for (const name of Object.keys(tally) as (keyof ChannelTally)[]) sum[name] = (sum[name] ?? 0) + (tally[name] ?? 0)
      pending = sum
      if (Math.abs(clock.now() - writtenAt) >= WRITE_EVERY_MS) write()
    },
    write,
  }
}
