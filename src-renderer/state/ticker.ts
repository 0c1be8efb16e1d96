import type { ChannelId, ChannelView, ItemSummary } from '@contract/index'
import type { ItemsChanged } from './list'
import { compareNewestFirst, mergeRows, replaceRows, withoutRows } from './order'

/** Headlines kept for the ticker. */
export const TICKER_ITEMS = 60

type Channels = ReadonlyMap<ChannelId, ChannelView>

function isShown(item: ItemSummary, channels: Channels): boolean {
  return !item.idle && (!item.status.read || channels.get(item.channelId)?.settings.flagged === true)
}

/** The ticker after a push: unread items and those of flagged channels, the newest TICKER_ITEMS of them. */
export function applyToTicker(
  items: readonly ItemSummary[],
  change: ItemsChanged,
  channels: Channels,
): readonly ItemSummary[] {
  const shown = (item: ItemSummary) => isShown(item, channels)
  const gone = new Set(change.removed.concat(change.updated.filter((item) => !shown(item)).map((item) => item.id)))
  const kept = replaceRows(withoutRows(items, gone), change.updated)
  const merged = mergeRows(kept, change.added.filter(shown))
  return merged.length > TICKER_ITEMS ? merged.slice(0, TICKER_ITEMS) : merged
}

/**
 * Whether only the reader knows what belongs into the ticker now: headlines left it and others wait for the place, or
 * one that was marked unread comes back to it.
 */
export function tickerLacks(
  before: readonly ItemSummary[],
  after: readonly ItemSummary[],
  change: ItemsChanged,
  { channels, counts }: { channels: Channels; counts: { unread: number } },
): boolean {
  if (after.length < before.length && counts.unread > after.length) return true
  const last = after.at(-1)
  const hasPlace = (item: ItemSummary) =>
    last === undefined || after.length < TICKER_ITEMS || compareNewestFirst(item, last) < 0
  return change.updated.some(
    (item) => isShown(item, channels) && hasPlace(item) && !after.some((shown) => shown.id === item.id),
  )
}

/** Whether one of these channels begins or ceases to be shown when read. */
export function flagsDiffer(known: Channels, changed: readonly ChannelView[]): boolean {
  return changed.some(({ id, settings }) => (known.get(id)?.settings.flagged ?? false) !== settings.flagged)
}
