import { createHash } from 'node:crypto'
import { FEED, readOptions } from '@contract/index'
import type { Channel, PublisherWindows } from '../ports'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Where a publisher names one moment, those who follow it are spread over so much of its interval. */
const OWN_SPREAD = 0.1
/** A schedule that begins in years is a mistake: it is looked after now and then all the same. */
const LONGEST_LULL_MS = 31 * DAY_MS

/** A publisher's schedule that the user chose to follow (protocols 1.5). */
export interface FollowedSchedule {
  windows: PublisherWindows
  /** When the channel was added: "today", where the publisher names no first day. Unix milliseconds. */
  since: number
  /** What makes this reader's moments other than every other reader's. */
  seed: string
}

/** The publisher's times, where it has some and the user goes by them. */
export function followedSchedule(record: Channel): FollowedSchedule | null {
  const { windows } = record.publisher.schedule
  if (windows === null || record.kind !== 'feed') return null
  if (!readOptions(FEED, record.settings.options).followSchedule) return null
  // The moment it was added is this installation's alone: not everybody's Crier comes in the same second.
  return { windows, since: record.createdAt, seed: `${record.url} ${String(record.id)} ${String(record.createdAt)}` }
}

/**
 * The first moment after `after` that the schedule gives us; null when it is over.
 *
 * The moment in each interval is chance, but always the same chance for one reader and one interval: planning again, or
 * after a restart, neither moves it nor draws until it suits.
 */
export function nextMoment(schedule: FollowedSchedule, after: number): number | null {
  const { windows, since } = schedule
  const { intervalMs, stopAt } = windows
  const begin = windows.startAt ?? midnightBefore(since, windows.zoneMinutes)
  // One that lies so late in its interval that it reaches into the next is found from the one before.
  let index = Math.max(0, Math.floor((after - begin) / intervalMs) - 1)
  let moment = momentIn(schedule, begin + index * intervalMs)
  while (moment <= after) {
    index += 1
    moment = momentIn(schedule, begin + index * intervalMs)
  }
  if (stopAt !== null && moment >= stopAt) return null
  return Math.min(moment, after + furthestMs(windows))
}

/** How far ahead a plan by this schedule may lie, in milliseconds. */
export function furthestMs({ intervalMs }: PublisherWindows): number {
  return Math.max(LONGEST_LULL_MS, 2 * intervalMs)
}

function momentIn({ windows, seed }: FollowedSchedule, intervalAt: number): number {
  const { intervalMs, earliestMs, latestMs } = windows
  const width = latestMs > earliestMs ? latestMs - earliestMs : intervalMs * OWN_SPREAD
  return intervalAt + earliestMs + Math.floor(chance(`${seed} ${String(intervalAt)}`) * width)
}

/** Even in [0, 1), and always the same for one text. */
function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
}

/** In the publisher's zone, else in the user's own. */
function midnightBefore(moment: number, zoneMinutes: number | null): number {
  if (zoneMinutes === null) return new Date(moment).setHours(0, 0, 0, 0)
  const shift = zoneMinutes * MINUTE_MS
  return Math.floor((moment + shift) / DAY_MS) * DAY_MS - shift
}
