import { OVERDUE_SPREAD_MS } from './spread'
import type { Spread } from './spread'
import type { ConnectionMemory, Random } from '../ports'

/** The user's hand polls one channel at most this often, and a reader that crashes while polling no more often either. */
const LEAST_BETWEEN_POLLS_MS = 60_000
/** Streams that come back together after a sleep do so within this, well inside the two seconds promised. */
const WAKE_SPREAD_MS = 1_000

/** What makes a channel look for its next moment. */
export type Why =
  | 'user' // asks now, or changed the address
  | 'alone' // one channel was resumed
  | 'together' // the reader starts, or everything was resumed
  | 'wake' // the machine woke, or the network came

export interface Beginning {
  style: 'stream' | 'document'
  why: Why
  memory: Pick<ConnectionMemory, 'dueAt' | 'lastAttemptAt' | 'trouble'>
  /** A moment already set for it, so that being asked again does not put it off. */
  plannedAt: number | null
  now: number
  random: Random
  spread: Spread
}

/** When a channel that may run should begin. Streams at once, polls when due; neither while the server wants quiet. */
export function beginAt({ style, why, memory, plannedAt, now, random, spread }: Beginning): number {
  const notBefore = memory.trouble?.notBefore ?? 0
  if (style === 'stream') {
    return Math.max(notBefore, why === 'wake' ? now + Math.floor(random() * WAKE_SPREAD_MS) : now)
  }
  const { dueAt, lastAttemptAt } = memory
  if (why !== 'user' && dueAt !== null && dueAt > now) return Math.max(dueAt, notBefore)

  const sinceLast = lastAttemptAt === null ? Infinity : now - lastAttemptAt
  const recently = lastAttemptAt !== null && sinceLast >= 0 && sinceLast < LEAST_BETWEEN_POLLS_MS
  const least = Math.max(notBefore, recently ? lastAttemptAt + LEAST_BETWEEN_POLLS_MS : 0)
  if (why === 'user' || why === 'alone' || dueAt === null) return Math.max(now, least)
  const hasPlace = plannedAt !== null && plannedAt > now && plannedAt <= now + OVERDUE_SPREAD_MS
  return Math.max(hasPlace ? plannedAt : now + spread.next(), least)
}
