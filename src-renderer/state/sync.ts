import type { Host, Push } from '@contract/index'
import type { StoreApi } from 'zustand/vanilla'
import type { ItemLists } from './item-lists'
import { messageOf } from './message-of'
import type { ReaderState } from './model'
import { applyPush, applySnapshot } from './pushes'
import { flagsDiffer, tickerLacks } from './ticker'

export interface SyncEvents {
  /** The user asked from outside the page, or the reader raised an alert. */
  requested(push: Extract<Push, { name: `show.${string}` | 'alert.raised' }>): void
  /** The content of the open article changed. */
  articleChanged(): void
}

export interface Sync {
  /** Takes a new snapshot now, as after a failed first load. */
  refresh(): Promise<void>
  stop(): void
}

/**
 * Keeps the state equal to the reader's: a snapshot, then every push numbered one higher. A push seen before is left
 * out; after a gap, or when the line was down, a new snapshot is taken. Pushes that come while a snapshot is under way
 * wait for it.
 */
export function startSync(host: Host, store: StoreApi<ReaderState>, lists: ItemLists, events: SyncEvents): Sync {
  /** The last push the state contains; null while a snapshot is under way. */
  let seq: number | null = null
  let waiting: Push[] = []
  let generation = 0
  /** The last snapshot could not be had. */
  let failed = false
  let stopped = false

  async function takeSnapshot(): Promise<void> {
    const mine = ++generation
    seq = null
    failed = false
    try {
      const snapshot = await host.call('snapshot.get', null)
      if (stopped || mine !== generation) return
      store.setState((state) => applySnapshot(state, snapshot))
      seq = snapshot.seq
      const kept = waiting
      waiting = []
      const loaded = Promise.all([lists.reload(), lists.reloadTicker()])
      for (const push of kept) receive(push)
      // What happened to the open article meanwhile was in no push of ours.
      if (store.getState().article.openId !== null) events.articleChanged()
      await loaded
    } catch (error) {
      if (stopped || mine !== generation) return
      failed = true
      const failure = messageOf(error)
      store.setState(({ reader }) => ({
        reader: { ...reader, failure, phase: reader.phase === 'ready' ? 'ready' : 'failed' },
      }))
    }
  }

  function receive(push: Push) {
    if (seq === null) {
      waiting.push(push)
      // The reader speaks again: it will answer as well, and without a snapshot nothing it says can be used.
      if (failed) void takeSnapshot()
      return
    }
    if (push.seq <= seq) return
    if (push.seq > seq + 1) {
      void takeSnapshot()
      return
    }
    seq = push.seq
    lists.observed(push)
    const before = store.getState()
    store.setState((state) => applyPush(state, push))
    react(push, before)
  }

  function react(push: Push, before: ReaderState) {
    switch (push.name) {
      case 'items.changed': {
        const { article, ticker, reader } = store.getState()
        const { added, updated, removed, stale } = push.payload
        if (stale) void Promise.all([lists.reload(), lists.reloadTicker()])
        else if (tickerLacks(before.ticker.items, ticker.items, push.payload, reader)) void lists.reloadTicker()
        const isOpen = (id: number) => id === article.openId
        // Removed, it is gone from here too; undone, it is back.
        if (stale || added.concat(updated).some(({ id }) => isOpen(id)) || removed.some(isOpen)) events.articleChanged()
        return
      }
      case 'channels.changed':
        if (flagsDiffer(before.reader.channels, push.payload.channels)) void lists.reloadTicker()
        return
      case 'alert.raised':
      case 'show.item':
      case 'show.addChannel':
      case 'show.settings':
        events.requested(push)
        return
      default:
        return
    }
  }

  const stopPushes = host.on(receive)
  const stopLine = host.onLine((connected) => {
    store.setState(({ reader }) => ({ reader: { ...reader, connected } }))
    if (connected) void takeSnapshot()
  })
  void takeSnapshot()

  return {
    refresh: takeSnapshot,
    stop() {
      stopped = true
      stopPushes()
      stopLine()
    },
  }
}
