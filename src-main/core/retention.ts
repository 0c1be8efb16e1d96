import type { Settings } from '@contract/index'
import type { Bus } from './bus'
import type { CoreFacts } from './facts'
import type { Change, Clock, Log, Store } from './ports'

const DAY_MS = 24 * 60 * 60_000
/** How often old items are looked for. */
const ROUND_MS = 6 * 60 * 60_000
/** After the start, when nobody waits for the disk. */
const FIRST_ROUND_MS = 30_000
/** Items removed in one transaction, so that nothing stutters. */
const MAX_PRUNED_AT_ONCE = 500
/** Between two transactions of a round. */
const BREATH_MS = 50
/** How often what a publisher gave a time of its own is looked at. */
const EXPIRY_ROUND_MS = 60_000

/** Items with an earlier sortAt may go; none is early enough where everything is kept. Pure. */
export function pruneBefore(settings: Pick<Settings, 'keepDays'>, now: number): number {
  return settings.keepDays > 0 ? now - settings.keepDays * DAY_MS : -Infinity
}

/**
 * Prunes read, unstarred items past their time, and what the user deleted, a few at a time. Soon after the
 * user chose another span it looks again. What its publisher gave a time of its own goes within a minute of it. Returns
 * its stop.
 */
export function createRetention(ports: {
  store: Pick<Store, 'prune' | 'expire'>
  bus: Bus<CoreFacts>
  clock: Clock
  log: Log
  settings(): Settings
}): () => void {
  const { store, bus, clock, log, settings } = ports

  /** Answers whether there may be more. */
  function removed(remove: () => Change): boolean {
    try {
      const change = remove()
      if (change.removed.length > 0 || change.stale) bus.announce('itemsChanged', { change })
      return change.removed.length >= MAX_PRUNED_AT_ONCE
    } catch (error) {
      // Full disk, most likely: the next round tries again, and storing says so to the user already.
      log.warn('Old items could not be pruned', { error: String(error) })
      return false
    }
  }

  function round(): void {
    const more = removed(() => store.prune(pruneBefore(settings(), clock.now()), MAX_PRUNED_AT_ONCE))
    stopTimer = clock.after(more ? BREATH_MS : ROUND_MS, round)
  }

  function expiryRound(): void {
    const more = removed(() => store.expire(clock.now(), MAX_PRUNED_AT_ONCE))
    stopExpiryTimer = clock.after(more ? BREATH_MS : EXPIRY_ROUND_MS, expiryRound)
  }

  let stopTimer = clock.after(FIRST_ROUND_MS, round)
  let stopExpiryTimer = clock.after(FIRST_ROUND_MS, expiryRound)
  let keepDays = settings().keepDays
  const stopListening = bus.on('settingsChanged', ({ settings: changed }) => {
    if (changed.keepDays === keepDays) return
    keepDays = changed.keepDays
    stopTimer()
    stopTimer = clock.after(FIRST_ROUND_MS, round)
  })
  return () => {
    stopListening()
    stopTimer()
    stopExpiryTimer()
  }
}
