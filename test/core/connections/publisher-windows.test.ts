import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planDocument } from '../../../src-main/core/connections/plan-document'
import { nextPollAt, type PollWishes } from '../../../src-main/core/connections/poll-schedule'
import { furthestMs, nextMoment, type FollowedSchedule } from '../../../src-main/core/connections/publisher-windows'
import type { PublisherWindows } from '../../../src-main/core/ports'
import { createSeededRandom } from '../../fakes/random'
import { answering, createBench, DAY, gaps, HOUR, MINUTE, NEW_MEMORY, NO_SCHEDULE } from './supervised'

const NOW = Date.UTC(2026, 0, 6, 12, 34, 56)
const DAILY: PublisherWindows = {
  startAt: Date.UTC(2026, 0, 1, 5),
  zoneMinutes: -300,
  stopAt: null,
  intervalMs: DAY,
  earliestMs: 2 * HOUR,
  latestMs: 6.5 * HOUR,
}
const followed = (change: Partial<PublisherWindows> = {}, seed = 'mine'): FollowedSchedule => ({
  windows: { ...DAILY, ...change },
  since: NOW,
  seed,
})
function momentsOf(schedule: FollowedSchedule, count: number, from = NOW): number[] {
  const moments: number[] = []
  let after = from
  for (let index = 0; index < count; index += 1) {
    const next = nextMoment(schedule, after)
    if (next === null) break
    moments.push(next)
    after = next
  }
  return moments
}

describe('the publisher’s moments', () => {
  it('lie one in each interval, inside the window, each day another', () => {
    const moments = momentsOf(followed(), 60)
    const places = moments.map((at) => (at - (DAILY.startAt ?? 0)) % DAY)
    for (const place of places) {
      expect(place).toBeGreaterThanOrEqual(2 * HOUR)
      expect(place).toBeLessThanOrEqual(6.5 * HOUR)
    }
    const days = moments.map((at) => Math.floor((at - (DAILY.startAt ?? 0)) / DAY))
    expect(days).toEqual(days.map((_, index) => (days[0] ?? 0) + index))
    // The whole window is used, and not by a pattern.
    expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(3 * HOUR)
    expect(new Set(places).size).toBe(60)
  })

  it('are the same whenever they are asked for, and other ones for another reader', () => {
    const [first = 0] = momentsOf(followed(), 1)
    for (const before of [1, MINUTE, HOUR, 3 * HOUR]) expect(nextMoment(followed(), first - before)).toBe(first)
    expect(nextMoment(followed({}, 'another'), first - HOUR)).not.toBe(first)
  })

  it('count from midnight of the day the channel was added where the publisher names no first day', () => {
    const weekly = followed({
      startAt: null,
      zoneMinutes: 120,
      intervalMs: 7 * DAY,
      earliestMs: HOUR,
      latestMs: 2 * HOUR,
    })
    const midnight = Date.UTC(2026, 0, 5, 22)
    const moments = momentsOf(weekly, 3)
    expect(moments.map((at) => Math.floor((at - midnight) / DAY))).toEqual([7, 14, 21])
    const own = followed({ startAt: null, zoneMinutes: null, earliestMs: 0, latestMs: 1 })
    expect(nextMoment(own, NOW)).toBe(new Date(2026, 0, 7).getTime())
  })

  it('are spread by us where the publisher names one moment for all', () => {
    const places = momentsOf(followed({ earliestMs: 3 * HOUR, latestMs: 3 * HOUR }), 40).map(
      (at) => (at - (DAILY.startAt ?? 0)) % DAY,
    )
    expect(Math.min(...places)).toBeGreaterThanOrEqual(3 * HOUR)
    expect(Math.max(...places)).toBeLessThanOrEqual(3 * HOUR + 0.1 * DAY)
    expect(new Set(places).size).toBe(40)
  })

  it('end with its last day', () => {
    const stopAt = Date.UTC(2026, 0, 9, 5)
    const moments = momentsOf(followed({ stopAt }), 10)
    expect(moments).toHaveLength(2)
    expect(Math.max(...moments)).toBeLessThan(stopAt)
    expect(nextMoment(followed({ stopAt: NOW - DAY }), NOW)).toBeNull()
  })

  it('do not leave a reader waiting for years', () => {
    const far = followed({ startAt: Date.UTC(2099, 0, 1) })
    expect(nextMoment(far, NOW)).toBe(NOW + furthestMs(far.windows))
  })

  it('are always ahead, within reach, and never twice in an interval', () => {
    const windows = fc
      .record({
        startAt: fc.option(fc.integer({ min: -(2 ** 41), max: 2 ** 42 })),
        zoneMinutes: fc.option(fc.integer({ min: -900, max: 900 })),
        stopAt: fc.constant(null),
        intervalMs: fc.integer({ min: MINUTE, max: 366 * DAY }),
        one: fc.double({ min: 0, max: 1, noNaN: true }),
        other: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ one, other, ...rest }) => ({
        ...rest,
        earliestMs: Math.floor(Math.min(one, other) * rest.intervalMs),
        latestMs: Math.floor(Math.max(one, other) * rest.intervalMs),
      }))
    fc.assert(
      fc.property(windows, fc.nat(2 ** 41), fc.string(), (made, after, seed) => {
        const schedule: FollowedSchedule = { windows: made, since: NOW, seed }
        const next = nextMoment(schedule, after)
        expect(next).toBeGreaterThan(after)
        expect(next).toBeLessThanOrEqual(after + furthestMs(made))
        const width = made.latestMs > made.earliestMs ? made.latestMs - made.earliestMs : made.intervalMs / 10
        const following = nextMoment(schedule, next ?? 0)
        if (following !== (next ?? 0) + furthestMs(made) && next !== after + furthestMs(made)) {
          expect((following ?? 0) - (next ?? 0)).toBeGreaterThanOrEqual(made.intervalMs - width - 1)
        }
      }),
    )
  })
})

