import {
  MAX_PAGE_ITEMS,
  SECTION_SEPARATOR,
  type ItemId,
  type ItemSummary,
  type ListPosition,
  type ListQuery,
} from '@contract/index'
import type { Store } from '../core/ports'
import type { Database, SqlValue } from './database'
import {
  clampSortAt,
  DETAIL_COLUMNS,
  LATEST_SORT_AT,
  placeOf,
  SUMMARY_COLUMNS,
  toDetail,
  toSummary,
  type DetailRow,
  type SummaryRow,
} from './rows'
import { parseSearch } from './search-query'

/** Where `statuses s` comes from and what it must fulfil, newest first by `order`, for one list. */
export interface ListSource {
  from: string
  where: string
  parameters: SqlValue[]
  order: string
}

/** What is meant for the idle screen is in no other list, unless the user starred it. There are few, and they have an index. */
const NOT_IDLE = 's.item_id NOT IN (SELECT id FROM items INDEXED BY items_idle WHERE idle = 1)'

/** Each list walks its own index, so a page costs the same however many items there are. */
function simple(index: string, where: string, ...parameters: SqlValue[]): ListSource {
  return { from: `statuses s INDEXED BY ${index}`, where: `${where} AND ${NOT_IDLE}`, parameters, order: 's.place' }
}

/** Null: nothing can be in this list. */
export function listSource(query: ListQuery): ListSource | null {
  switch (query.list) {
    case 'all':
      return simple('statuses_all', '1')
    case 'unread':
      return simple('statuses_unread', 's.read = 0')
    case 'starred':
      return {
        from: 'statuses s INDEXED BY statuses_starred',
        where: 's.starred = 1',
        parameters: [],
        order: 's.place',
      }
    case 'important':
      return simple('statuses_important', 's.important = 1')
    case 'channel':
      if (query.section === undefined) return simple('statuses_channel', 's.channel_id = ?', query.channelId)
      return simple(
        'statuses_channel',
        `s.channel_id = ? AND s.item_id IN (
           SELECT id FROM items WHERE channel_id = ? AND (section = ? OR section >= ? AND section < ?))`,
        query.channelId,
        query.channelId,
        query.section,
        // Everything below it: what follows the separator sorts before the character after the separator.
        query.section + SECTION_SEPARATOR,
        `${query.section}\u0020`,
      )
    case 'idle':
      return {
        from: 'items x INDEXED BY items_idle CROSS JOIN statuses s ON s.item_id = x.id',
        where: 'x.idle = 1',
        parameters: [],
        order: 's.place',
      }
    case 'folder':
      return simple('statuses_all', 's.channel_id IN (SELECT id FROM channels WHERE folder = ?)', query.folder)
    case 'search': {
      const { wanted, unwanted } = parseSearch(query.text)
      if (wanted !== null)
        return {
          from: 'search_index CROSS JOIN statuses s INDEXED BY statuses_all ON s.place = search_index.rowid',
          where: `search_index MATCH ? AND ${NOT_IDLE}`,
          parameters: [unwanted === null ? wanted : `(${wanted}) NOT (${unwanted})`],
          order: 'search_index.rowid',
        }
      if (unwanted === null) return null
      return simple(
        'statuses_all',
        's.place NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)',
        unwanted,
      )
    }
  }
}

const NEWEST: ListPosition = { sortAt: LATEST_SORT_AT, id: 2 ** 21 - 1 }

function readList<Row>(
  database: Database,
  source: ListSource,
  columns: string,
  before: ListPosition | null,
  limit: number,
): Row[] {
  const position = before ?? NEWEST
  const joins = columns === DETAIL_COLUMNS ? 'LEFT JOIN contents c ON c.item_id = i.id' : ''
  return database.all<Row>(
    `SELECT ${columns} FROM ${source.from} CROSS JOIN items i ON i.id = s.item_id ${joins}
     WHERE ${source.where} AND ${source.order} < ${placeOf('?', '?')} ORDER BY ${source.order} DESC LIMIT ?`,
    ...source.parameters,
    clampSortAt(position.sortAt),
    position.id,
    limit,
  )
}

function newestFirst(one: ItemSummary, other: ItemSummary): number {
  return other.sortAt - one.sortAt || other.id - one.id
}

