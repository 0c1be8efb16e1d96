import { closeSync, copyFileSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { StorageError, type Log, type Store } from '../core/ports'
import { DEFAULT_CHANNEL_SETTINGS } from '@contract/index'
import { Database, type SqlValue } from './database'
import { tombstoneOf, writeIndex } from './items'
import { MIGRATIONS, migrate } from './migrations'
import { htmlToText } from './plain-text'
import { clampSortAt, placeOf } from './rows'
import { attempt, salvageTable, SalvageTargetError, type Salvaged } from './salvage'
import { admitLength, giveNewSchema } from './schema-pages'
import { closeQuietly } from './soundness'

/** The address of a channel whose own could not be read. Nothing is ever asked there: the channel is paused. */
const LOST_ADDRESS = 'about:lost'

const COMPANIONS = ['-wal', '-shm', '-closed']

export type Rescue = NonNullable<Store['rescue']>

function rescueFileOf(file: string): string {
  return `${file}.rescue`
}

function removeDatabase(file: string): void {
  for (const name of [file, ...COMPANIONS.map((suffix) => file + suffix)]) rmSync(name, { force: true })
}

/** A rescue is complete before the damaged file is set aside: when only the last step is missing, it is done now. */
export function finishRescue(file: string): void {
  if (!existsSync(file) && existsSync(rescueFileOf(file))) renameSync(rescueFileOf(file), file)
}

/** YYYY-MM-DD-HHMMSS, local time: it is for people. */
function stamp(now: number): string {
  const date = new Date(now)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`
}

function setAside(file: string, now: number): string {
  const wanted = `${file}.damaged-${stamp(now)}`
  let aside = wanted
  for (let count = 2; existsSync(aside); count += 1) aside = `${wanted}-${String(count)}`
  // The write-ahead log first: a new database must never find the old one's log beside it.
  for (const suffix of ['-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  rmSync(`${file}-closed`, { force: true })
  renameSync(file, aside)
  return aside
}

/** Whether the list of tables can be read. */
function hasTables(source: Database): boolean {
  return attempt(() => source.get("SELECT 1 FROM sqlite_schema WHERE name = 'items'")) !== undefined
}

/** The damaged file is read from a copy: looking at it in place would move its log into it, and it is evidence. */
function copyOf(file: string): string {
  const copy = `${rescueFileOf(file)}-source`
  removeDatabase(copy)
  copyFileSync(file, copy)
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
  return copy
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : null
}
function jsonText(value: unknown): string | null {
  const written = text(value)
  return written !== null && attempt(() => JSON.parse(written) as unknown) !== undefined ? written : null
}

/** Brings over row by row what the damaged file still tells. */
class Salvage {
  items = 0
  channels = 0
  readonly #channelIds = new Set<number>()

  constructor(
    private readonly source: Database,
    private readonly target: Database,
  ) {}

  all(): void {
    this.target.transaction(() => {
      salvageTable(this.source, 'settings', 'id, value', (row) => {
        this.#insert('settings', { id: 1, value: jsonText(row['value']) })
      })
      salvageTable(this.source, 'named_values', 'name, value', (row) => {
        this.#insert('named_values', { name: text(row['name']), value: jsonText(row['value']) })
      })
      salvageTable(this.source, 'channels', '*', (row) => {
        this.#channel(row)
      })
      salvageTable(this.source, 'tombstones', 'channel_id, key_hash', (row) => {
        const hash = row['key_hash']
        this.#insert('tombstones', {
          channel_id: this.#knownChannel(row),
          key_hash: hash instanceof Uint8Array ? hash : null,
        })
      })
      salvageTable(this.source, 'items', '*', (row) => {
        this.#item(row)
      })
    })
  }

  /** False when the row is no good: a column that must have a value has none, or it is there already. */
  #insert(table: string, columns: Record<string, SqlValue>): boolean {
    const names = Object.keys(columns)
    try {
      const marks = names.map(() => '?').join(', ')
      const sql = `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${marks})`
      return this.target.run(sql, ...Object.values(columns)).changes === 1
    } catch (error) {
      throw new SalvageTargetError('the new database does not take a row', { cause: error })
    }
  }

  #knownChannel(row: Salvaged): number | null {
    const id = whole(row['channel_id'])
    return id !== null && this.#channelIds.has(id) ? id : null
  }

  /** The item's channel; a stand-in, paused, where the channel itself cannot be read: its items are not lost with it. */
  #homeOf(row: Salvaged): number | null {
    const known = this.#knownChannel(row)
    const id = whole(row['channel_id'])
    if (known !== null || id === null || id <= 0) return known
    const added = this.#insert('channels', {
      id,
      url: `${LOST_ADDRESS}#${String(id)}`,
      kind: 'feed',
      user_title: `Recovered channel ${String(id)} (its address was lost)`,
      settings: JSON.stringify(DEFAULT_CHANNEL_SETTINGS),
      flagged: 0,
      publisher: '{}',
      demo: 0,
      created_at: 0,
    })
    if (!added) return null
    this.#channelIds.add(id)
    this.#insert('memories', { channel_id: id, paused_until: 0 })
    this.#insert('tallies', { channel_id: id })
    this.#insert('channel_counts', { channel_id: id })
    return id
  }

  #side(table: string, key: string, id: number, columns = '*'): Salvaged | undefined {
    return attempt(() => this.source.get<Salvaged>(`SELECT ${columns} FROM ${table} WHERE ${key} = ?`, id))
  }

  #channel(row: Salvaged): void {
    const id = whole(row['id'])
    if (id === null) return
    const added = this.#insert('channels', {
      id,
      url: text(row['url']),
      kind: text(row['kind']),
      user_title: text(row['user_title']),
      folder: text(row['folder']),
      settings: jsonText(row['settings']) ?? JSON.stringify(DEFAULT_CHANNEL_SETTINGS),
      flagged: whole(row['flagged']) ?? 0,
      publisher: jsonText(row['publisher']) ?? '{}',
      demo: whole(row['demo']) ?? 0,
      created_at: whole(row['created_at']) ?? 0,
    })
    if (!added) return
    this.channels += 1
    this.#channelIds.add(id)
    const memory = this.#side('memories', 'channel_id', id) ?? {}
    this.#insert('memories', {
      channel_id: id,
      cursor: jsonText(memory['cursor']),
      due_at: whole(memory['due_at']),
      failures: whole(memory['failures']) ?? 0,
      final: jsonText(memory['final']),
      paused_until: whole(memory['paused_until']),
      last_change_at: whole(memory['last_change_at']),
      last_attempt_at: whole(memory['last_attempt_at']),
      trouble: jsonText(memory['trouble']),
    })
    const tally = this.#side('tallies', 'channel_id', id) ?? {}
    const figures = Object.entries(tally).map(([name, value]) => [name, whole(value) ?? 0])
    this.#insert('tallies', { ...(Object.fromEntries(figures) as Record<string, number>), channel_id: id })
    this.#insert('channel_counts', { channel_id: id })
  }

  #item(row: Salvaged): void {
    const id = whole(row['id'])
    const channelId = this.#homeOf(row)
    const key = text(row['key'])
    if (id === null || channelId === null || key === null) return
    if (this.#side('bin', 'item_id', id, '1') !== undefined) {
      this.#insert('tombstones', { channel_id: channelId, key_hash: tombstoneOf(key) })
      return
    }
    const receivedAt = whole(row['received_at']) ?? 0
    const how = text(row['arrived_how']) ?? ''
    const added = this.#insert('items', {
      id,
      channel_id: channelId,
      key,
      content_hash: text(row['content_hash']) ?? '',
      title: text(row['title']) ?? key,
      snippet: text(row['snippet']) ?? '',
      link: text(row['link']),
      author: text(row['author']),
      image: text(row['image']),
      published_at: whole(row['published_at']),
      arrived_how: ['push', 'held', 'poll'].includes(how) ? how : 'poll',
      received_at: receivedAt,
      delay_ms: whole(row['delay_ms']),
      priority: whole(row['priority']),
      section: text(row['section']),
      idle: Number(row['idle'] === 1),
      expires_at: whole(row['expires_at']),
    })
    if (!added) return
    this.items += 1
    const status = this.#side('statuses', 'item_id', id, 'place >> 21 AS sort_at, read, starred, important') ?? {}
    const sortAt = clampSortAt(whole(status['sort_at']) ?? whole(row['published_at']) ?? receivedAt)
    this.target.run(
      `INSERT INTO statuses (item_id, channel_id, place, read, starred, important)
       VALUES (?1, ?2, ${placeOf('?3', '?1')}, ?4, ?5, ?6)`,
      id,
      channelId,
      sortAt,
      Number(status['read'] === 1),
      Number(status['starred'] === 1),
      Number(status['important'] === 1),
    )
    // Nobody wants to be told again of items that were there before the damage.
    this.#insert('announced', { item_id: id })
    const content = this.#side('contents', 'item_id', id) ?? {}
    const html = text(content['html'])
    this.#insert('contents', {
      item_id: id,
      html,
      text: text(content['text']),
      updated_at: whole(content['updated_at']),
      categories: jsonText(content['categories']),
      media: jsonText(content['media']),
      event_type: text(content['event_type']),
      event_id: text(content['event_id']),
      actions: jsonText(content['actions']),
      cut: whole(content['cut']) ?? 0,
    })
    writeIndex(this.target, [
      {
        sortAt,
        id,
        title: text(row['title']) ?? key,
        body: [text(content['text']), html === null ? null : htmlToText(html)]
          .filter((part) => part !== null)
          .join('\n'),
        author: text(row['author']),
        replaces: false,
      },
    ])
  }
}

