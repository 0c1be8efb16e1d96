import { hash } from 'node:crypto'
import { MAX_PUSHED_ITEMS, SECTION_SEPARATOR, type ChannelId, type ItemId, type ItemSummary } from '@contract/index'
import type { Batch, Change, Intent, KeyedDraft, KnownItem, Store } from '../core/ports'
import { changeOf, readSummaries } from './changes'
import { addToTally } from './channels'
import type { Database } from './database'
import { itemText } from './item-text'
import { clampSortAt, listToJson, placeOf, toJson } from './rows'
import { forIndex } from './search-query'

/** Bytes of a key's hash that a tombstone keeps: enough that no two of a channel's keys ever meet. */
const TOMBSTONE_BYTES = 16

/** What is left of the key of an item that was deleted or pruned. */
export function tombstoneOf(key: string): Uint8Array {
  return hash('sha1', key, 'buffer').subarray(0, TOMBSTONE_BYTES)
}

/** A row of the search index that waits for the end of the batch. */
interface IndexEntry {
  sortAt: number
  id: ItemId
  title: string
  body: string
  author: string | null
  replaces: boolean
}

/** As a column: the path of its section, null at the top. */
function sectionText({ section }: KeyedDraft): string | null {
  return section.length === 0 ? null : section.join(SECTION_SEPARATOR)
}

function buried(database: Database, channelId: ChannelId, key: string): boolean {
  const hit = database.get(
    'SELECT 1 FROM tombstones WHERE channel_id = ? AND key_hash = ?',
    channelId,
    tombstoneOf(key),
  )
  return hit !== undefined
}

/** Most channels have no tombstones, and then no key needs hashing. */
function hasTombstones(database: Database, channelId: ChannelId): boolean {
  return database.get('SELECT 1 FROM tombstones WHERE channel_id = ? LIMIT 1', channelId) !== undefined
}

function known(database: Database, channelId: ChannelId, keys: readonly string[]): Map<string, KnownItem> {
  const found = new Map<string, KnownItem>()
  const tombstones = hasTombstones(database, channelId)
  for (const key of keys) {
    const row = database.get<{ id: ItemId; content_hash: string; deleted: number }>(
      `SELECT i.id, i.content_hash, s.item_id IS NULL AS deleted
       FROM items i LEFT JOIN statuses s ON s.item_id = i.id WHERE i.channel_id = ? AND i.key = ?`,
      channelId,
      key,
    )
    if (row !== undefined) found.set(key, { id: row.id, contentHash: row.content_hash, deleted: row.deleted === 1 })
    else if (tombstones && buried(database, channelId, key)) found.set(key, { id: 0, contentHash: '', deleted: true })
  }
  return found
}

