import type { Density } from '@contract/index'

/** Heights in rem, so that they grow with the reader's own text size; the same as in ItemRow.module.css. */
const ROW_REM: Record<Density, number> = { comfortable: 6.25, cosy: 4.5, compact: 2 }
const DAY_REM = 2

/** Heights of rows and day lines in pixels. Fixed per density, so that a list of any length needs no measuring. */
export function rowHeights(density: Density): { row: number; day: number } {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  return { row: ROW_REM[density] * rem, day: DAY_REM * rem }
}
