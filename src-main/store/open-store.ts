import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StorageError, type Log, type Store } from '../core/ports'
import { channelCalls } from './channels'
import { Database } from './database'
import { itemCalls } from './items'
import { listCalls } from './lists'
import { migrate, MIGRATIONS, refuseForeign, schemaVersion } from './migrations'
import { finishRescue, rescueDatabase, type Rescue } from './rescue'
import { closeQuietly, hasLog, isSound, markClosed, unmarkClosed, wasClosedInOrder } from './soundness'
import { statusCalls } from './statuses'
import { isDamaged, toStorageError } from './storage-errors'
import { valueCalls } from './values'

export interface StoreOptions {
  /** Unix milliseconds. */
  now: () => number
  log: Log
  /** For a second look at a folder that a reader is using: nothing can be changed and nothing is repaired. */
  readOnly?: boolean
  /** The schema's history; shorter in the tests of migrations. */
  migrations?: readonly string[]
}

/** Pages of the write-ahead log after which it is moved into the file: 8 MiB, a few hundred batches. */
const CHECKPOINT_PAGES = 2_000
const MAX_LOG_BYTES = 64 * 1024 * 1024
const CACHE_KIB = 32 * 1024

function configure(database: Database, readOnly: boolean): void {
  if (!readOnly) database.exec('PRAGMA journal_mode = WAL')
  database.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
     PRAGMA cache_size = -${String(CACHE_KIB)}; PRAGMA journal_size_limit = ${String(MAX_LOG_BYTES)};
     PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}; PRAGMA analysis_limit = 400`,
  )
}

/** The file as only its owner may read it: settings hold tokens. A folder we make is the owner's alone as well. */
function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  finishRescue(file)
  closeSync(openSync(file, 'a', 0o600))
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
}

/** Version and owner as the header says, without opening, so that a file that is not for us is not touched. */
function refuseByHeader(file: string, known: number): void {
  const header = Buffer.alloc(100)
  const descriptor = openSync(file, 'r')
  const length = readSync(descriptor, header, 0, header.length, 0)
  closeSync(descriptor)
  if (length < header.length || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return
  const version = header.readUInt32BE(60)
  const applicationId = header.readUInt32BE(68)
  // A file whose first transaction is still in the log has neither.
  refuseForeign(version, applicationId, version === 0 && applicationId === 0, known)
}

function refuseByContent(database: Database, known: number): void {
  const applicationId = database.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0
  const empty = database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
  refuseForeign(schemaVersion(database), applicationId, empty && applicationId === 0, known)
}

function keepBackup(database: Database, file: string, version: number): void {
  if (file === ':memory:') return
  const backup = `${file}.version-${String(version)}.backup`
  rmSync(backup, { force: true })
  database.run('VACUUM INTO ?', backup)
  chmodSync(backup, 0o600)
}

/** Touches every table, so that damage to what every start needs shows now. */
function probe(database: Database): void {
  database.get('SELECT sum(total) FROM channel_counts')
  database.get('SELECT place >> 21 FROM statuses ORDER BY place DESC LIMIT 1')
  database.get('SELECT max(id) FROM items')
  database.get('SELECT 1 FROM search_index WHERE search_index MATCH \'"crier"\' LIMIT 1')
}

function openDatabase(file: string, options: StoreOptions): Database {
  const migrations = options.migrations ?? MIGRATIONS
  const readOnly = options.readOnly ?? false
  const database = new Database(file, { readOnly })
  try {
    refuseByContent(database, migrations.length)
    configure(database, readOnly)
    if (!readOnly)
      migrate(database, migrations, (version) => {
        keepBackup(database, file, version)
      })
    else if (schemaVersion(database) < migrations.length)
      throw new StorageError(
        'other',
        'The data folder is from an older Crier. Start Crier once to bring it up to date.',
      )
    probe(database)
    return database
  } catch (error) {
    closeQuietly(database)
    throw error
  }
}

function openFile(file: string, options: StoreOptions): { database: Database; rescue: Rescue | null } {
  if (options.readOnly === true) {
    if (!existsSync(file)) throw new StorageError('other', 'There is no Crier database in this folder yet.')
    refuseByHeader(file, (options.migrations ?? MIGRATIONS).length)
    return { database: openDatabase(file, options), rescue: null }
  }
  prepareFile(file)
  refuseByHeader(file, (options.migrations ?? MIGRATIONS).length)
  let rescue: Rescue | null = null
  if (statSync(file).size > 0 && !wasClosedInOrder(file) && !isSound(file)) rescue = rescueDatabase(file, options)
  unmarkClosed(file)
  try {
    return { database: openDatabase(file, options), rescue }
  } catch (error) {
    // Damage in a file that was closed in order: the disk did it.
    if (!isDamaged(error) || rescue !== null) throw error
    rescue = rescueDatabase(file, options)
    return { database: openDatabase(file, options), rescue }
  }
}

function closeStore(database: Database, file: string, readOnly: boolean): void {
  try {
    if (!readOnly && !database.damaged) database.exec('PRAGMA optimize')
  } catch (error) {
    // Found out at the last moment: without the mark of an orderly end the next start looks at the file.
    if (!isDamaged(error)) throw error
  } finally {
    closeQuietly(database)
  }
  if (file === ':memory:' || readOnly || database.damaged) return
  // With a log left, another process is still at work: the last one to close leaves the mark.
  if (!hasLog(file)) markClosed(file)
}

/**
 * Opens the reader's memory, a file or `:memory:`, and makes it when there is none.
 *
 * Several processes may have the same file open; writers wait for each other for up to BUSY_TIMEOUT_MS.
 * A damaged file is set aside and what can be read of it is brought over: `rescue` tells.
 * @throws StorageError when the folder cannot be used, the disk is full, or the file is another program's or a newer
 * Crier's; nothing is changed then.
 */
export function openStore(file: string, options: StoreOptions): Store {
  const readOnly = options.readOnly ?? false
  try {
    const { database, rescue } =
      file === ':memory:' ? { database: openDatabase(file, options), rescue: null } : openFile(file, options)
    let closed = false
    return {
      ...channelCalls(database),
      ...itemCalls(database),
      ...listCalls(database),
      ...statusCalls(database),
      ...valueCalls(database),
      rescue,
      close: () => {
        if (closed) return
        closed = true
        closeStore(database, file, readOnly)
      },
    }
  } catch (error) {
    throw toStorageError(error)
  }
}