/** Summaries of several lists as one, none twice. */
function merge(lists: readonly ItemSummary[][], limit: number): ItemSummary[] {
  const byId = new Map(lists.flat().map((item) => [item.id, item]))
  return [...byId.values()].sort(newestFirst).slice(0, limit)
}

export function readSummaryList(
  database: Database,
  query: ListQuery,
  before: ListPosition | null,
  limit: number,
): ItemSummary[] {
  const source = listSource(query)
  if (source === null) return []
  return readList<SummaryRow>(database, source, SUMMARY_COLUMNS, before, limit).map(toSummary)
}

/** The newest of each channel, put in order: a folder of quiet channels need not walk through everybody's items. */
function readChannels(
  database: Database,
  channelIds: readonly number[],
  before: ListPosition | null,
  limit: number,
): ItemSummary[] {
  const lists = channelIds.map((channelId) => readSummaryList(database, { list: 'channel', channelId }, before, limit))
  return merge(lists, limit)
}

function channelIds(database: Database, where: 'folder = ?' | 'flagged = 1', ...parameters: SqlValue[]): number[] {
  return database.all<{ id: number }>(`SELECT id FROM channels WHERE ${where}`, ...parameters).map((row) => row.id)
}

/**
 * The same news over all channels. A link or a key of the publisher's own is proof enough; a title counts only within a
 * few minutes, and only where the times of publishing agree as far as they are given: publishers have standing headlines.
 */
function readArrivals(database: Database, id: ItemId, limit: number): ItemSummary[] {
  return database
    .all<SummaryRow>(
      `SELECT ${SUMMARY_COLUMNS} FROM items wanted
         CROSS JOIN items i ON i.id IN (
           SELECT id FROM items WHERE link = wanted.link
           UNION SELECT id FROM items WHERE id = wanted.id
           UNION SELECT id FROM items WHERE id BETWEEN wanted.id - ?2 AND wanted.id + ?2
             AND title = wanted.title AND abs(received_at - wanted.received_at) <= ?3
             AND (published_at IS NULL OR wanted.published_at IS NULL
               OR abs(published_at - wanted.published_at) <= ?5))
         CROSS JOIN statuses s ON s.item_id = i.id
       WHERE wanted.id = ?1 ORDER BY i.received_at, i.id LIMIT ?4`,
      id,
      ARRIVALS_NEAR_ITEMS,
      ARRIVALS_NEAR_MS,
      limit,
      ARRIVALS_SAME_TIME_MS,
    )
    .map(toSummary)
}
/** How far away, in items and in milliseconds, the same title still means the same news. */
const ARRIVALS_NEAR_ITEMS = 2_000
const ARRIVALS_NEAR_MS = 10 * 60_000
/** Times of one publication differ by rounding and little else, milliseconds. */
const ARRIVALS_SAME_TIME_MS = 60_000

type ListCalls = Pick<Store, 'page' | 'ticker' | 'item' | 'details' | 'arrivals'>

export function listCalls(database: Database): ListCalls {
  return {
    page: (query, before, limit) => {
      const size = Math.max(0, Math.min(Math.trunc(limit), MAX_PAGE_ITEMS))
      // One more than asked for tells whether there are more.
      const items =
        query.list === 'folder'
          ? readChannels(database, channelIds(database, 'folder = ?', query.folder), before, size + 1)
          : readSummaryList(database, query, before, size + 1)
      return { items: items.slice(0, size), more: items.length > size }
    },
    ticker: (limit) =>
      merge(
        [
          readSummaryList(database, { list: 'unread' }, null, limit),
          readChannels(database, channelIds(database, 'flagged = 1'), null, limit),
        ],
        limit,
      ),
    item: (id) => {
      const row = database.get<DetailRow>(
        `SELECT ${DETAIL_COLUMNS} FROM items i JOIN statuses s ON s.item_id = i.id
           LEFT JOIN contents c ON c.item_id = i.id WHERE i.id = ?`,
        id,
      )
      return row === undefined ? null : toDetail(row)
    },
    arrivals: (id, limit) => readArrivals(database, id, limit),
    details: (query, limit) => {
      const source = listSource(query)
      if (source === null) return []
      return readList<DetailRow>(database, source, DETAIL_COLUMNS, null, limit).map(toDetail)
    },
  }
}
