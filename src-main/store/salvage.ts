import type { Database } from './database'

/** Failed attempts after which the rest of a table is given up: about ten seconds. */
const MAX_FAILED_READS = 200_000
/** The same for a table that has not told a single row yet: about a second. */
const MAX_FAILED_READS_IN_VAIN = 20_000
/** Row numbers looked at one by one, if need be, before the rest is searched: small tables have all of theirs here. */
const FIRST_ROWS = 2_000
/** Row numbers tried where a table cannot say how far it goes. */
const ROWS_IF_UNKNOWN = 1_000_000

export interface Salvaged {
  [column: string]: unknown
}

/** How far the row numbers of a table go, as well as a damaged file can tell. */
function lastRow(source: Database, table: string): number {
  for (const sql of [
    `SELECT max(rowid) AS last FROM ${table}`,
    `SELECT seq AS last FROM sqlite_sequence WHERE name = '${table}'`,
  ]) {
    const last = attempt(() => source.get<{ last: unknown }>(sql)?.last)
    if (typeof last === 'number') return last
    if (last === null) return 0
  }
  return ROWS_IF_UNKNOWN
}

/** What a damaged page answers is an error or nonsense; either way the value is not to be had. */
export function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined // the caller counts what is missing
  }
}

/**
 * Reads every row of a table that can be read. A range that fails is halved until the damage is fenced in: rows
 * before, between and after damaged pages are all had. Wide ranges come first, so that a table that is nothing but
 * damage is known for one soon. Answers whether anything was in the way.
 */
export function salvageTable(
  source: Database,
  table: string,
  columns: string,
  found: (row: Salvaged) => void,
): { damaged: boolean } {
  const last = lastRow(source, table)
  const ranges: [number, number][] = [[1, Math.min(last, FIRST_ROWS)]]
  if (last > FIRST_ROWS) ranges.push([FIRST_ROWS + 1, last])
  let failures = 0
  let rows = 0
  for (const [from, to] of ranges) {
    if (failures >= (rows === 0 ? MAX_FAILED_READS_IN_VAIN : MAX_FAILED_READS)) break
    let next = from
    try {
      source.each<Salvaged & { row_number: number }>(
        `SELECT rowid AS row_number, ${columns} FROM ${table} NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid`,
        [from, to],
        (row) => {
          next = row.row_number + 1
          rows += 1
          found(row)
        },
      )
    } catch (error) {
      if (error instanceof SalvageTargetError) throw error
      failures += 1
      if (next < to) {
        const middle = Math.floor((next + to) / 2)
        ranges.push([next, middle], [middle + 1, to])
      } else if (next === to && from < to) ranges.push([next, to])
    }
  }
  return { damaged: failures > 0 }
}

/** The new file, not the damaged one, is in trouble (the disk is full, say): going on makes no sense. */
export class SalvageTargetError extends Error {
  override readonly name = 'SalvageTargetError'
}
