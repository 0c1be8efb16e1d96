import type { ChannelId, ChannelView, ItemSummary } from '@contract/index'
import type { ItemsChanged } from './list'
import { mergeRows, replaceRows, withoutRows } from './order'

/** Headlines kept for the ticker. */
export const TICKER_ITEMS = 60

/** The ticker after a push: unread items and those of flagged channels, the newest TICKER_ITEMS of them. */
export function applyToTicker(
  items: readonly ItemSummary[],
  change: ItemsChanged,
  channels: ReadonlyMap<ChannelId, ChannelView>,
): readonly ItemSummary[] {
  const shown = (item: ItemSummary) => !item.status.read || channels.get(item.channelId)?.settings.flagged === true
  const gone = new Set(change.removed.concat(change.updated.filter((item) => !shown(item)).map((item) => item.id)))
  const kept = replaceRows(withoutRows(items, gone), change.updated)
  const merged = mergeRows(kept, change.added.filter(shown))
  return merged.length > TICKER_ITEMS ? merged.slice(0, TICKER_ITEMS) : merged
}