/**
 * Sets a damaged file aside, with its date in the name, and puts a new one in its place that holds whatever the old
 * one still tells. Killed at any moment, it starts again or is finished at the next opening.
 * @throws StorageError when the disk has no room for the new file; the damaged one then stays where it is.
 */
export function rescueDatabase(file: string, options: { now: () => number; log: Log }): Rescue {
  options.log.warn('the database is damaged and is being rescued', { file })
  const rescueFile = rescueFileOf(file)
  removeDatabase(rescueFile)
  closeSync(openSync(rescueFile, 'a', 0o600))
  const target = new Database(rescueFile)
  let source: Database | undefined
  const copy = copyOf(file)
  try {
    target.exec('PRAGMA journal_mode = DELETE')
    migrate(target, MIGRATIONS, () => undefined)
    admitLength(copy)
    source = new Database(copy)
    if (!hasTables(source)) {
      closeQuietly(source)
      removeDatabase(copy)
      copyFileSync(file, copy)
      giveNewSchema(copy, rescueFile)
      source = new Database(copy)
    }
    const salvage = new Salvage(source, target)
    if (hasTables(source)) salvage.all()
    target.close()
    closeQuietly(source)
    const aside = setAside(file, options.now())
    renameSync(rescueFile, file)
    const rescue = { file: aside, recoveredItems: salvage.items, recoveredChannels: salvage.channels }
    options.log.warn('a damaged database was set aside', { ...rescue })
    return rescue
  } catch (error) {
    if (error instanceof SalvageTargetError && error.cause instanceof StorageError) throw error.cause
    throw error
  } finally {
    target.close()
    if (source !== undefined) closeQuietly(source)
    removeDatabase(copy)
  }
}
