import { boundedWish, growing, jitterUpward, MOST_SERVER_WAIT_MS } from './backoff'
import type { Ended, Failed, Outcome } from './outcome'
import { finalPlan, nextTrouble, speaksForHost } from './plan'
import type { Plan, PollSettings, Situation } from './plan'
import { nextPollAt, userIntervalMs } from './poll-schedule'
import { outsideSkipped } from './skip-times'
import { scheduleIsOver, stillNotFound, withShortenedWait } from './words'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Server and network failures: 15 minutes, doubling up to a day. */
const FAILURE_BACKOFF = { baseMs: 15 * MINUTE_MS, capMs: DAY_MS }
/** 429 without Retry-After: at least two hours, each wait at least twice the last, up to a day. */
const RATE_LIMIT_LEAST_MS = 2 * HOUR_MS
/** The base grows by 2 · 1.1, so that a wait doubles even when the last one was lengthened by the whole jitter. */
const RATE_LIMIT_GROWTH = 2.2
/** 403: so many times at the normal interval, then once a day. */
const FORBIDDEN_PATIENCE = 3
/** 404: so long we keep looking, then the user is asked. */
const NOT_FOUND_PATIENCE_MS = 14 * DAY_MS

/** What follows the end of a poll. Pure. Source of the rules: protocols 9.3 and 9.4. */
export function planDocument(outcome: Outcome, situation: Situation, settings: PollSettings): Plan {
  return outcome.how === 'ended'
    ? afterAnswer(outcome, situation, settings)
    : afterFailure(outcome, situation, settings)
}

function afterAnswer(outcome: Ended, situation: Situation, settings: PollSettings): Plan {
  const { memory, now, random } = situation
  const lastChangeAt = outcome.stored > 0 ? now : (memory.lastChangeAt ?? now)
  const { waitAtLeastMs, conditional } = outcome.end
  const nextAt = nextPollAt({ ...settings, waitAtLeastMs, conditional, lastChangeAt }, now, random)
  if (nextAt === null) {
    const over = finalPlan('ended', scheduleIsOver(settings.followed?.windows.stopAt ?? now), situation)
    return { ...over, memory: { ...over.memory, failures: 0, lastChangeAt } }
  }
  return {
    state: { status: 'polled', since: now, nextAt },
    memory: { failures: 0, dueAt: nextAt, lastChangeAt, trouble: null },
    blockHostUntil: null,
  }
}

function afterFailure(outcome: Failed, situation: Situation, settings: PollSettings): Plan {
  const { memory, now, random } = situation
  const { kind } = outcome.failure
  if (kind === 'gone') return finalPlan('ended', outcome.failure, situation)
  if (kind === 'unauthorized') return finalPlan('needsYou', outcome.failure, situation)
  // 403 and 404 mend themselves often enough that the transport's verdict does not end them at once.
  if (outcome.final !== null && kind !== 'forbidden' && kind !== 'notFound') {
    return finalPlan(outcome.final, outcome.failure, situation)
  }

  const wish = boundedWish(outcome.retryAfterMs, MOST_SERVER_WAIT_MS)
  const error = withShortenedWait(outcome.failure, outcome.retryAfterMs, wish)
  const notBefore = wish.waitMs > 0 ? now + wish.waitMs : null
  const trouble = nextTrouble(memory.trouble, error, notBefore, now)
  if (kind === 'notFound' && now - trouble.since >= NOT_FOUND_PATIENCE_MS) {
    return finalPlan('needsYou', stillNotFound(error), situation)
  }

  const backOffMs = failureWaitMs(outcome, memory.failures, trouble.times, userIntervalMs(settings), wish)
  const dueAt = outsideSkipped(now + jitterUpward(Math.max(backOffMs, wish.waitMs), random), settings.schedule, random)
  const failures = memory.failures + 1
  return {
    state: { status: 'waiting', since: now, retryAt: dueAt, attempt: failures, error },
    memory: { failures, dueAt, trouble },
    blockHostUntil: speaksForHost(outcome) ? notBefore : null,
  }
}

/** How long a failure of this kind keeps us away, before jitter, in milliseconds. */
function failureWaitMs(
  { failure }: Failed,
  failures: number,
  times: number,
  intervalMs: number,
  wish: { waitMs: number },
): number {
  const backOffMs = growing(failures, FAILURE_BACKOFF)
  switch (failure.kind) {
    case 'rateLimited': {
      if (wish.waitMs > 0) return intervalMs
      const baseMs = Math.max(RATE_LIMIT_LEAST_MS, 2 * intervalMs)
      return growing(times - 1, { baseMs, capMs: Math.max(DAY_MS, intervalMs) }, RATE_LIMIT_GROWTH)
    }
    case 'forbidden':
      return times < FORBIDDEN_PATIENCE ? intervalMs : Math.max(DAY_MS, intervalMs)
    case 'notFound':
    case 'malformed':
    case 'wrongType':
    case 'tooLarge':
    case 'badStatus':
    case 'redirect':
      // The server answered; asking sooner than usual would not make the answer better.
      return Math.max(intervalMs, backOffMs)
    default:
      return backOffMs
  }
}
