import type { ConnectionState, Failure } from '@contract/index'
import type { ConnectionMemory, PublisherSchedule, Random, Trouble } from '../ports'
import type { Failed } from './outcome'
import type { FollowedSchedule } from './publisher-windows'

/** What the supervisor does next with a channel: show this, remember that. */
export interface Plan {
  state: Extract<ConnectionState, { status: 'waiting' | 'polled' | 'ended' | 'needsYou' }>
  memory: Partial<ConnectionMemory>
  /** The server asked for quiet (429, 503 with Retry-After): the whole host is left alone until then. */
  blockHostUntil: number | null
}

/** Everything a decision depends on; nothing else is looked at. */
export interface Situation {
  memory: Omit<ConnectionMemory, 'cursor'>
  now: number
  random: Random
}

/** What the user and the publisher said about polling this channel. */
export interface PollSettings {
  pollMinutes: number
  /** The least that counts, in minutes; MIN_POLL_MINUTES when left out. */
  leastMinutes?: number
  chosen: boolean
  schedule: PublisherSchedule
  /** The publisher's times, where the user chose to go by them. */
  followed?: FollowedSchedule | null
}

/** When the plan's next attempt is due; null when there is none. */
export function planAt({ state }: Plan): number | null {
  if (state.status === 'waiting') return state.retryAt
  return state.status === 'polled' ? state.nextAt : null
}

/** Stops for good, and says why. Survives a restart; only the user's hand tries again. */
export function finalPlan(status: 'ended' | 'needsYou', error: Failure, { memory, now }: Situation): Plan {
  return {
    state: { status, since: now, error },
    memory: {
      final: { status, error, since: now },
      failures: memory.failures + 1,
      dueAt: null,
      trouble: null,
    },
    blockHostUntil: null,
  }
}

/** The same kind of failure again is counted on; another kind begins anew. */
export function nextTrouble(
  previous: Trouble | null | undefined,
  error: Failure,
  notBefore: number | null,
  now: number,
): Trouble {
  const again = previous?.error.kind === error.kind ? previous : null
  return { error, since: again?.since ?? now, times: (again?.times ?? 0) + 1, notBefore }
}

/**
 * The memory as it was before the latest failure. An attempt that the user asked for repeats that failure instead of
 * adding to it: asking often must not keep us away longer.
 */
export function beforeLastFailure<Memory extends Pick<ConnectionMemory, 'failures' | 'trouble'>>(
  memory: Memory,
): Memory {
  const { failures, trouble } = memory
  return {
    ...memory,
    failures: Math.max(0, failures - 1),
    trouble: trouble ? { ...trouble, times: Math.max(0, trouble.times - 1) } : null,
  }
}

/** A Retry-After that speaks for the whole host, not only for this channel (protocols: 429 and 503). */
export function speaksForHost({ failure }: Pick<Failed, 'failure'>): boolean {
  return failure.kind === 'rateLimited' || failure.kind === 'serverError'
}
