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

/** The file is exactly as we left it: closed in order, no write-ahead log, and not touched since. */
export function wasClosedInOrder(file: string): boolean {
  if (existsSync(`${file}-wal`) || !existsSync(markerOf(file))) return false
  return readFileSync(markerOf(file), 'utf8') === fingerprint(file)
}

/**
 * Looks through the whole file; about a second for a gigabyte. Another process that has it open has looked already,
 * and its presence shows in that the exclusive lock is refused.
 */
export function inspect(file: string): 'sound' | 'damaged' | 'inUse' {
  const database = new Database(file, { busyTimeoutMs: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
    const findings = database.all<{ quick_check: string }>('PRAGMA quick_check(1)')
    return findings.length === 1 && findings[0]?.quick_check === 'ok' ? 'sound' : 'damaged'
  } catch (error) {
    if (isDamaged(error)) return 'damaged'
    if (error instanceof StorageError && error.reason === 'busy') return 'inUse'
    throw error
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
