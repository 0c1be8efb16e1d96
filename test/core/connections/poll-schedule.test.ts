import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedWish, fullJitter, growing, jitterUpward } from '../../../src-main/core/connections/backoff'
import { nextByInterval, pollIntervalMs, userIntervalMs } from '../../../src-main/core/connections/poll-schedule'
import type { PollWishes } from '../../../src-main/core/connections/poll-schedule'
import { outsideSkipped } from '../../../src-main/core/connections/skip-times'
import { createSeededRandom } from '../../fakes/random'
import { DAY, HOUR, MINUTE, NO_SCHEDULE } from './supervised'

const NOW = Date.UTC(2026, 0, 6, 12, 34, 56)
const wishes = (change: Partial<PollWishes> = {}): PollWishes => ({
  pollMinutes: 60,
  chosen: false,
  schedule: NO_SCHEDULE,
  waitAtLeastMs: 0,
  conditional: true,
  lastChangeAt: NOW,
  ...change,
})
const anyWish = fc.oneof(fc.double(), fc.integer(), fc.constant(null))
const anyRandom = fc.integer().map(createSeededRandom)

describe('back-off of streams', () => {
  it('stays within [0, min(cap, base · 2ⁿ)) for any number of failures', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), anyRandom, (failures, random) => {
        const wait = fullJitter(failures, random)
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(5 * MINUTE)
        if (failures >= 0 && failures < 8) expect(wait).toBeLessThanOrEqual(1000 * 2 ** failures)
      }),
    )
  })

  it('doubles its bound up to the cap', () => {
    const bounds = [0, 1, 2, 8, 9, 1e9].map((n) => growing(n, { baseMs: 1000, capMs: 5 * MINUTE }))
    expect(bounds).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000])
  })

  it('lengthens and never shortens what was asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * DAY }), anyRandom, (wait, random) => {
        expect(jitterUpward(wait, random)).toBeGreaterThanOrEqual(wait)
        expect(jitterUpward(wait, random)).toBeLessThanOrEqual(Math.ceil(wait * 1.1))
      }),
    )
  })

  it('ignores nonsense from the server and bounds the absurd', () => {
    expect([null, undefined, Number.NaN, 0, -5, -Infinity].map((wish) => boundedWish(wish, DAY))).toEqual(
      Array(6).fill({ waitMs: 0, shortened: false }),
    )
    expect(boundedWish(10 * 365 * DAY, DAY)).toEqual({ waitMs: DAY, shortened: true })
    expect(boundedWish(Infinity, DAY)).toEqual({ waitMs: DAY, shortened: true })
    expect(boundedWish(5, HOUR, 1000)).toEqual({ waitMs: 1000, shortened: false })
  })
})

