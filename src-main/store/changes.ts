import { MAX_PUSHED_ITEMS, type ChannelId, type Counts, type ItemId, type ItemSummary } from '@contract/index'
import type { Change } from '../core/ports'
import type { Database } from './database'
import { SUMMARY_COLUMNS, toSummary, type SummaryRow } from './rows'

export function readCounts(database: Database): Counts {
  const counts = database.get<Counts>(
    `SELECT coalesce(sum(total), 0) AS "all", coalesce(sum(unread), 0) AS unread, coalesce(sum(starred), 0) AS starred,
       coalesce(sum(important), 0) AS important
     FROM channel_counts`,
  )
  return { all: 0, unread: 0, starred: 0, important: 0, ...counts }
}

export function readChannelCounts(database: Database, ids: Iterable<ChannelId>): Change['channelCounts'] {
  const counts: Change['channelCounts'] = []
  for (const id of ids) {
    const row = database.get<Change['channelCounts'][number]>(
      `SELECT channel_id AS id, unread, total, last_item_at AS "lastItemAt" FROM channel_counts WHERE channel_id = ?`,
      id,
    )
    if (row !== undefined) counts.push({ ...row })
  }
  return counts
}

/** The rows of lists that a change touched, at most as many as a push may carry. */
export function readSummaries(database: Database, ids: readonly ItemId[]): ItemSummary[] {
  return database
    .all<SummaryRow>(
      `SELECT ${SUMMARY_COLUMNS}
       FROM json_each(?) wanted CROSS JOIN items i ON i.id = wanted.value CROSS JOIN statuses s ON s.item_id = i.id`,
      JSON.stringify(ids.slice(0, MAX_PUSHED_ITEMS)),
    )
    .map(toSummary)
}

/** Completes what a transaction did with the counts it left. More rows than a push may carry make it stale. */
export function changeOf(
  database: Database,
  channelIds: Iterable<ChannelId>,
  rows: { added?: ItemSummary[]; updated?: ItemSummary[]; removed?: ItemId[]; touched: number },
): Change {
  return {
    added: rows.added ?? [],
    updated: rows.updated ?? [],
    removed: rows.removed ?? [],
    counts: readCounts(database),
    channelCounts: readChannelCounts(database, channelIds),
    stale: rows.touched > MAX_PUSHED_ITEMS,
  }
}
