import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../core/ports'

/** A log larger than this is put aside as crier.log.1 at the next start. Bytes. */
const MAX_LOG_BYTES = 1024 * 1024

/** Trouble that the user need not see, in crier.log of the data folder: one JSON object a line. */
export function createFileLog(folder: string): Log {
  const file = join(folder, 'crier.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.1`)
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, facts: Record<string, unknown> = {}): void => {
      const line = JSON.stringify({ at: new Date().toISOString(), level, message, ...facts })
      try {
        appendFileSync(file, `${line}\n`, { mode: 0o600 })
      } catch (error) {
        // A full disk must not take the reader down with it; the last resort is the terminal.
        process.stderr.write(`${line} (and the log cannot be written: ${String(error)})\n`)
      }
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}