describe('polling by the publisher’s moments', () => {
  const wishes = (change: Partial<PollWishes> = {}): PollWishes => ({
    pollMinutes: 60,
    chosen: false,
    schedule: NO_SCHEDULE,
    followed: followed(),
    waitAtLeastMs: 0,
    conditional: false,
    lastChangeAt: NOW - 400 * DAY,
    ...change,
  })
  const random = createSeededRandom(3)

  it('replaces the interval, and nobody’s interval lengthens it', () => {
    expect(nextPollAt(wishes(), NOW, random)).toBe(nextMoment(followed(), NOW))
    const hourly = followed({ intervalMs: HOUR, earliestMs: 0, latestMs: HOUR })
    expect(nextPollAt(wishes({ followed: hourly, pollMinutes: 600, chosen: true }), NOW, random)).toBe(
      nextMoment(hourly, NOW),
    )
  })

  it('is never more often than manners allow, nor than the server says', () => {
    const mad = followed({ intervalMs: MINUTE, earliestMs: 0, latestMs: MINUTE })
    const soonest = nextPollAt(wishes({ followed: mad }), NOW, random) ?? 0
    expect(soonest).toBeGreaterThanOrEqual(NOW + 15 * MINUTE)
    expect(soonest).toBeLessThanOrEqual(NOW + 17 * MINUTE)
    expect(nextPollAt(wishes({ waitAtLeastMs: 23 * HOUR }), NOW, random)).toBeGreaterThanOrEqual(NOW + 23 * HOUR)
    expect(nextPollAt(wishes({ followed: mad, leastMinutes: 1 }), NOW, random)).toBeLessThanOrEqual(NOW + 2 * MINUTE)
  })

  it('ends in words when the schedule does', () => {
    const plan = planDocument(
      { openedAt: NOW, events: 0, stored: 0, how: 'ended', end: { how: 'unchanged', waitAtLeastMs: 0 } },
      { memory: NEW_MEMORY, now: NOW, random },
      {
        pollMinutes: 60,
        chosen: false,
        schedule: NO_SCHEDULE,
        followed: followed({ stopAt: Date.UTC(2026, 0, 5, 5) }),
      },
    )
    expect(plan.state).toMatchObject({
      status: 'ended',
      error: { kind: 'endedByServer', detail: 'It ended on 2026-01-05.' },
    })
    expect(plan.memory).toMatchObject({ dueAt: null, failures: 0 })
  })
})

