import {
  DEFAULT_CHANNEL_SETTINGS,
  MAX_PUSHED_ITEMS,
  type ChannelId,
  type ChannelSettings,
  type ChannelTally,
  type Failure,
  type TransportKind,
} from '@contract/index'
import {
  SILENT_PUBLISHER,
  type Change,
  type ChannelRecord,
  type ConnectionMemory,
  type PublisherFacts,
  type Store,
  type Trouble,
} from '../core/ports'
import { changeOf } from './changes'
import type { Database, SqlValue } from './database'
import { fromJson, toJson } from './rows'

interface ChannelRow extends Omit<ChannelTally, 'pollsUnchanged'> {
  id: ChannelId
  url: string
  kind: TransportKind
  user_title: string | null
  folder: string | null
  settings: string
  publisher: string
  demo: number
  created_at: number
  cursor: string | null
  due_at: number | null
  failures: number
  final: string | null
  paused_until: number | null
  last_change_at: number | null
  last_attempt_at: number | null
  trouble: string | null
  polls_unchanged: number
  unread: number
  total: number
  last_item_at: number | null
}

const SELECT_CHANNELS = `
  SELECT c.id, c.url, c.kind, c.user_title, c.folder, c.settings, c.publisher, c.demo, c.created_at,
    m.cursor, m.due_at, m.failures, m.final, m.paused_until, m.last_change_at, m.last_attempt_at, m.trouble,
    t.received, t.stored, t.repeated, t.dropped, t.cut, t.reconnects, t.recovered, t.bytes, t.polls, t.polls_unchanged,
    n.unread, n.total, n.last_item_at
  FROM channels c JOIN memories m ON m.channel_id = c.id JOIN tallies t ON t.channel_id = c.id
    JOIN channel_counts n ON n.channel_id = c.id`

/** What an older Crier stored lacks what this one knows of. */
function toPublisher(json: string): PublisherFacts {
  const stored = JSON.parse(json) as Partial<PublisherFacts>
  return { ...SILENT_PUBLISHER, ...stored, schedule: { ...SILENT_PUBLISHER.schedule, ...stored.schedule } }
}

function toRecord(row: ChannelRow): ChannelRecord {
  return {
    id: row.id,
    url: row.url,
    kind: row.kind,
    userTitle: row.user_title,
    folder: row.folder,
    settings: { ...DEFAULT_CHANNEL_SETTINGS, ...(JSON.parse(row.settings) as Partial<ChannelSettings>) },
    publisher: toPublisher(row.publisher),
    demo: row.demo === 1,
    createdAt: row.created_at,
    memory: {
      cursor: fromJson(row.cursor),
      dueAt: row.due_at,
      failures: row.failures,
      final: row.final === null ? null : (JSON.parse(row.final) as { status: 'ended'; error: Failure; since: number }),
      pausedUntil: row.paused_until,
      lastChangeAt: row.last_change_at,
      lastAttemptAt: row.last_attempt_at,
      trouble: row.trouble === null ? null : (JSON.parse(row.trouble) as Trouble),
    },
    tally: {
      received: row.received,
      stored: row.stored,
      repeated: row.repeated,
      dropped: row.dropped,
      cut: row.cut,
      reconnects: row.reconnects,
      recovered: row.recovered,
      bytes: row.bytes,
      polls: row.polls,
      pollsUnchanged: row.polls_unchanged,
    },
    unread: row.unread,
    total: row.total,
    lastItemAt: row.last_item_at,
  }
}

/** Adds to a channel's tally. Part of a transaction or alone. */
export function addToTally(database: Database, id: ChannelId, tally: Partial<ChannelTally>): void {
  database.run(
    `UPDATE tallies SET received = received + ?, stored = stored + ?, repeated = repeated + ?, dropped = dropped + ?,
       cut = cut + ?, reconnects = reconnects + ?, recovered = recovered + ?, bytes = bytes + ?, polls = polls + ?,
       polls_unchanged = polls_unchanged + ?
     WHERE channel_id = ?`,
    tally.received ?? 0,
    tally.stored ?? 0,
    tally.repeated ?? 0,
    tally.dropped ?? 0,
    tally.cut ?? 0,
    tally.reconnects ?? 0,
    tally.recovered ?? 0,
    tally.bytes ?? 0,
    tally.polls ?? 0,
    tally.pollsUnchanged ?? 0,
    id,
  )
}

