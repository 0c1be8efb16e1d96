import type { PublisherWindows } from '../../ports'
import { zoneMinutes } from '../zones'
import { attributeOf, childOf, wordsOf } from './fields'
import type { CdfElement } from './tree'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A channel that is updated less often than yearly is not one. */
const MOST_INTERVAL_MS = 366 * DAY_MS

/** SCHEDULE (protocols 1.5); null where there is none, or its interval is nothing: then the whole of it is void. */
export function scheduleOf(channel: CdfElement): PublisherWindows | null {
  const schedule = childOf(channel, 'schedule')
  if (schedule === null) return null
  const intervalMs = timeOf(schedule, 'intervaltime', MOST_INTERVAL_MS) ?? 0
  if (intervalMs === 0) return null
  const earliest = timeOf(schedule, 'earliesttime', intervalMs) ?? 0
  // Without LATESTTIME it is one moment; what spreads readers over it is the poll schedule's own jitter.
  const latest = timeOf(schedule, 'latesttime', intervalMs) ?? earliest
  const zone = attributeOf(schedule, 'timezone')
  const zoneOffset = zone !== null && /^[+-]\s?\d{1,2}:?\d{2}$/.test(zone) ? zoneMinutes(zone) : null
  const stop = midnightOf(dayIn(schedule, 'stopdate') ?? dayIn(schedule, 'enddate'), zoneOffset)
  return {
    startAt: midnightOf(dayIn(schedule, 'startdate'), zoneOffset),
    zoneMinutes: zoneOffset,
    // The last day is still one.
    stopAt: stop === null ? null : stop + DAY_MS,
    intervalMs,
    earliestMs: Math.min(earliest, latest),
    latestMs: Math.max(earliest, latest),
  }
}

/** DAY, HOUR and MIN together, milliseconds; null where the element is missing. */
function timeOf(schedule: CdfElement, name: string, most: number): number | null {
  const element = childOf(schedule, name)
  if (element === null) return null
  const part = (attribute: string, worth: number): number => {
    const written = attributeOf(element, attribute) ?? ''
    return /^\d{1,9}$/.test(written) ? Number(written) * worth : 0
  }
  return Math.min(most, part('day', DAY_MS) + part('hour', HOUR_MS) + part('min', MINUTE_MS))
}

interface Day {
  year: number
  month: number
  day: number
}

/** "2026-05-04", "2026.5.4", and whatever follows the day. */
function dayIn(schedule: CdfElement, name: string): Day | null {
  const child = childOf(schedule, name)
  const written = attributeOf(schedule, name) ?? (child === null ? null : wordsOf(child))
  const match = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)/.exec(written ?? '')
  if (match === null) return null
  const [year, month, day] = match.slice(1).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  return isDate && year >= 1970 ? { year, month, day } : null
}

/** In the publisher's zone, else in the user's own. */
function midnightOf(day: Day | null, zoneOffset: number | null): number | null {
  if (day === null) return null
  const { year, month } = day
  if (zoneOffset === null) return new Date(year, month - 1, day.day).getTime()
  return Date.UTC(year, month - 1, day.day) - zoneOffset * MINUTE_MS
}
