import type { Log } from '../../src-main/core/ports'

/** A log that keeps what it was told. */
export function createKeptLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep =
    (level: string) =>
    (message: string): void => {
      lines.push(`${level}: ${message}`)
    }
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') }
}
