import type { ItemSummary } from '@contract/index'

/** Rows of one local day: `start` is the index of its first row in the list. */
export interface DayGroup {
  /** Local midnight at the day's beginning. */
  day: number
  start: number
  count: number
}

/**
 * Finds the days of a list by halving instead of reading every row: rows are newest first, so each day's end is one
 * binary search away. A list of 10,000 items over a month costs some hundred comparisons.
 */
export function dayGroups(rows: readonly ItemSummary[]): DayGroup[] {
  const groups: DayGroup[] = []
  let start = 0
  while (start < rows.length) {
    const day = new Date(rows[start]!.sortAt).setHours(0, 0, 0, 0)
    let low = start + 1
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (rows[middle]!.sortAt >= day) low = middle + 1
      else high = middle
    }
    groups.push({ day, start, count: low - start })
    start = low
  }
  return groups
}

/** What stands at a line of the drawn list, where each day begins with a line of its own. */
export type Line = { kind: 'day'; day: number } | { kind: 'row'; index: number }

export function lineCount(groups: readonly DayGroup[]): number {
  const last = groups.at(-1)
  return last ? last.start + last.count + groups.length : 0
}

/** Number of the group that a line belongs to. */
function groupOfLine(groups: readonly DayGroup[], line: number): number {
  let low = 0
  let high = groups.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (groups[middle]!.start + middle <= line) low = middle
    else high = middle - 1
  }
  return low
}

export function lineAt(groups: readonly DayGroup[], line: number): Line {
  const number = groupOfLine(groups, line)
  const group = groups[number]
  if (!group) throw new Error('A list without days has no lines.')
  const headerLine = group.start + number
  return line === headerLine ? { kind: 'day', day: group.day } : { kind: 'row', index: line - number - 1 }
}

/** The line of the day that a line belongs to: the one to keep in sight. */
export function dayLineOf(groups: readonly DayGroup[], line: number): number {
  const number = groupOfLine(groups, line)
  return (groups[number]?.start ?? 0) + number
}

/** The line on which a row is drawn. */
export function lineOfRow(groups: readonly DayGroup[], index: number): number {
  const before = groups.findIndex((group) => index < group.start + group.count)
  return index + before + 1
}
