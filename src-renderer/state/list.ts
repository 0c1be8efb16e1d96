import {
  SECTION_SEPARATOR,
  type ChannelId,
  type ChannelView,
  type ItemPage,
  type ItemSummary,
  type ListQuery,
  type Pushes,
} from '@contract/index'
import type { ListSlice } from './model'
import { compareNewestFirst, mergeRows, replaceRows, withoutRows } from './order'

export type ItemsChanged = Pushes['items.changed']
type Channels = ReadonlyMap<ChannelId, ChannelView>

export function emptyList(query: ListQuery): ListSlice {
  return {
    query,
    rows: [],
    held: [],
    fresh: new Set(),
    loading: 'first',
    failure: null,
    more: false,
    atTop: true,
    outdated: false,
  }
}

/** Whether a list shows an item. A search is the store's to decide, so a push never adds to one. */
export function belongs(query: ListQuery, item: ItemSummary, channels: Channels): boolean {
  // What is meant for the idle screen is in no other list, unless the user starred it.
  if (item.idle && query.list !== 'idle' && query.list !== 'starred') return false
  switch (query.list) {
    case 'all':
      return true
    case 'unread':
      return !item.status.read
    case 'starred':
      return item.status.starred
    case 'important':
      return item.important
    case 'channel':
      return (
        item.channelId === query.channelId &&
        (query.section === undefined ||
          item.section === query.section ||
          (item.section ?? '').startsWith(query.section + SECTION_SEPARATOR))
      )
    case 'idle':
      return item.idle
    case 'folder':
      return channels.get(item.channelId)?.folder === query.folder
    case 'search':
      return false
  }
}

/**
 * The list after a push. New items go in place at the top, and are held while the reader is scrolled away, so that
 * nothing moves under the eye. A row that no longer belongs (read, in the unread list) stays until the list is opened
 * again, for the same reason.
 */
export function applyItems(list: ListSlice, change: ItemsChanged, channels: Channels): ListSlice {
  const removed = new Set(change.removed)
  // Gone first: what was removed and is back in the same push is an arrival.
  const stayed = withoutRows(list.rows, removed)
  const stillHeld = withoutRows(list.held, removed)
  const known = (rows: readonly ItemSummary[], id: number) => rows.some((row) => row.id === id)
  const candidates = change.added.concat(change.updated.filter((item) => item.status.starred || !item.status.read))
  const last = list.rows.at(-1)
  const arrivals = candidates.filter(
    (item) =>
      belongs(list.query, item, channels) &&
      // What is older than the last loaded row comes with the next page.
      (!list.more || !last || compareNewestFirst(item, last) < 0) &&
      !known(stayed, item.id) &&
      !known(stillHeld, item.id),
  )
  const versions = change.updated.concat(change.added)
  let rows = replaceRows(stayed, versions)
  let held = replaceRows(stillHeld, versions)
  let fresh = list.fresh
  if (arrivals.length > 0) {
    if (list.atTop) {
      rows = mergeRows(rows, arrivals)
      fresh = new Set(arrivals.map((item) => item.id))
    } else {
      held = mergeRows(held, arrivals)
    }
  }
  const outdated = list.outdated || (list.query.list === 'search' && change.added.length > 0)
  if (rows === list.rows && held === list.held && outdated === list.outdated) return list
  return { ...list, rows, held, fresh, outdated }
}

/** A first page, or one that replaces everything after a gap. Newer rows than the old top are held when scrolled away. */
export function applyFreshPage(list: ListSlice, page: Pick<ItemPage, 'items' | 'more'>): ListSlice {
  const settled = { ...list, loading: null, failure: null, more: page.more, fresh: new Set<number>(), outdated: false }
  const top = list.rows[0]
  if (list.atTop || !top) return { ...settled, rows: page.items, held: [] }
  const isNew = (item: ItemSummary) => compareNewestFirst(item, top) < 0
  return { ...settled, rows: page.items.filter((item) => !isNew(item)), held: page.items.filter(isNew) }
}

/** One more page of older items. */
export function applyOlderPage(list: ListSlice, page: Pick<ItemPage, 'items' | 'more'>): ListSlice {
  return { ...list, loading: null, failure: null, more: page.more, rows: mergeRows(list.rows, page.items) }
}

/** Shows what was held. */
export function releaseHeld(list: ListSlice): ListSlice {
  if (list.held.length === 0) return list
  return {
    ...list,
    rows: mergeRows(list.rows, list.held),
    held: [],
    fresh: new Set(list.held.map((item) => item.id)),
  }
}
