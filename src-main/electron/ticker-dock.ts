import type Electron from 'electron'
import type { Settings } from '@contract/index'
import { placeOnScreen } from './window-bounds'

/** Heights a strip of headlines can be read at. Pixels. */
export const MIN_TICKER_HEIGHT = 24
export const MAX_TICKER_HEIGHT = 240
/** A strip fainter than this cannot be found again. */
export const MIN_TICKER_OPACITY = 0.3
const LEAST_FREE_WIDTH = 240
const USUAL_FREE_WIDTH = 720

/**
 * Where the ticker window belongs.
 *
 * @param free the place the user dragged it to, used when it is not docked; null: the bottom middle
 * @param workAreas of all displays, the primary first: the space that task bars and docks leave
 */
export function tickerBounds(
  ticker: Settings['ticker'],
  free: Electron.Rectangle | null,
  workAreas: readonly Electron.Rectangle[],
): Electron.Rectangle {
  const area = workAreas[0]
  if (area === undefined) throw new Error('A machine without a display has no place for a ticker')
  const height = Math.min(clamp(Math.round(ticker.height), MIN_TICKER_HEIGHT, MAX_TICKER_HEIGHT), area.height)
  const bottom = area.y + area.height - height
  switch (ticker.edge) {
    case 'top':
      return { x: area.x, y: area.y, width: area.width, height }
    case 'bottom':
      return { x: area.x, y: bottom, width: area.width, height }
    case 'free': {
      const width = Math.min(USUAL_FREE_WIDTH, area.width)
      const middle = { x: area.x + Math.round((area.width - width) / 2), y: bottom, width, height }
      const wanted = free === null ? middle : { ...free, height }
      return placeOnScreen(wanted, workAreas, { width: LEAST_FREE_WIDTH, height })
    }
  }
}

/** Between MIN_TICKER_OPACITY and 1. */
export function tickerOpacity(wanted: number): number {
  return clamp(wanted, MIN_TICKER_OPACITY, 1)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
