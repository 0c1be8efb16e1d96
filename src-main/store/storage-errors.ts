import { StorageError } from '../core/ports'

// Primary result codes, https://sqlite.org/rescode.html
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const AUTHORISATION = 23
const NOT_A_DATABASE = 26

/**
 * SQLite's own words for its codes (`sqlite3_errstr`): this binding gives no code with what `all` and `iterate` meet
 * on their way through the rows, only the words.
 */
const CODES_IN_WORDS: readonly (readonly [string, number])[] = [
  ['database is locked', BUSY],
  ['database table is locked', LOCKED],
  ['attempt to write a readonly database', READONLY],
  ['disk I/O error', IO_ERROR],
  ['database disk image is malformed', CORRUPT],
  ['database or disk is full', FULL],
  ['unable to open database file', CANNOT_OPEN],
  ['file is not a database', NOT_A_DATABASE],
]

/** The primary code is the low byte of an extended one. */
function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff
  if (systemCode(error) !== 'ERR_SQLITE_ERROR') return null
  return CODES_IN_WORDS.find(([words]) => error.message.includes(words))?.[1] ?? null
}

/** Errors of the file system around the database file. */
function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

const READONLY_WORDS =
  'Crier may not write to its data folder. Give yourself write permission for it, or choose another folder.'
const FULL_WORDS = 'The disk is full, so new items cannot be kept. Free some space; Crier goes on by itself.'
const DAMAGED_WORDS =
  'The database file is damaged. Restart Crier: the file is set aside and what can be read is brought over.'
const BUSY_WORDS = 'Another program is using the database. Close it, or try again in a moment.'

/**
 * Puts what SQLite or the file system threw into the user's words. What is no trouble of disk or file (a mistake in
 * our SQL, say) is a bug and comes back as it is.
 */
export function toStorageError(error: unknown): unknown {
  if (error instanceof StorageError) return error
  switch (primaryCode(error)) {
    case FULL:
      return new StorageError('full', FULL_WORDS, { cause: error })
    case CORRUPT:
    case NOT_A_DATABASE:
      return new StorageError('damaged', DAMAGED_WORDS, { cause: error })
    case BUSY:
    case LOCKED:
      return new StorageError('busy', BUSY_WORDS, { cause: error })
    case READONLY:
    case AUTHORISATION:
      return new StorageError('readonly', READONLY_WORDS, { cause: error })
    case CANNOT_OPEN:
      return new StorageError('readonly', `The database could not be opened. ${READONLY_WORDS}`, { cause: error })
    case IO_ERROR:
      return new StorageError('other', 'The disk reported an error while the database was in use. Check the disk.', {
        cause: error,
      })
  }
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StorageError('full', FULL_WORDS, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StorageError('readonly', READONLY_WORDS, { cause: error })
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return new StorageError('other', 'The data folder cannot be used: a file is in its place.', { cause: error })
  }
  return error
}

export function isDamaged(error: unknown): boolean {
  return error instanceof StorageError && error.reason === 'damaged'
}
