import type { ChannelId, Failure, ItemSummary, TransportKind } from '@contract/index'
import type { Bus } from './bus'
import type { CoreFacts } from './facts'

/** News this far apart at the publisher's does not come in one go unless it was held back. Milliseconds. */
export const LUMP_SPREAD_MS = 5_000
/** So many lumps in a row, with nothing prompt between them, are no accident. */
export const LUMPS_TO_TELL = 3
/** What comes within this of its publishing was not held back. Milliseconds. */
export const PROMPT_MS = 2_000
/** What comes so soon after the connection opened is what was missed before. Milliseconds. */
export const CATCH_UP_MS = 5_000

/** How one handful of pushed news came: in a lump, promptly, or in a way that tells nothing. Pure. */
export function howItCame(
  added: readonly ItemSummary[],
  openSince: number | null,
): { is: 'lump'; news: number; spreadMs: number } | { is: 'prompt' } | { is: 'open' } {
  const dated = added.filter((item) => item.arrival.how === 'push' && item.publishedAt !== null)
  const times = dated.map((item) => item.publishedAt ?? 0)
  const receivedAt = Math.max(...dated.map((item) => item.arrival.receivedAt))
  if (openSince === null || dated.length === 0 || receivedAt - openSince < CATCH_UP_MS) return { is: 'open' }
  const spreadMs = Math.max(...times) - Math.min(...times)
  // Only what was published while the connection stood can have been held back on it.
  const whileOpen = Math.min(...times) >= openSince
  if (dated.length > 1 && whileOpen && spreadMs >= LUMP_SPREAD_MS) {
    return { is: 'lump', news: dated.length, spreadMs }
  }
  const delays = dated.map((item) => item.arrival.delayMs ?? Number.POSITIVE_INFINITY)
  return Math.max(...delays) <= PROMPT_MS ? { is: 'prompt' } : { is: 'open' }
}

/** Notices streams whose news something on the way holds back and lets through in lumps. */
export interface Lumps {
  /** What the user may want to know of a channel that works: it would come sooner by another technique. */
  advice(id: ChannelId): Failure | null
  stop(): void
}

export function createLumps(ports: {
  bus: Bus<CoreFacts>
  /** When the channel's connection opened, Unix milliseconds; null while it is not open. */
  openSince(id: ChannelId): number | null
  /** The technique of a channel; null where there is no such channel. */
  kindOf(id: ChannelId): TransportKind | null
}): Lumps {
  const { bus, openSince, kindOf } = ports
  const kinds = new Map<ChannelId, TransportKind | null>()
  const inARow = new Map<ChannelId, number>()
  const told = new Map<ChannelId, Failure>()

  function settle(id: ChannelId, advice: Failure | null): void {
    const before = told.get(id) ?? null
    if (advice === null) told.delete(id)
    else told.set(id, advice)
    if ((before === null) !== (advice === null)) bus.announce('channelsChanged', { ids: [id] })
  }

  function forget(id: ChannelId): void {
    kinds.delete(id)
    inARow.delete(id)
    told.delete(id)
  }

  /** What was noticed of one technique says nothing of the next. */
  function forgetOther(id: ChannelId): void {
    if (kinds.has(id) && kinds.get(id) !== kindOf(id)) forget(id)
  }

  const stops = [
    bus.on('itemsArrived', ({ channelId, change }) => {
      const came = howItCame(change.added, openSince(channelId))
      if (came.is === 'open') return
      forgetOther(channelId)
      kinds.set(channelId, kindOf(channelId))
      const lumps = came.is === 'lump' ? (inARow.get(channelId) ?? 0) + 1 : 0
      inARow.set(channelId, lumps)
      if (came.is === 'prompt') settle(channelId, null)
      else if (lumps >= LUMPS_TO_TELL) settle(channelId, heldBack(came.news, came.spreadMs))
    }),
    bus.on('channelsRemoved', ({ ids }) => {
      ids.forEach(forget)
    }),
  ]
  return {
    advice(id) {
      forgetOther(id)
      return told.get(id) ?? null
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

function heldBack(news: number, spreadMs: number): Failure {
  const seconds = Math.round(spreadMs / 1000)
  return {
    kind: 'buffered',
    message: `News comes in lumps: ${news} items, published over ${seconds} s, came at once. Something on the way holds this stream back.`,
  }
}