/** Sets the columns that are given; undefined ones stay. The statements are few, so each is kept once prepared. */
function setColumns(
  database: Database,
  table: 'channels' | 'memories',
  key: 'id' | 'channel_id',
  id: ChannelId,
  columns: Readonly<Record<string, SqlValue | undefined>>,
): void {
  const given = Object.entries(columns).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  if (given.length === 0) return
  const assignments = given.map(({ name }) => `${name} = ?`).join(', ')
  database.run(`UPDATE ${table} SET ${assignments} WHERE ${key} = ?`, ...given.map(({ value }) => value), id)
}

export function remember(database: Database, id: ChannelId, memory: Partial<ConnectionMemory>): void {
  setColumns(database, 'memories', 'channel_id', id, {
    cursor: memory.cursor === undefined ? undefined : toJson(memory.cursor),
    due_at: memory.dueAt,
    failures: memory.failures,
    final: memory.final === undefined ? undefined : memory.final === null ? null : JSON.stringify(memory.final),
    paused_until: memory.pausedUntil,
    last_change_at: memory.lastChangeAt,
    last_attempt_at: memory.lastAttemptAt,
    trouble: memory.trouble === undefined ? undefined : memory.trouble === null ? null : JSON.stringify(memory.trouble),
  })
}

/** Removes it with all that hangs on it; the statuses are taken one by one so that search forgets them too. */
function removeChannel(database: Database, id: ChannelId): Change {
  return database.transaction(() => {
    const removed = database.all<{ id: number }>(
      'SELECT item_id AS id FROM statuses WHERE channel_id = ? LIMIT ?',
      id,
      MAX_PUSHED_ITEMS + 1,
    )
    database.run('DELETE FROM channel_counts WHERE channel_id = ?', id)
    database.run('DELETE FROM search_index WHERE rowid IN (SELECT place FROM statuses WHERE channel_id = ?)', id)
    database.run('DELETE FROM channels WHERE id = ?', id)
    return changeOf(database, [], {
      removed: removed.map((row) => row.id),
      touched: removed.length,
    })
  })
}

type ChannelCalls = Pick<
  Store,
  'channels' | 'channel' | 'addChannel' | 'changeChannel' | 'removeChannel' | 'remember' | 'count'
>

export function channelCalls(database: Database): ChannelCalls {
  const read = (id: ChannelId): ChannelRecord | null => {
    const row = database.get<ChannelRow>(`${SELECT_CHANNELS} WHERE c.id = ?`, id)
    return row === undefined ? null : toRecord(row)
  }
  return {
    channels: () => database.all<ChannelRow>(`${SELECT_CHANNELS} ORDER BY c.id`).map(toRecord),
    channel: read,
    addChannel: (channel) =>
      database.transaction(() => {
        const { id } = database.run(
          `INSERT INTO channels (url, kind, user_title, folder, settings, flagged, publisher, demo, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          channel.url,
          channel.kind,
          channel.userTitle,
          channel.folder,
          JSON.stringify(channel.settings),
          Number(channel.settings.flagged),
          JSON.stringify(SILENT_PUBLISHER),
          Number(channel.demo),
          channel.createdAt,
        )
        for (const table of ['memories', 'tallies', 'channel_counts'])
          database.run(`INSERT INTO ${table} (channel_id) VALUES (?)`, id)
        const record = read(id)
        if (record === null) throw new Error('a channel that was just added is not there')
        return record
      }),
    changeChannel: (id, patch) => {
      setColumns(database, 'channels', 'id', id, {
        url: patch.url,
        kind: patch.kind,
        user_title: patch.userTitle,
        folder: patch.folder,
        settings: patch.settings === undefined ? undefined : JSON.stringify(patch.settings),
        flagged: patch.settings === undefined ? undefined : Number(patch.settings.flagged),
        publisher: patch.publisher === undefined ? undefined : JSON.stringify(patch.publisher),
      })
    },
    removeChannel: (id) => removeChannel(database, id),
    remember: (id, memory) => {
      remember(database, id, memory)
    },
    count: (id, tally) => {
      addToTally(database, id, tally)
    },
  }
}
