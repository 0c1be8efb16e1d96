import type { ChannelId, ItemId } from '@contract/index'
import type { Change, Store } from '../core/ports'
import { changeOf, readCounts, readSummaries } from './changes'
import type { Database } from './database'
import { eraseItems, tombstoneOf, writeIndex } from './items'
import { htmlToText } from './plain-text'
import { listSource } from './lists'
import { clampSortAt, LATEST_SORT_AT, placeOf } from './rows'

interface Touched {
  id: ItemId
  channel_id: ChannelId
}

function channelsOf(rows: readonly Touched[]): Set<ChannelId> {
  return new Set(rows.map((row) => row.channel_id))
}

function idsOf(rows: readonly Touched[]): ItemId[] {
  return rows.map((row) => row.id)
}

function updatedChange(database: Database, rows: readonly Touched[]): Change {
  return changeOf(database, channelsOf(rows), {
    updated: readSummaries(database, idsOf(rows)),
    touched: rows.length,
  })
}

function mark(database: Database, ids: readonly ItemId[], status: { read?: boolean; starred?: boolean }): Change {
  const read = status.read === undefined ? null : Number(status.read)
  const starred = status.starred === undefined ? null : Number(status.starred)
  return database.transaction(() => {
    const rows = database.all<Touched>(
      `UPDATE statuses SET read = coalesce(?1, read), starred = coalesce(?2, starred)
       WHERE item_id IN (SELECT value FROM json_each(?3)) AND (read <> ?1 OR starred <> ?2)
       RETURNING item_id AS id, channel_id`,
      read,
      starred,
      JSON.stringify(ids),
    )
    return updatedChange(database, rows)
  })
}

