import {
  MAX_PUSHED_ITEMS,
  type ChannelId,
  type ChannelView,
  type ItemId,
  type ItemSummary,
  type Push,
  type PushName,
  type Pushes,
} from '@contract/index'
import type { Bus } from './bus'
import type { CoreFacts } from './facts'
import type { Change, Clock } from './ports'

/** Changes of items are told at once, then gathered for one frame of a 60 Hz screen. */
const ITEMS_GATHER_MS = 16
/** States of channels: a person cannot read faster, and a thousand may change together. */
const CHANNELS_GATHER_MS = 50
/** Counters nobody waits for. */
const COUNTERS_GATHER_MS = 1_000

export interface PushLine {
  /** The number of the push last sent. */
  readonly seq: number
  on(listener: (push: Push) => void): () => void
  send<Name extends PushName>(name: Name, payload: Pushes[Name]): void
  /** Sends what is being gathered, so that an answer read from the store now is exactly as of `seq`. */
  flush(): void
  /** Drops the timers. */
  stop(): void
}

export interface PushLinePorts {
  bus: Bus<CoreFacts>
  clock: Clock
  /** Null for channels that are gone. */
  view(id: ChannelId): ChannelView | null
  listenerFailed(error: unknown): void
}

/** Adds a later change to an earlier one. */
function merge(into: Change, change: Change): void {
  const rows = new Map<ItemId, ItemSummary>()
  for (const item of change.updated) rows.set(item.id, item)
  const removed = new Set(change.removed)
  const current = (item: ItemSummary) => rows.get(item.id) ?? item
  const kept = (item: ItemSummary) => !removed.has(item.id)
  const addedIds = new Set(into.added.map((item) => item.id))
  into.added = [...into.added.filter(kept).map(current), ...change.added]
  into.updated = [
    ...into.updated.filter((item) => kept(item) && !rows.has(item.id)),
    ...change.updated.filter((item) => !addedIds.has(item.id)),
  ]
  into.removed = [...into.removed, ...change.removed]
  into.counts = change.counts
  const touched = new Map(into.channelCounts.map((counts) => [counts.id, counts]))
  for (const counts of change.channelCounts) touched.set(counts.id, counts)
  into.channelCounts = [...touched.values()]
  into.stale ||= change.stale
}

/** A push that fits: past a bound the interface is told to load afresh rather than sent thousands of rows. */
function fitting(change: Change): Pushes['items.changed'] {
  const rows = change.added.length + change.updated.length
  return rows <= MAX_PUSHED_ITEMS ? { ...change } : { ...change, added: [], updated: [], stale: true }
}

/** Turns facts into numbered pushes. The only way data reaches an interface unasked. */
export function createPushLine({ bus, clock, view, listenerFailed }: PushLinePorts): PushLine {
  const listeners = new Set<(push: Push) => void>()
  let seq = 0
  let gathered: Change | null = null
  let itemsTimer: (() => void) | null = null
  let channelsTimer: (() => void) | null = null
  let countersTimer: (() => void) | null = null
  const dirty = new Set<ChannelId>()
  const counted = new Set<ChannelId>()
  const gone = new Set<ChannelId>()

  function send<Name extends PushName>(name: Name, payload: Pushes[Name]): void {
    seq += 1
    const push = { name, seq, payload } as Push
    for (const listener of [...listeners]) {
      try {
        listener(push)
      } catch (error) {
        listenerFailed(error)
      }
    }
  }

  function sendItems(): void {
    if (gathered === null) return
    const change = gathered
    gathered = null
    send('items.changed', fitting(change))
  }

  /** First at once, then what came during each frame. */
  function itemsGathered(): void {
    itemsTimer = null
    if (gathered === null) return
    sendItems()
    itemsTimer = clock.after(ITEMS_GATHER_MS, itemsGathered)
  }

  function sendChannels(): void {
    if (dirty.size === 0 && gone.size === 0) return
    const channels = [...dirty].map(view).filter((channel) => channel !== null)
    const removed = [...gone]
    for (const id of dirty) counted.delete(id)
    dirty.clear()
    gone.clear()
    send('channels.changed', { channels, removed })
  }

  function gatherChannels(): void {
    channelsTimer ??= clock.after(CHANNELS_GATHER_MS, () => {
      channelsTimer = null
      sendChannels()
    })
  }

  const stops = [
    bus.on('itemsChanged', ({ change }) => {
      if (gathered === null) gathered = withOwnLists(change)
      else merge(gathered, change)
      if (itemsTimer === null) {
        sendItems()
        itemsTimer = clock.after(ITEMS_GATHER_MS, itemsGathered)
      }
    }),
    bus.on('channelsChanged', ({ ids }) => {
      for (const id of ids) dirty.add(id)
      gatherChannels()
    }),
    bus.on('channelsCounted', ({ id }) => {
      counted.add(id)
      countersTimer ??= clock.after(COUNTERS_GATHER_MS, () => {
        countersTimer = null
        for (const one of counted) dirty.add(one)
        counted.clear()
        sendChannels()
      })
    }),
    bus.on('channelsRemoved', ({ ids }) => {
      for (const id of ids) gone.add(id)
      gatherChannels()
    }),
    bus.on('settingsChanged', (fact) => send('settings.changed', fact)),
    bus.on('readerChanged', (fact) => send('reader.changed', fact)),
    bus.on('noticeAdded', (fact) => send('notice.added', fact)),
    bus.on('noticeRemoved', (fact) => send('notice.removed', fact)),
    bus.on('alertRaised', (fact) => send('alert.raised', fact)),
  ]

  return {
    get seq() {
      return seq
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send,
    flush() {
      sendItems()
      sendChannels()
    },
    stop() {
      for (const stop of stops) stop()
      for (const timer of [itemsTimer, channelsTimer, countersTimer]) timer?.()
      listeners.clear()
    },
  }
}

/** A change that may be merged into without touching the fact other listeners hold. */
function withOwnLists(change: Change): Change {
  return { ...change, added: [...change.added], updated: [...change.updated], removed: [...change.removed] }
}
