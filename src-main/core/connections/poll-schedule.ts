import { DEFAULT_SETTINGS, MIN_POLL_MINUTES } from '@contract/index'
import type { PublisherSchedule, Random } from '../ports'
import { boundedWish, jitterUpward, MOST_SERVER_WAIT_MS } from './backoff'
import { nextMoment, type FollowedSchedule } from './publisher-windows'
import { outsideSkipped } from './skip-times'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A server that gives no validators sends everything every time: it is asked at most once a day. */
const UNCONDITIONAL_INTERVAL_MS = DAY_MS
/** A feed without news for so long … is asked at most this often, unless the user chose its interval. */
const QUIET_FEEDS = [
  { unchangedMs: 180 * DAY_MS, intervalMs: DAY_MS },
  { unchangedMs: 30 * DAY_MS, intervalMs: 6 * HOUR_MS },
] as const

/** Everyone who has a say in when a document is asked for again. */
export interface PollWishes {
  /** The user's wish, in minutes. */
  pollMinutes: number
  /** The least that counts, in minutes; MIN_POLL_MINUTES when left out. */
  leastMinutes?: number
  /** The user chose this interval for this very channel: do not lengthen it because the feed is quiet. */
  chosen: boolean
  /** What the publisher wrote into the document. */
  schedule: PublisherSchedule
  /** The publisher's times, where the user chose to go by them; absent or null: the interval counts. */
  followed?: FollowedSchedule | null
  /** What the server said with the answer (max-age, Expires), milliseconds; 0 for nothing. */
  waitAtLeastMs: number
  /** Whether the answer carried validators; undefined counts as yes. */
  conditional: boolean | undefined
  /** When the document last brought anything new, Unix milliseconds; null: not known. */
  lastChangeAt: number | null
}

/** The user's interval in milliseconds, never below the least. */
export function userIntervalMs({
  pollMinutes,
  leastMinutes = MIN_POLL_MINUTES,
}: Pick<PollWishes, 'pollMinutes' | 'leastMinutes'>): number {
  const minutes = Number.isFinite(pollMinutes) ? pollMinutes : DEFAULT_SETTINGS.pollMinutes
  return Math.max(leastMinutes, minutes) * MINUTE_MS
}

/** The longest of all wishes, in milliseconds; publisher's wishes count up to a day. */
export function pollIntervalMs(wishes: PollWishes, now: number): number {
  const publisher = (wish: number | null) => boundedWish(wish, MOST_SERVER_WAIT_MS).waitMs
  const quietMs = wishes.lastChangeAt === null ? 0 : now - wishes.lastChangeAt
  const quiet = wishes.chosen ? undefined : QUIET_FEEDS.find(({ unchangedMs }) => quietMs >= unchangedMs)
  return Math.max(
    userIntervalMs(wishes),
    publisher(wishes.waitAtLeastMs),
    publisher(wishes.schedule.intervalMs),
    wishes.conditional === false ? UNCONDITIONAL_INTERVAL_MS : 0,
    quiet?.intervalMs ?? 0,
  )
}

/**
 * When to ask again after a good answer at `now`; null when the publisher's schedule, which the user follows, is over.
 *
 * By the publisher's times: at the next of its moments, unless the server itself or plain manners want it later.
 * By the interval: see `nextByInterval`.
 */
export function nextPollAt(wishes: PollWishes, now: number, random: Random): number | null {
  const followed = wishes.followed ?? null
  if (followed === null) return nextByInterval(wishes, now, random)
  const moment = nextMoment(followed, now)
  if (moment === null) return null
  const { leastMinutes = MIN_POLL_MINUTES, waitAtLeastMs } = wishes
  const leastMs = Math.max(leastMinutes * MINUTE_MS, boundedWish(waitAtLeastMs, MOST_SERVER_WAIT_MS).waitMs)
  return moment - now >= leastMs ? moment : now + jitterUpward(leastMs, random)
}

/**
 * When to ask again by the interval. Later than the interval by up to a tenth, never earlier,
 * never in an hour or on a day the publisher skips, never on the stroke of an hour.
 */
export function nextByInterval(wishes: PollWishes, now: number, random: Random): number {
  return outsideSkipped(now + jitterUpward(pollIntervalMs(wishes, now), random), wishes.schedule, random)
}
