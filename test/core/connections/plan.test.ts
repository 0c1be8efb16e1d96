import type { ErrorKind } from '@contract/index'
import { ERROR_KINDS } from '@contract/index'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src-main/core/connections/outcome'
import { planAt } from '../../../src-main/core/connections/plan'
import type { Plan } from '../../../src-main/core/connections/plan'
import { planDocument } from '../../../src-main/core/connections/plan-document'
import { planStream } from '../../../src-main/core/connections/plan-stream'
import type { ConnectionMemory } from '../../../src-main/core/ports'
import { createSeededRandom } from '../../fakes/random'
import { DAY, HOUR, MINUTE, NEW_MEMORY, NO_SCHEDULE, SECOND } from './supervised'

const NOW = Date.UTC(2026, 0, 6, 12, 34, 56)
const SETTINGS = { pollMinutes: 60, chosen: false, schedule: NO_SCHEDULE }
const NOTHING_SEEN = { openedAt: null, events: 0, stored: 0 }

function failed(
  kind: ErrorKind,
  more: { retryAfterMs?: number; final?: 'ended' | 'needsYou'; detail?: string } = {},
): Outcome {
  return {
    ...NOTHING_SEEN,
    how: 'failed',
    failure: { kind, message: kind, detail: more.detail },
    retryAfterMs: more.retryAfterMs ?? null,
    final: more.final ?? null,
  }
}
function closed(waitAtLeastMs: number, seen: Partial<Outcome> = {}): Outcome {
  return { ...NOTHING_SEEN, how: 'ended', end: { how: 'closed', waitAtLeastMs }, ...seen } as Outcome
}
const situation = (memory: Partial<ConnectionMemory> = {}, seed = 1, now = NOW) => ({
  memory: { ...NEW_MEMORY, ...memory },
  now,
  random: createSeededRandom(seed),
})
const waitOf = (plan: Plan, now = NOW) => (planAt(plan) ?? Number.NaN) - now

/** Applies the planner again and again to the same failure; the clock follows the plan. */
function inARow(step: (memory: ConnectionMemory, now: number) => Plan, times: number): { waits: number[]; last: Plan } {
  let memory = NEW_MEMORY
  let now = NOW
  const waits: number[] = []
  let last = step(memory, now)
  for (let count = 0; count < times; count += 1) {
    last = step(memory, now)
    memory = { ...memory, ...last.memory }
    const at = planAt(last)
    if (at === null) break
    waits.push(at - now)
    now = at
  }
  return { waits, last }
}
const polls = (outcome: Outcome, times: number, seed = 3) => {
  const random = createSeededRandom(seed)
  return inARow((memory, now) => planDocument(outcome, { memory, now, random }, SETTINGS), times)
}
const streams = (outcome: Outcome, times: number, seed = 3) => {
  const random = createSeededRandom(seed)
  return inARow((memory, now) => planStream(outcome, { memory, now, random }), times)
}

describe('what follows the end of a stream', () => {
  it('reopens after the publisher closed: not before its wish, and says why it waits', () => {
    const plan = planStream(closed(20 * SECOND, { events: 3 }), situation())
    expect(plan.state).toMatchObject({ status: 'waiting', error: { kind: 'closed' } })
    expect(waitOf(plan)).toBeGreaterThanOrEqual(20 * SECOND)
    expect(waitOf(plan)).toBeLessThanOrEqual(22 * SECOND)
    expect(plan.memory).toMatchObject({ failures: 0, dueAt: null })
  })

  it('keeps a wish between a second and an hour', () => {
    expect(waitOf(planStream(closed(1, { events: 1 }), situation()))).toBeGreaterThanOrEqual(SECOND)
    const long = waitOf(planStream(closed(DAY, { events: 1 }), situation()))
    expect(long).toBeGreaterThanOrEqual(HOUR)
    expect(long).toBeLessThanOrEqual(1.1 * HOUR)
  })

  it('backs off from a server that accepts and closes without a word', () => {
    const { waits, last } = streams(closed(0), 30)
    expect(Math.max(...waits.slice(15))).toBeGreaterThan(MINUTE)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(3 * SECOND)
    expect(last.memory.failures).toBe(30)
  })

  it('starts afresh after a stable minute or the first event', () => {
    const tired = { failures: 20 }
    const event = planStream({ ...failed('unreachable'), events: 1, openedAt: NOW - 5 }, situation(tired, 9))
    expect(event.memory.failures).toBe(1)
    expect(waitOf(event)).toBeLessThanOrEqual(1.1 * SECOND)
    const stable = planStream({ ...failed('unreachable'), openedAt: NOW - MINUTE }, situation(tired, 9))
    expect(stable.memory.failures).toBe(1)
    expect(waitOf(stable)).toBeLessThanOrEqual(SECOND)
    const short = planStream({ ...failed('unreachable'), openedAt: NOW - 59 * SECOND }, situation(tired, 9))
    expect(short.memory.failures).toBe(21)
  })

  it('stops on the answers a stream stops on, whether or not the transport said so', () => {
    const status = (kind: ErrorKind, more = {}) => planStream(failed(kind, more), situation()).state.status
    expect(status('endedByServer')).toBe('ended')
    expect(status('gone')).toBe('ended')
    expect(status('notFound')).toBe('ended')
    expect(status('unauthorized')).toBe('needsYou')
    expect(status('forbidden')).toBe('needsYou')
    expect(status('wrongType', { final: 'ended' })).toBe('ended')
    expect(status('tooLarge', { final: 'needsYou' })).toBe('needsYou')
    expect(status('serverError')).toBe('waiting')
    expect(status('rateLimited')).toBe('waiting')
  })

  it('honours Retry-After up to a day, for the whole host, and remembers it', () => {
    const plan = planStream(failed('rateLimited', { retryAfterMs: 2 * HOUR }), situation())
    expect(waitOf(plan)).toBeGreaterThanOrEqual(2 * HOUR)
    expect(plan.blockHostUntil).toBe(NOW + 2 * HOUR)
    expect(plan.memory).toMatchObject({ dueAt: NOW + 2 * HOUR, trouble: { notBefore: NOW + 2 * HOUR } })
    const absurd = planStream(failed('serverError', { retryAfterMs: 3650 * DAY }), situation())
    expect(waitOf(absurd)).toBeLessThanOrEqual(1.1 * DAY)
    expect(absurd.state).toMatchObject({ error: { detail: expect.stringContaining('87600 h') as string } })
  })

  it('stops after three policy closes in a row, even when it said hello before each', () => {
    const refusing: Outcome = { ...failed('protocol', { detail: 'Close code 1008' }), events: 1 }
    const { waits, last } = streams(refusing, 10)
    expect(waits).toHaveLength(2)
    expect(last.state.status).toBe('ended')
    expect(streams(failed('protocol', { detail: 'Close code 1002' }), 10).last.state.status).toBe('waiting')
  })

  it('never waits less than the server wished, more than a day and a tenth, nor NaN', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ERROR_KINDS),
        fc.oneof(fc.double(), fc.integer({ min: -10, max: 2 * DAY })),
        fc.nat(1e9),
        fc.integer(),
        (kind, wish, failures, seed) => {
          const plan = planStream(failed(kind, { retryAfterMs: wish }), situation({ failures }, seed))
          const at = planAt(plan)
          if (at === null) {
            expect(['ended', 'needsYou']).toContain(plan.state.status)
            return
          }
          expect(at - NOW).toBeGreaterThanOrEqual(wish > 0 ? Math.min(wish, HOUR) : 0)
          expect(at - NOW).toBeLessThanOrEqual(1.1 * DAY + 1)
        },
      ),
    )
  })
})

