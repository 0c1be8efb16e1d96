import type { ErrorKind, Failure } from '@contract/index'
import {
  boundedWish,
  fullJitter,
  jitterUpward,
  LEAST_RETRY_WISH_MS,
  MOST_RETRY_WISH_MS,
  MOST_SERVER_WAIT_MS,
  STABLE_STREAM_MS,
} from './backoff'
import type { Ended, Failed, Outcome } from './outcome'
import { finalPlan, nextTrouble, speaksForHost } from './plan'
import type { Plan, Situation } from './plan'
import { closedByPublisher, withShortenedWait } from './words'

/** The pause browsers make before they reopen a stream whose server named none. */
const STREAM_REOPEN_MS = 3_000
/** A connection that breaks again and again after its first words is not hammered. */
const LEAST_REOPEN_MS = 1_000
/** The peer, the disk or we are broken: that does not mend in a second. */
const SLOW_RETRY_MS: Partial<Record<ErrorKind, number>> = {
  protocol: 30_000,
  storage: 5_000,
  rateLimited: 60_000,
  blocked: 60_000,
}
/** WebSocket 1008: the publisher's policy refuses us. After so many in a row we stop (protocols 8.2). */
const POLICY_CLOSES = 3
const POLICY_CLOSE_CODE = /\b1008\b/

/** Answers on which a stream stops although its transport left it open (protocols 8.1). */
const STOPPING: Partial<Record<ErrorKind, 'ended' | 'needsYou'>> = {
  unauthorized: 'needsYou',
  forbidden: 'needsYou',
  notFound: 'ended',
  gone: 'ended',
  endedByServer: 'ended',
}

/** What follows the end of a stream's run. Pure. */
export function planStream(outcome: Outcome, situation: Situation): Plan {
  return outcome.how === 'ended' ? afterClose(outcome, situation) : afterFailure(outcome, situation)
}

function afterClose(outcome: Ended, situation: Situation): Plan {
  const { memory, now, random } = situation
  const wish = boundedWish(outcome.end.waitAtLeastMs || STREAM_REOPEN_MS, MOST_RETRY_WISH_MS, LEAST_RETRY_WISH_MS)
  const fresh = hasProvedItself(outcome, now)
  // A server that accepts and closes without a word is failing, however politely.
  const pause = fresh ? wish.waitMs : Math.max(wish.waitMs, fullJitter(memory.failures, random))
  const error = closedByPublisher()
  const failures = fresh ? 0 : memory.failures + 1
  return {
    state: {
      status: 'waiting',
      since: now,
      retryAt: now + jitterUpward(pause, random),
      attempt: Math.max(1, failures),
      error,
    },
    memory: { failures, dueAt: null, trouble: isStable(outcome, now) ? null : (memory.trouble ?? null) },
    blockHostUntil: null,
  }
}

function afterFailure(outcome: Failed, situation: Situation): Plan {
  const { memory, now, random } = situation
  const before = hasProvedItself(outcome, now) ? 0 : memory.failures
  const stop = outcome.final ?? STOPPING[outcome.failure.kind] ?? null
  if (stop !== null) return finalPlan(stop, outcome.failure, situation)

  const forHost = speaksForHost(outcome)
  const wish = boundedWish(
    outcome.retryAfterMs,
    forHost ? MOST_SERVER_WAIT_MS : MOST_RETRY_WISH_MS,
    LEAST_RETRY_WISH_MS,
  )
  const error = withShortenedWait(outcome.failure, outcome.retryAfterMs, wish)
  const notBefore = forHost && wish.waitMs > 0 ? now + wish.waitMs : null
  const trouble = nextTrouble(isStable(outcome, now) ? null : memory.trouble, error, notBefore, now)
  if (isPolicyClose(error) && trouble.times >= POLICY_CLOSES) return finalPlan('ended', error, situation)

  const floor = Math.max(SLOW_RETRY_MS[error.kind] ?? 0, outcome.events > 0 ? LEAST_REOPEN_MS : 0)
  const waitMs = Math.max(jitterUpward(Math.max(wish.waitMs, floor), random), fullJitter(before, random))
  const failures = before + 1
  return {
    state: { status: 'waiting', since: now, retryAt: now + waitMs, attempt: failures, error },
    // Streams connect at once after a restart, except where the server told us to stay away.
    memory: { failures, dueAt: notBefore, trouble },
    blockHostUntil: notBefore,
  }
}

/** It spoke, or it stood long enough: back-off starts afresh. */
function hasProvedItself(outcome: Outcome, now: number): boolean {
  return outcome.events > 0 || isStable(outcome, now)
}

function isStable(outcome: Outcome, now: number): boolean {
  return outcome.openedAt !== null && now - outcome.openedAt >= STABLE_STREAM_MS
}

/** The code is in the technical detail; the contract has one kind for all protocol closes. */
function isPolicyClose(error: Failure): boolean {
  return error.kind === 'protocol' && POLICY_CLOSE_CODE.test(`${error.message} ${error.detail ?? ''}`)
}
