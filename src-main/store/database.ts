import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import { StorageError } from '../core/ports'
import { isDamaged, toStorageError } from './storage-errors'

export type SqlValue = string | number | null | Uint8Array
type Parameters = readonly SqlValue[]

/** How long a statement waits for another process to finish writing. */
export const BUSY_TIMEOUT_MS = 5_000

export interface DatabaseOptions {
  readOnly?: boolean
  busyTimeoutMs?: number
}

/**
 * One connection to SQLite, with its statements prepared once and kept, and its errors in our words. The only file
 * that knows which SQLite this is.
 */
export class Database {
  readonly #connection: DatabaseSyncInstance
  readonly #readOnly: boolean
  readonly #statements = new Map<string, StatementSyncInstance>()
  #damaged = false

  /** @throws StorageError when the file cannot be opened. */
  constructor(file: string, options: DatabaseOptions = {}) {
    this.#readOnly = options.readOnly ?? false
    try {
      this.#connection = new DatabaseSync(file, {
        readOnly: this.#readOnly,
        timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
        enableForeignKeyConstraints: true,
      })
    } catch (error) {
      throw toStorageError(error)
    }
  }

  /** Whether any statement has met a damaged page. */
  get damaged(): boolean {
    return this.#damaged
  }

  /** Statements without parameters and results; may be several. */
  exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql))
  }

  run(sql: string, ...parameters: Parameters): { changes: number; id: number } {
    return this.#guard(() => {
      const { changes, lastInsertRowid } = this.#statement(sql).run(...parameters)
      return { changes, id: Number(lastInsertRowid) }
    })
  }

  get<Row>(sql: string, ...parameters: Parameters): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...parameters) as Row | undefined)
  }

  all<Row>(sql: string, ...parameters: Parameters): Row[] {
    return this.#guard(() => this.#statement(sql).all(...parameters) as Row[])
  }

  /** Calls with each row as it is read, so that rows before a damaged page are had. */
  each<Row>(sql: string, parameters: Parameters, call: (row: Row) => void): void {
    this.#guard(() => {
      for (const row of this.#statement(sql).iterate(...parameters)) call(row as Row)
    })
  }

  /**
   * Runs `work` as one transaction: all of it is kept or, when it throws, none. It takes the right to write at the
   * start, so that what `work` reads cannot change before it writes (two processes may have the file open).
   */
  transaction<Result>(work: () => Result): Result {
    this.run('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.run('COMMIT')
      return result
    } catch (error) {
      // A full disk or a damaged page may have ended the transaction already.
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * Idempotent. The log is moved into the file first, because this SQLite frees kept statements only when they are
   * collected as garbage, and until then the connection is not really gone.
   */
  close(): void {
    this.#statements.clear()
    if (!this.#connection.isOpen) return
    try {
      if (!this.#readOnly) this.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // Another process is reading or writing: it does this when it closes.
      if (!(error instanceof StorageError && error.reason === 'busy')) throw error
    } finally {
      this.#guard(() => this.#connection.close())
    }
  }

  #statement(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#connection.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      const told = toStorageError(error)
      if (isDamaged(told)) this.#damaged = true
      throw told
    }
  }
}
