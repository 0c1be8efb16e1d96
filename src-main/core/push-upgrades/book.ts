import type { ChannelId } from '@contract/index'
import { StorageError, type Json, type Log, type Store } from '../ports'
import { readUpgrades, type Upgrade } from './upgrade'

/** Where the upgrades are kept over restarts. */
const KEPT = 'pushUpgrades'

/** Every upgrade there is, by the secret part of its address: one being given back may already have a successor. */
export interface UpgradeBook {
  all(): Upgrade[]
  withToken(token: string): Upgrade | null
  /** The one of a channel that is not being given back. */
  of(id: ChannelId): Upgrade | null
  keep(upgrade: Upgrade): void
  drop(upgrade: Upgrade): void
  load(): void
}

/** @param changed called after every change, when it is written */
export function createUpgradeBook(
  store: Pick<Store, 'getValue' | 'setValue'>,
  log: Log,
  changed: () => void,
): UpgradeBook {
  const upgrades = new Map<string, Upgrade>()

  function write(): void {
    try {
      store.setValue(
        KEPT,
        [...upgrades.values()].map((upgrade): Json => ({ ...upgrade })),
      )
    } catch (error) {
      // It is known here until the program ends; afterwards the feeds are polled until they are asked for anew.
      if (!(error instanceof StorageError)) throw error
      log.warn('Push upgrades could not be stored', { reason: error.reason })
    }
    changed()
  }

  return {
    all: () => [...upgrades.values()],
    withToken: (token) => upgrades.get(token) ?? null,
    of: (id) => [...upgrades.values()].find((one) => one.channelId === id && one.state !== 'leaving') ?? null,
    keep(upgrade) {
      upgrades.set(upgrade.token, upgrade)
      write()
    },
    drop(upgrade) {
      if (upgrades.delete(upgrade.token)) write()
    },
    load() {
      for (const upgrade of readUpgrades(store.getValue(KEPT))) upgrades.set(upgrade.token, upgrade)
    },
  }
}