describe('what follows a poll', () => {
  it('polls again after the interval, and remembers when there was news', () => {
    const news: Outcome = {
      openedAt: NOW,
      events: 1,
      stored: 4,
      how: 'ended',
      end: { how: 'document', waitAtLeastMs: 0 },
    }
    const plan = planDocument(news, situation({ failures: 3, lastChangeAt: 5 }), SETTINGS)
    expect(plan.state.status).toBe('polled')
    expect(plan.memory).toMatchObject({ failures: 0, lastChangeAt: NOW, trouble: null, dueAt: planAt(plan) })
    const none = planDocument({ ...news, stored: 0 }, situation({ lastChangeAt: NOW - DAY }), SETTINGS)
    expect(none.memory.lastChangeAt).toBe(NOW - DAY)
  })

  it.each(['serverError', 'unreachable', 'timeout', 'tls'] as const)('backs off on %s: 15 minutes to a day', (kind) => {
    const { waits } = polls(failed(kind), 12)
    const least = [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440, 1440, 1440].map((minutes) => minutes * MINUTE)
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(least[index] ?? 0)
      expect(wait).toBeLessThanOrEqual((least[index] ?? 0) * 1.1 + 12 * MINUTE)
    })
    expect(new Set(waits).size).toBe(waits.length)
  })

  it('asks at the normal interval twice after 403, then daily, and never gives up', () => {
    const { waits, last } = polls(failed('forbidden', { final: 'needsYou' }), 8)
    expect(waits.slice(0, 2).map((wait) => Math.floor(wait / HOUR))).toEqual([1, 1])
    expect(Math.min(...waits.slice(2))).toBeGreaterThanOrEqual(DAY)
    expect(last.state.status).toBe('waiting')
  })

  it('keeps an unreadable document at the interval or slower', () => {
    expect(Math.min(...polls(failed('malformed'), 10).waits)).toBeGreaterThanOrEqual(HOUR)
  })

  it('stops where the transport says that trying again cannot help', () => {
    expect(planDocument(failed('redirect', { final: 'ended' }), situation(), SETTINGS).state.status).toBe('ended')
    expect(planDocument(failed('invalidAddress', { final: 'needsYou' }), situation(), SETTINGS).memory.final).toEqual({
      status: 'needsYou',
      since: NOW,
      error: { kind: 'invalidAddress', message: 'invalidAddress', detail: undefined },
    })
  })

  it('never asks within the server’s wish, whatever fails, and always within days', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ERROR_KINDS),
        fc.oneof(fc.double(), fc.integer({ min: -10, max: 2 * DAY })),
        fc.nat(1e9),
        fc.double({ max: 10_000 }),
        fc.integer(),
        (kind, wish, failures, pollMinutes, seed) => {
          const outcome = failed(kind, { retryAfterMs: wish })
          const plan = planDocument(outcome, situation({ failures }, seed), { ...SETTINGS, pollMinutes })
          const at = planAt(plan)
          if (at === null) {
            expect(['ended', 'needsYou']).toContain(plan.state.status)
            return
          }
          expect(at - NOW).toBeGreaterThanOrEqual(Math.max(15 * MINUTE, wish > 0 ? Math.min(wish, DAY) : 0))
          expect(at - NOW).toBeLessThanOrEqual(20 * DAY)
        },
      ),
    )
  })
})
