import type { Host } from '@contract/index'
import { createActions, type Actions } from './actions'
import type { TickingClock } from './clock'
import { watchIdleList } from './idle-list'
import { createItemLists } from './item-lists'
import type { Remembered } from './remembered'
import { createReaderStore, type ReaderStore } from './store'
import { startSync, type SyncEvents } from './sync'

/** What every view gets through its context: state to select from, actions to ask with. */
export interface ReaderClient {
  host: Host
  store: ReaderStore
  actions: Actions
  clock: TickingClock
  remembered: Remembered
  /** Takes a new snapshot, as after a failed first load. */
  refresh(): Promise<void>
}

export interface RunningClient extends ReaderClient {
  stop(): void
}

/** Puts the state together and starts keeping it current. Returns with its stop. */
export function startClient(
  parts: Pick<ReaderClient, 'host' | 'clock' | 'remembered'> & Pick<SyncEvents, 'requested'>,
): RunningClient {
  const { host, clock, remembered } = parts
  const store = createReaderStore()
  const lists = createItemLists(host, store)
  const actions = createActions(host, store, lists, remembered)
  const folded = rememberedNames(remembered, 'folded')
  const unfolded = rememberedNames(remembered, 'unfolded')
  store.setState((state) => ({ interface: { ...state.interface, folded, unfolded } }))
  const stopIdle = watchIdleList(host, store)

  const sync = startSync(host, store, lists, {
    articleChanged: () => void actions.reloadArticle(),
    requested(push) {
      if (push.name === 'show.item') void actions.openItem(push.payload.itemId)
      if (push.name === 'show.addChannel') actions.showDialog({ kind: 'add', address: push.payload.address })
      if (push.name === 'show.settings') actions.showDialog({ kind: 'settings' })
      parts.requested(push)
    },
  })
  return { host, store, actions, clock, remembered, refresh: sync.refresh, stop }

  function stop() {
    stopIdle()
    sync.stop()
  }
}

function rememberedNames(remembered: Remembered, what: 'folded' | 'unfolded'): ReadonlySet<string> {
  const stored = remembered.get(what)
  if (stored === null) return new Set()
  try {
    const names: unknown = JSON.parse(stored)
    return new Set(Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [])
  } catch {
    // Written by hand or by another version: everything is as at first.
    return new Set()
  }
}
