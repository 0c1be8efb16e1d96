import type { Host } from '@contract/index'
import { createActions, type Actions } from './actions'
import type { TickingClock } from './clock'
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
  const folded = foldedFolders(remembered)
  store.setState((state) => ({ interface: { ...state.interface, folded } }))

  const sync = startSync(host, store, lists, {
    articleChanged: () => void actions.reloadArticle(),
    requested(push) {
      if (push.name === 'show.item') void actions.openItem(push.payload.itemId)
      if (push.name === 'show.addChannel') actions.showDialog({ kind: 'add', address: push.payload.address })
      if (push.name === 'show.settings') actions.showDialog({ kind: 'settings' })
      parts.requested(push)
    },
  })
  return { host, store, actions, clock, remembered, refresh: sync.refresh, stop: sync.stop }
}

function foldedFolders(remembered: Remembered): ReadonlySet<string> {
  const stored = remembered.get('folded')
  if (stored === null) return new Set()
  try {
    const names: unknown = JSON.parse(stored)
    return new Set(Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [])
  } catch {
    // Written by hand or by another version: all folders stand open.
    return new Set()
  }
}
