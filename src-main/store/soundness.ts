import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { StorageError } from '../core/ports'
import { Database } from './database'
import { isDamaged } from './storage-errors'

/** Written when the file is closed, so that only a file that something else has touched since needs a whole check. */
function markerOf(file: string): string {
  return `${file}-closed`
}

/** Size and time of the file as they are now. */
function fingerprint(file: string): string {
  const { size, mtimeMs } = statSync(file)
  return JSON.stringify({ size, mtimeMs })
}

export function markClosed(file: string): void {
  writeFileSync(markerOf(file), fingerprint(file), { mode: 0o600 })
}

export function unmarkClosed(file: string): void {
  rmSync(markerOf(file), { force: true })
}

/** Whether the write-ahead log holds anything that is not in the file. */
export function hasLog(file: string): boolean {
  const log = `${file}-wal`
  return existsSync(log) && statSync(log).size > 0
}

/** The file is exactly as we left it: closed in order, nothing in the log, and not touched since. */
export function wasClosedInOrder(file: string): boolean {
  if (hasLog(file) || !existsSync(markerOf(file))) return false
  return readFileSync(markerOf(file), 'utf8') === fingerprint(file)
}

/** Looks through the whole file, some 300 MB a second. Safe while another process writes. */
export function isSound(file: string): boolean {
  const database = new Database(file)
  try {
    // Without a result to be read: so nothing of this connection outlives it (see Database.close).
    database.exec(`
      CREATE TEMP TABLE verdict (line TEXT CHECK (line = 'ok'));
      INSERT INTO verdict SELECT quick_check FROM pragma_quick_check`)
    return true
  } catch (error) {
    if (error instanceof StorageError && !isDamaged(error)) throw error
    return false
  } finally {
    closeQuietly(database)
  }
}

/** Closing moves the write-ahead log into the file, which a damaged one refuses; that is known by then. */
export function closeQuietly(database: Database): void {
  try {
    database.close()
  } catch (error) {
    if (!isDamaged(error)) throw error
  }
}
