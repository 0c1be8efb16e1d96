/** One measured figure beside what bounds it. */
export interface Figure {
  what: string
  measured: string
  /** The limit measured in the same run: the raw client, the store alone, one frame … */
  beside: string
  /** What the project wants to reach. */
  reach: string
  reached: boolean
}

export type Section = (report: (figure: Figure) => void) => Promise<void>

/** The value below which a share of the samples lie. `share` from 0 to 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`
}

export function perSecond(count: number, elapsedMs: number): string {
  return `${Math.round((count / elapsedMs) * 1000).toLocaleString('en')}/s`
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`
}

/** A plain table that survives a terminal, a log and Markdown. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'measured', 'beside, in the same run', 'reach', ''],
    ...figures.map((one) => [one.what, one.measured, one.beside, one.reach, one.reached ? 'reached' : 'NOT reached']),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n')
}
