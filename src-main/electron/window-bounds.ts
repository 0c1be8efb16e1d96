import type Electron from 'electron'
import type { Json } from '../core/ports'
import type { Platform } from './platform'

export interface WindowPlace {
  bounds: Electron.Rectangle
  maximized: boolean
}

/** How much of a title bar must be on a screen for the window to be caught with a pointer. Pixels. */
const GRIP_WIDTH = 120
const GRIP_HEIGHT = 32

/** Reads a stored place; null when it is missing or not one. */
export function readPlace(value: Json | null): WindowPlace | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const { x, y, width, height, maximized } = value
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return null
  if (width <= 0 || height <= 0) return null
  return { bounds: { x, y, width, height }, maximized: maximized === true }
}

export function writePlace(place: WindowPlace): Json {
  return { ...place.bounds, maximized: place.maximized }
}

/** The space that task bars and docks leave on each display, the primary first. */
export function workAreas(screen: Platform['screen']): Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  return [primary, ...others].map((display) => display.workArea)
}

/**
 * A place that can be seen and caught on the screens there are: the one asked for when its title bar is in reach,
 * otherwise the same size, made to fit, in the middle of the first screen.
 *
 * @param workAreas of all displays, the primary first; at least one
 * @param least the smallest size the window may have
 */
export function placeOnScreen(
  wanted: Electron.Rectangle,
  workAreas: readonly Electron.Rectangle[],
  least: { width: number; height: number },
): Electron.Rectangle {
  const size = { width: Math.max(wanted.width, least.width), height: Math.max(wanted.height, least.height) }
  const grip = { x: wanted.x, y: wanted.y, width: size.width, height: Math.min(size.height, GRIP_HEIGHT) }
  const home = workAreas.find((area) => {
    const seen = overlap(grip, area)
    return seen.width >= Math.min(GRIP_WIDTH, grip.width) && seen.height >= grip.height
  })
  if (home !== undefined) return { x: wanted.x, y: wanted.y, ...fit(size, home) }
  const area = workAreas[0]
  if (area === undefined) throw new Error('A machine without a display has no place for a window')
  return centred(fit(size, area), area)
}

/** A rectangle of that size in the middle of an area, never beyond its top left corner. */
export function centred(size: { width: number; height: number }, area: Electron.Rectangle): Electron.Rectangle {
  return {
    x: area.x + Math.max(0, Math.round((area.width - size.width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - size.height) / 2)),
    ...size,
  }
}

function fit(size: { width: number; height: number }, area: Electron.Rectangle): { width: number; height: number } {
  return { width: Math.min(size.width, area.width), height: Math.min(size.height, area.height) }
}

function overlap(a: Electron.Rectangle, b: Electron.Rectangle): { width: number; height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}

function isPixels(value: Json | undefined): value is number {
  // Beyond any desktop: a number this large comes from a damaged value.
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 100_000
}