function markListRead(
  database: Database,
  query: Parameters<Store['markListRead']>[0],
  upTo: Parameters<Store['markListRead']>[1],
): ReturnType<Store['markListRead']> {
  const source = listSource(query)
  if (source === null) return { change: changeOf(database, [], { touched: 0 }), ids: [] }
  return database.transaction(() => {
    const rows = database.all<Touched>(
      `SELECT s.item_id AS id, s.channel_id FROM ${source.from}
       WHERE ${source.where} AND s.read = 0 AND ${source.order} <= ${placeOf('?', '?')} ORDER BY ${source.order} DESC`,
      ...source.parameters,
      clampSortAt(upTo?.sortAt ?? LATEST_SORT_AT),
      upTo?.id ?? 2 ** 21 - 1,
    )
    const ids = idsOf(rows)
    database.run('UPDATE statuses SET read = 1 WHERE item_id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
    return { change: updatedChange(database, rows), ids }
  })
}

const STATUS_COLUMNS = 'item_id, channel_id, place, read, starred, important'

/** Into the bin: out of every list and of search, with key, content and status kept until the next prune. */
function remove(database: Database, ids: readonly ItemId[]): Change {
  const wanted = JSON.stringify(ids)
  return database.transaction(() => {
    database.run(
      'DELETE FROM search_index WHERE rowid IN (SELECT place FROM statuses WHERE item_id IN (SELECT value FROM json_each(?)))',
      wanted,
    )
    database.run(
      `INSERT OR REPLACE INTO bin SELECT ${STATUS_COLUMNS} FROM statuses
       WHERE item_id IN (SELECT value FROM json_each(?))`,
      wanted,
    )
    const rows = database.all<Touched>(
      `DELETE FROM statuses WHERE item_id IN (SELECT value FROM json_each(?)) RETURNING item_id AS id, channel_id`,
      wanted,
    )
    return changeOf(database, channelsOf(rows), { removed: idsOf(rows), touched: rows.length })
  })
}

interface BinRow extends Touched {
  sort_at: number
  title: string
  author: string | null
  html: string | null
  text: string | null
}

/** Out of the bin; what a prune has emptied meanwhile is gone. */
function restore(database: Database, ids: readonly ItemId[]): Change {
  const wanted = JSON.stringify(ids)
  return database.transaction(() => {
    const rows = database.all<BinRow>(
      `SELECT b.item_id AS id, b.channel_id, b.place >> 21 AS sort_at, i.title, i.author, c.html, c.text
       FROM bin b JOIN items i ON i.id = b.item_id LEFT JOIN contents c ON c.item_id = b.item_id
       WHERE b.item_id IN (SELECT value FROM json_each(?))`,
      wanted,
    )
    database.run(
      `INSERT INTO statuses (${STATUS_COLUMNS}) SELECT ${STATUS_COLUMNS} FROM bin
       WHERE item_id IN (SELECT value FROM json_each(?))`,
      wanted,
    )
    database.run('DELETE FROM bin WHERE item_id IN (SELECT value FROM json_each(?))', wanted)
    writeIndex(
      database,
      rows.map((row) => ({
        sortAt: row.sort_at,
        id: row.id,
        title: row.title,
        body: [row.text, row.html === null ? null : htmlToText(row.html)].filter((part) => part !== null).join('\n'),
        author: row.author,
        replaces: false,
      })),
    )
    return changeOf(database, channelsOf(rows), {
      added: readSummaries(database, idsOf(rows)),
      touched: rows.length,
    })
  })
}

/** Leaves of each item only the hash of its key. */
function bury(database: Database, rows: readonly (Touched & { key: string })[]): void {
  for (const row of rows)
    database.run(
      'INSERT OR IGNORE INTO tombstones (channel_id, key_hash) VALUES (?, ?)',
      row.channel_id,
      tombstoneOf(row.key),
    )
  eraseItems(database, idsOf(rows))
}

function prune(database: Database, olderThan: number, limit: number): Change {
  return database.transaction(() => {
    const old = database.all<Touched & { key: string }>(
      `SELECT i.id, i.channel_id, i.key FROM statuses s INDEXED BY statuses_all CROSS JOIN items i ON i.id = s.item_id
       WHERE s.place < ${placeOf('?', '0')} AND s.read = 1 AND s.starred = 0 ORDER BY s.place LIMIT ?`,
      clampSortAt(olderThan),
      limit,
    )
    const binned = database.all<Touched & { key: string }>(
      'SELECT i.id, i.channel_id, i.key FROM bin b JOIN items i ON i.id = b.item_id LIMIT ?',
      limit,
    )
    bury(database, [...old, ...binned])
    return changeOf(database, channelsOf(old), { removed: idsOf(old), touched: old.length })
  })
}

function expire(database: Database, by: number, limit: number): Change {
  return database.transaction(() => {
    const over = database.all<Touched & { key: string }>(
      `SELECT i.id, i.channel_id, i.key FROM items i JOIN statuses s ON s.item_id = i.id
       WHERE i.expires_at <= ? AND s.starred = 0 ORDER BY i.expires_at LIMIT ?`,
      by,
      limit,
    )
    bury(database, over)
    return changeOf(database, channelsOf(over), { removed: idsOf(over), touched: over.length })
  })
}

function announce(database: Database, ids: readonly ItemId[]): ItemId[] {
  return database.transaction(() =>
    ids.filter(
      (id) =>
        database.run('INSERT OR IGNORE INTO announced (item_id) SELECT item_id FROM statuses WHERE item_id = ?', id)
          .changes === 1,
    ),
  )
}

type StatusCalls = Pick<
  Store,
  'mark' | 'markListRead' | 'delete' | 'restore' | 'prune' | 'expire' | 'announce' | 'counts'
>

export function statusCalls(database: Database): StatusCalls {
  return {
    mark: (ids, status) => mark(database, ids, status),
    markListRead: (query, upTo) => markListRead(database, query, upTo),
    delete: (ids) => remove(database, ids),
    restore: (ids) => restore(database, ids),
    prune: (olderThan, limit) => prune(database, olderThan, limit),
    expire: (by, limit) => expire(database, by, limit),
    announce: (ids) => announce(database, ids),
    counts: () => readCounts(database),
  }
}