describe('a channel that follows its publisher', () => {
  const start = Date.UTC(2026, 0, 6, 12)
  function follow(
    windows: Partial<PublisherWindows> = {},
    options: Record<string, boolean> = { followSchedule: true },
  ) {
    const bench = createBench({ start })
    bench.feed.answer = answering()
    const record = bench.add('https://fair.example/fair.cdf', 'feed', (made) => {
      made.settings.options = options
      made.publisher.schedule = { ...NO_SCHEDULE, intervalMs: DAY, windows: { ...DAILY, ...windows } }
    })
    return { bench, id: record.id }
  }
  const asked = (bench: ReturnType<typeof createBench>) => bench.feed.runs.map(({ at }) => at)

  it('is asked once a day in the window, over restarts too', async () => {
    const { bench } = follow()
    await bench.clock.advance(5 * DAY)
    await bench.restart()
    await bench.clock.advance(5 * DAY)
    const times = asked(bench).slice(1)
    expect(times).toHaveLength(10)
    for (const at of times) {
      expect((at - (DAILY.startAt ?? 0)) % DAY).toBeGreaterThanOrEqual(2 * HOUR)
      expect((at - (DAILY.startAt ?? 0)) % DAY).toBeLessThanOrEqual(6.5 * HOUR + MINUTE)
    }
    await bench.supervisor.stop()
  })

  it('makes up for what it slept through once, soon, and then goes on by the schedule', async () => {
    const { bench } = follow()
    await bench.clock.advance(DAY)
    const before = asked(bench).length
    bench.supervisor.sleep()
    bench.clock.jump(6 * DAY + HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(5 * MINUTE)
    expect(asked(bench).length - before).toBe(1)
    await bench.clock.advance(DAY)
    expect(asked(bench).length - before).toBe(2)
    await bench.supervisor.stop()
  })

  it('keeps to its own interval as long as nobody chose otherwise, with the publisher’s as the least', async () => {
    const { bench } = follow({}, {})
    await bench.clock.advance(10 * DAY)
    expect(asked(bench).length).toBeGreaterThan(5)
    expect(Math.min(...gaps(asked(bench)))).toBeGreaterThanOrEqual(DAY)
    await bench.supervisor.stop()
  })

  it('waits for a week’s moment over a restart', async () => {
    const { bench, id } = follow({ intervalMs: 28 * DAY, earliestMs: 20 * DAY, latestMs: 21 * DAY })
    await bench.clock.advance(HOUR)
    const { state } = { state: bench.state(id) }
    await bench.restart()
    expect(bench.state(id)).toMatchObject({ status: 'polled', nextAt: state.status === 'polled' ? state.nextAt : 0 })
    expect(state.status === 'polled' ? state.nextAt - bench.clock.now() : 0).toBeGreaterThan(10 * DAY)
    await bench.supervisor.stop()
  })

  it('stops asking when the schedule is over, until the user asks or ceases to follow it', async () => {
    const { bench, id } = follow({ stopAt: start + 3 * DAY })
    await bench.clock.advance(10 * DAY)
    expect(bench.state(id).status).toBe('ended')
    const ended = asked(bench).length
    expect(ended).toBeLessThanOrEqual(4)
    bench.supervisor.refresh(id)
    await bench.clock.settle()
    expect(asked(bench)).toHaveLength(ended + 1)
    expect(bench.state(id).status).toBe('ended')
    const record = bench.record(id)
    record.settings = { ...record.settings, options: {} }
    bench.supervisor.watch(structuredClone(record))
    await bench.clock.advance(MINUTE)
    expect(bench.state(id).status).toBe('polled')
    await bench.supervisor.stop()
  })
})
