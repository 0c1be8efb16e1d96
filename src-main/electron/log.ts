import electronLog from 'electron-log/node'
import type { Log } from '../core/ports'

/** The log is turned over at this size; the one before is kept beside it as `.old`. */
export const MAX_LOG_BYTES = 1024 * 1024

/**
 * A log in a file. `electron-log/node` and not `/main`, which would add two Electron channels of its own that any
 * page could write to.
 *
 * @param file absolute; its folder is made when it is missing
 */
export function createFileLog(file: string): Log {
  const logger = electronLog.create({ logId: file })
  logger.transports.file.resolvePathFn = () => file
  logger.transports.file.maxSize = MAX_LOG_BYTES
  logger.transports.file.level = 'info'
  logger.transports.console.level = false
  const write = (level: 'info' | 'warn' | 'error') => (message: string, facts?: Record<string, unknown>) => {
    // One line an entry: a line break in a publisher's words must not look like an entry of ours.
    logger[level](`${message}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`.replaceAll(/[\r\n]+/g, ' '))
  }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}