describe('the interval of a poll', () => {
  it('is an hour by default and never below 15 minutes', () => {
    expect([60, 15, 14, 1, 0, -3, Number.NaN, 90].map((pollMinutes) => userIntervalMs({ pollMinutes }))).toEqual(
      [60, 15, 15, 15, 15, 15, 60, 90].map((minutes) => minutes * MINUTE),
    )
  })

  it('is the longest of what user, server and publisher wish', () => {
    expect(pollIntervalMs(wishes(), NOW)).toBe(HOUR)
    expect(pollIntervalMs(wishes({ waitAtLeastMs: 12 * HOUR }), NOW)).toBe(12 * HOUR)
    expect(pollIntervalMs(wishes({ schedule: { ...NO_SCHEDULE, intervalMs: 3 * HOUR } }), NOW)).toBe(3 * HOUR)
    expect(pollIntervalMs(wishes({ pollMinutes: 300, waitAtLeastMs: HOUR }), NOW)).toBe(5 * HOUR)
    expect(pollIntervalMs(wishes({ conditional: false }), NOW)).toBe(DAY)
    expect(pollIntervalMs(wishes({ conditional: undefined }), NOW)).toBe(HOUR)
  })

  it('counts what the publisher wishes up to a day, and the user without bound', () => {
    expect(pollIntervalMs(wishes({ waitAtLeastMs: 365 * DAY }), NOW)).toBe(DAY)
    expect(pollIntervalMs(wishes({ schedule: { ...NO_SCHEDULE, intervalMs: 30 * DAY } }), NOW)).toBe(DAY)
    expect(pollIntervalMs(wishes({ pollMinutes: 3 * 24 * 60 }), NOW)).toBe(3 * DAY)
  })

  it('grows for feeds that have long been quiet, unless the user chose it', () => {
    const quiet = (days: number, chosen = false) =>
      pollIntervalMs(wishes({ lastChangeAt: NOW - days * DAY, chosen }), NOW)
    expect([1, 29, 30, 179, 180, 4000].map((days) => quiet(days))).toEqual([HOUR, HOUR, 6 * HOUR, 6 * HOUR, DAY, DAY])
    expect(quiet(400, true)).toBe(HOUR)
  })

  it('is never undercut and never far exceeded, whatever is wished', () => {
    fc.assert(
      fc.property(
        fc.record({ pollMinutes: fc.double({ max: 1e5 }), wait: anyWish, interval: anyWish, at: fc.nat(2 ** 41) }),
        fc.array(fc.integer({ min: -2, max: 30 })),
        fc.array(fc.integer({ min: -2, max: 9 })),
        anyRandom,
        ({ pollMinutes, wait, interval, at }, skipHours, skipDays, random) => {
          const all = wishes({
            pollMinutes,
            waitAtLeastMs: wait ?? 0,
            schedule: { ...NO_SCHEDULE, intervalMs: interval, skipHours, skipDays },
            lastChangeAt: at,
          })
          const least = pollIntervalMs(all, at)
          const next = nextByInterval(all, at, random)
          expect(next).toBeGreaterThanOrEqual(at + least)
          expect(next).toBeLessThanOrEqual(at + least * 1.1 + 8 * DAY)
          expect(new Date(next).getUTCMinutes()).not.toBe(0)
        },
      ),
    )
  })
})

describe('hours and days the publisher skips', () => {
  const random = createSeededRandom(7)
  const skip = (at: number, skipHours: number[], skipDays: number[] = []) =>
    new Date(outsideSkipped(at, { skipHours, skipDays }, random))

  it('moves into the next hour that is allowed, GMT, and not onto its stroke', () => {
    const moved = skip(NOW, [12, 13, 14])
    expect([moved.getUTCDate(), moved.getUTCHours()]).toEqual([6, 15])
    expect(moved.getUTCMinutes()).toBeGreaterThanOrEqual(1)
    expect(moved.getUTCMinutes()).toBeLessThan(11)
  })

  it('leaves a moment that is allowed alone', () => {
    expect(skip(NOW, [3, 4]).getTime()).toBe(NOW)
    expect(skip(NOW, []).getTime()).toBe(NOW)
  })

  it('reads 24 as midnight', () => {
    expect(skip(Date.UTC(2026, 0, 6, 0, 30), [24]).getUTCHours()).toBe(1)
  })

  it('ignores a publisher who skips everything, and values that are no hour or day', () => {
    expect(skip(NOW, [...Array(24).keys()]).getTime()).toBe(NOW)
    expect(skip(NOW, [], [0, 1, 2, 3, 4, 5, 6]).getTime()).toBe(NOW)
    expect(skip(NOW, [99, -1, 12.5], [7, 8]).getTime()).toBe(NOW)
  })

  it('moves past skipped days and hours together', () => {
    // 6 January 2026 is a Tuesday.
    const moved = skip(NOW, [0, 1], [2, 3])
    expect([moved.getUTCDay(), moved.getUTCHours()]).toEqual([4, 2])
  })

  it('never answers a skipped moment, never one before, for any schedule', () => {
    const hour = fc.integer({ min: 0, max: 23 })
    const day = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(
        fc.nat(2 ** 41),
        fc.uniqueArray(hour, { maxLength: 23 }),
        fc.uniqueArray(day, { maxLength: 6 }),
        anyRandom,
        (at, skipHours, skipDays, anyone) => {
          const moment = outsideSkipped(at, { skipHours, skipDays }, anyone)
          expect(moment).toBeGreaterThanOrEqual(at)
          expect(skipHours).not.toContain(new Date(moment).getUTCHours())
          expect(skipDays).not.toContain(new Date(moment).getUTCDay())
        },
      ),
    )
  })
})