function writeContent(database: Database, id: ItemId, draft: KeyedDraft, text: string | null): void {
  database.run(
    `INSERT OR REPLACE INTO contents (item_id, html, text, updated_at, categories, media, event_type, event_id, actions,
       cut)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    draft.html,
    text,
    draft.updatedAt,
    listToJson(draft.categories),
    listToJson(draft.media),
    draft.event.type,
    draft.event.id,
    listToJson(draft.actions),
    Number(draft.cut),
  )
}

/**
 * FTS5 writes a segment whenever a rowid is lower than the one before, and a feed lists its newest first: so a batch
 * is indexed at its end, oldest first.
 */
export function writeIndex(database: Database, entries: IndexEntry[]): void {
  entries.sort((one, other) => one.sortAt - other.sortAt || one.id - other.id)
  for (const entry of entries) {
    if (entry.replaces)
      database.run(`DELETE FROM search_index WHERE rowid = ${placeOf('?', '?')}`, entry.sortAt, entry.id)
    database.run(
      `INSERT OR REPLACE INTO search_index (rowid, title, body, author) VALUES (${placeOf('?', '?')}, ?, ?, ?)`,
      entry.sortAt,
      entry.id,
      forIndex(entry.title),
      forIndex(entry.body),
      entry.author === null ? null : forIndex(entry.author),
    )
  }
}

/** Items and all that hangs on them, without a trace. */
export function eraseItems(database: Database, items: readonly ItemId[]): void {
  const ids = JSON.stringify(items)
  database.run(
    'DELETE FROM search_index WHERE rowid IN (SELECT place FROM statuses WHERE item_id IN (SELECT value FROM json_each(?)))',
    ids,
  )
  database.run('DELETE FROM items WHERE id IN (SELECT value FROM json_each(?))', ids)
}

/** One batch under way: what it has written and still has to. */
class Writing {
  readonly added: ItemSummary[] = []
  readonly updatedIds: ItemId[] = []
  readonly removedIds: ItemId[] = []
  touched = 0
  readonly #entries: IndexEntry[] = []
  readonly #tombstones: boolean

  constructor(
    private readonly database: Database,
    private readonly channelId: ChannelId,
  ) {
    this.#tombstones = hasTombstones(database, channelId)
  }

  insert(intent: Extract<Intent, { type: 'insert' }>): void {
    const { draft } = intent
    if (this.#tombstones && buried(this.database, this.channelId, draft.key)) return
    const { title, snippet, text, body } = itemText(draft)
    const { changes, id } = this.database.run(
      `INSERT INTO items (channel_id, key, content_hash, title, snippet, link, author, image, published_at, arrived_how,
         received_at, delay_ms, priority, section, idle, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      this.channelId,
      draft.key,
      draft.contentHash,
      title,
      snippet,
      draft.link,
      draft.author,
      draft.image,
      draft.publishedAt,
      draft.arrival.how,
      draft.arrival.receivedAt,
      draft.arrival.delayMs,
      draft.priority,
      sectionText(draft),
      Number(draft.idle),
      draft.expiresAt ?? null,
    )
    if (changes === 0) {
      this.#meetExisting(intent)
      return
    }
    const sortAt = clampSortAt(intent.sortAt)
    this.database.run(
      `INSERT INTO statuses (item_id, channel_id, place, read, starred, important)
       VALUES (?1, ?2, ${placeOf('?3', '?1')}, ?4, ?5, ?6)`,
      id,
      this.channelId,
      sortAt,
      Number(intent.read),
      Number(intent.starred),
      Number(intent.important),
    )
    writeContent(this.database, id, draft, text)
    this.#entries.push({ sortAt, id, title, body, author: draft.author, replaces: false })
    this.touched += 1
    if (this.added.length >= MAX_PUSHED_ITEMS) return
    this.added.push({
      id,
      channelId: this.channelId,
      title,
      snippet,
      link: draft.link,
      author: draft.author,
      image: draft.image,
      publishedAt: draft.publishedAt,
      sortAt,
      arrival: draft.arrival,
      important: intent.important,
      priority: draft.priority,
      section: sectionText(draft),
      idle: draft.idle,
      status: { read: intent.read, starred: intent.starred },
    })
  }

  /** Changes the content and never the status; what was deleted meanwhile stays deleted. */
  update(id: ItemId, draft: KeyedDraft, important: boolean): void {
    const status = this.database.get<{ sort_at: number }>(
      'SELECT place >> 21 AS sort_at FROM statuses WHERE item_id = ? AND channel_id = ?',
      id,
      this.channelId,
    )
    if (status === undefined) return
    const { title, snippet, text, body } = itemText(draft)
    this.database.run(
      `UPDATE items SET content_hash = ?, title = ?, snippet = ?, link = ?, author = ?, image = ?,
         published_at = coalesce(?, published_at), priority = ?, section = ?, idle = ?,
         expires_at = ?
       WHERE id = ?`,
      draft.contentHash,
      title,
      snippet,
      draft.link,
      draft.author,
      draft.image,
      draft.publishedAt,
      draft.priority,
      sectionText(draft),
      Number(draft.idle),
      draft.expiresAt ?? null,
      id,
    )
    writeContent(this.database, id, draft, text)
    this.database.run(
      'UPDATE statuses SET important = ?1 WHERE item_id = ?2 AND important <> ?1',
      Number(important),
      id,
    )
    this.#entries.push({ sortAt: status.sort_at, id, title, body, author: draft.author, replaces: true })
    this.touched += 1
    this.updatedIds.push(id)
  }

  /** Another process stored the key since it was looked up, or the batch has it twice: one item, with the later content. */
  #meetExisting({ draft, important }: Extract<Intent, { type: 'insert' }>): void {
    const existing = this.database.get<{ id: ItemId; content_hash: string }>(
      'SELECT id, content_hash FROM items WHERE channel_id = ? AND key = ?',
      this.channelId,
      draft.key,
    )
    if (existing !== undefined && existing.content_hash !== draft.contentHash)
      this.update(existing.id, draft, important)
  }

  /** Takes back what is listed and not starred; what the user deleted stays deleted. */
  withdraw(keys: readonly string[] | 'all'): void {
    const ids = this.database
      .all<{ id: ItemId }>(
        `SELECT i.id FROM items i JOIN statuses s ON s.item_id = i.id
         WHERE i.channel_id = ?1 AND s.starred = 0 AND (?2 IS NULL OR i.key IN (SELECT value FROM json_each(?2)))`,
        this.channelId,
        keys === 'all' ? null : JSON.stringify(keys),
      )
      .map(({ id }) => id)
    eraseItems(this.database, ids)
    this.touched += ids.length
    this.removedIds.push(...ids)
  }

  finish(): void {
    writeIndex(this.database, this.#entries)
  }
}

function apply(database: Database, batch: Batch): Change {
  return database.transaction(() => {
    const { channelId } = batch
    // Removed by the user while its last batch was on the way.
    if (database.get('SELECT 1 FROM channels WHERE id = ?', channelId) === undefined)
      return changeOf(database, [], { touched: 0 })
    const writing = new Writing(database, channelId)
    for (const intent of batch.intents) {
      if (intent.type === 'insert') writing.insert(intent)
      else if (intent.type === 'update') writing.update(intent.id, intent.draft, intent.important)
      else writing.withdraw(intent.keys)
    }
    writing.finish()
    if (batch.cursor !== undefined)
      database.run('UPDATE memories SET cursor = ? WHERE channel_id = ?', toJson(batch.cursor), channelId)
    if (batch.publisher !== undefined)
      database.run('UPDATE channels SET publisher = ? WHERE id = ?', JSON.stringify(batch.publisher), channelId)
    if (batch.tally !== undefined) addToTally(database, channelId, batch.tally)
    return changeOf(database, [channelId], {
      added: writing.added,
      updated: writing.updatedIds.length === 0 ? [] : readSummaries(database, writing.updatedIds),
      removed: writing.removedIds,
      touched: writing.touched,
    })
  })
}

export function itemCalls(database: Database): Pick<Store, 'known' | 'apply'> {
  return {
    known: (channelId, keys) => known(database, channelId, keys),
    apply: (batch) => apply(database, batch),
  }
}
