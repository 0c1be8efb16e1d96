import { describe, expect, it } from 'vitest'
import { TransportError } from '../../../src-main/core/ports'
import type { FakeRun } from '../../fakes/transport'
import { answering, createBench, DAY, gaps, HOUR, MINUTE, NO_SCHEDULE, SECOND } from './supervised'

/** The polling etiquette a publisher may expect, played in virtual time; P numbers name the rule that is checked. */

const FEED = 'https://example.org/feed.xml'
const timesOf = (runs: readonly FakeRun[]) => runs.map((run) => run.at)
const failing = (error: () => unknown) => (run: FakeRun) => run.fail(error())

describe('P11: restarts', () => {
  it('asks nothing earlier for being restarted twenty times in an hour', async () => {
    const bench = createBench()
    bench.feed.answer = answering({ cursor: { etag: '"abc"' } })
    bench.add(FEED, 'feed')
    await bench.clock.advance(SECOND)
    expect(bench.feed.runs).toHaveLength(1)
    for (let count = 0; count < 20; count += 1) {
      await bench.restart()
      await bench.clock.advance(2.9 * MINUTE)
    }
    expect(bench.feed.runs).toHaveLength(1)
    await bench.clock.advance(15 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    // The validators outlived the restarts too.
    expect(bench.feed.last().cursor).toEqual({ etag: '"abc"' })
    expect(Math.min(...gaps(timesOf(bench.feed.runs)))).toBeGreaterThanOrEqual(HOUR)
    await bench.supervisor.stop()
  })

  it('spreads overdue polls over two minutes, the first one soon', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    for (let index = 0; index < 60; index += 1) {
      bench.add(`https://host${index}.example/`, 'feed', ({ memory }) => {
        memory.dueAt = bench.clock.now() - DAY
        memory.lastAttemptAt = bench.clock.now() - 2 * DAY
      })
    }
    const started = bench.clock.now()
    await bench.clock.advance(5 * SECOND)
    expect(bench.feed.runs.length).toBeGreaterThanOrEqual(1)
    await bench.clock.advance(2 * MINUTE)
    const times = timesOf(bench.feed.runs)
    expect(times).toHaveLength(60)
    for (let from = 0; from < 2 * MINUTE; from += 10 * SECOND) {
      const inTenSeconds = times.filter((at) => at - started >= from && at - started < from + 10 * SECOND)
      expect(inTenSeconds.length).toBeLessThanOrEqual(7)
    }
    await bench.supervisor.stop()
  })

  it('waits a minute before it polls again after a crash in the middle of a poll', async () => {
    const bench = createBench()
    bench.add(FEED, 'feed', ({ memory }) => {
      memory.lastAttemptAt = bench.clock.now() - 10 * SECOND
    })
    await bench.clock.advance(49 * SECOND)
    expect(bench.feed.runs).toHaveLength(0)
    await bench.clock.advance(2 * SECOND)
    expect(bench.feed.runs).toHaveLength(1)
    await bench.supervisor.stop()
  })
})

describe('P12: how often', () => {
  it('polls at most once an hour over 24 hours, never aligned to the hour', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    bench.add(FEED, 'feed')
    await bench.clock.advance(DAY)
    const times = timesOf(bench.feed.runs)
    expect(times.length).toBeGreaterThanOrEqual(22)
    expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(HOUR)
    expect(new Set(gaps(times)).size).toBeGreaterThan(10)
    expect(times.slice(1).some((at) => new Date(at).getUTCMinutes() === 0)).toBe(false)
    await bench.supervisor.stop()
  })

  it('polls once a day where the server gives no validators', async () => {
    const bench = createBench()
    bench.feed.answer = answering({ how: 'document', conditional: false })
    bench.add(FEED, 'feed')
    await bench.clock.advance(3 * DAY)
    expect(Math.min(...gaps(timesOf(bench.feed.runs)))).toBeGreaterThanOrEqual(DAY)
    expect(bench.feed.runs).toHaveLength(3)
    await bench.supervisor.stop()
  })

  it('follows the channel’s own interval, and a change of it without asking at once', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    const record = bench.add(FEED, 'feed')
    await bench.clock.advance(SECOND)
    record.settings = { ...record.settings, pollMinutes: 240 }
    bench.supervisor.watch(record)
    expect(record.memory.dueAt).toBeGreaterThanOrEqual(bench.clock.now() - SECOND + 4 * HOUR)
    await bench.clock.advance(3.9 * HOUR)
    expect(bench.feed.runs).toHaveLength(1)
    record.settings = { ...record.settings, pollMinutes: null }
    bench.generalPollMinutes = 15
    bench.supervisor.watch(record)
    await bench.clock.advance(3 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    await bench.clock.advance(HOUR)
    expect(bench.feed.runs.length).toBeGreaterThanOrEqual(5)
    await bench.supervisor.stop()
  })
})

describe('P13: max-age and the user’s hand', () => {
  it('asks by itself only when stale, and for the user at most once a minute', async () => {
    const bench = createBench()
    bench.feed.answer = answering({ waitAtLeastMs: 43_200_000, cursor: { etag: '"v"' } })
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(11.9 * HOUR)
    expect(bench.feed.runs).toHaveLength(1)
    for (let count = 0; count < 30; count += 1) {
      bench.supervisor.refresh(count % 2 === 0 ? id : null)
      await bench.clock.advance(4 * SECOND)
    }
    expect(bench.feed.runs).toHaveLength(3)
    expect(gaps(timesOf(bench.feed.runs))[1]).toBeGreaterThanOrEqual(MINUTE)
    expect(bench.feed.last().cursor).toEqual({ etag: '"v"' })
    await bench.supervisor.stop()
  })
})

describe('P14: what the publisher wrote', () => {
  it('takes ttl and period as a lower bound, and stays out of skipped hours', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    const skipHours = [0, 1, 2, 3, 4, 5, 22, 23]
    bench.add(FEED, 'feed', ({ publisher }) => {
      publisher.schedule = { ...NO_SCHEDULE, intervalMs: 3 * HOUR, skipHours, skipDays: [0, 6] }
    })
    await bench.clock.advance(10 * DAY)
    const times = timesOf(bench.feed.runs)
    expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(3 * HOUR)
    expect(times.length).toBeGreaterThan(25)
    for (const at of times) {
      expect(skipHours).not.toContain(new Date(at).getUTCHours())
      expect([0, 6]).not.toContain(new Date(at).getUTCDay())
    }
    await bench.supervisor.stop()
  })

  it('hears of a schedule that came with the very answer', async () => {
    const bench = createBench()
    const record = bench.add(FEED, 'feed')
    await bench.clock.settle()
    record.publisher.schedule = { ...NO_SCHEDULE, intervalMs: 5 * HOUR }
    bench.feed.last().end()
    await bench.clock.settle()
    expect(record.memory.dueAt).toBeGreaterThanOrEqual(bench.clock.now() + 5 * HOUR)
    await bench.supervisor.stop()
  })
})

describe('P15: 429 with Retry-After', () => {
  const limited = () => new TransportError('rateLimited', 'Too many requests', { retryAfterMs: 7_200_000 })

  it('makes no request of that host for that long: not by hand, not after a restart, not for its other feeds', async () => {
    const bench = createBench()
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.settle()
    const limitedAt = bench.clock.now()
    bench.feed.last().fail(limited())
    await bench.clock.settle()
    bench.feed.answer = answering()
    expect(bench.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'rateLimited' } })

    const other = bench.add('https://example.org/other.xml', 'feed')
    const stream = bench.add('https://example.org/live')
    const elsewhere = bench.add('https://elsewhere.example/feed', 'feed')
    await bench.clock.advance(2 * MINUTE)
    expect(bench.state(other.id)).toMatchObject({ status: 'waiting', error: { kind: 'rateLimited' } })
    expect(bench.state(stream.id).status).toBe('waiting')
    expect(bench.state(elsewhere.id).status).toBe('polled')

    for (const act of [
      () => bench.supervisor.refresh(null),
      () => bench.restart(),
      () => bench.supervisor.refresh(id),
    ]) {
      await act()
      await bench.clock.advance(20 * MINUTE)
    }
    bench.supervisor.wake()
    bench.supervisor.network(true)
    await bench.clock.advance(limitedAt + 2 * HOUR - bench.clock.now() - 1)
    const ofHost = [...bench.feed.runs, ...bench.sse.runs].filter((run) => run.url.includes('example.org'))
    expect(ofHost).toHaveLength(1)

    await bench.clock.advance(30 * MINUTE)
    expect(bench.feed.runsOf(FEED)).toHaveLength(2)
    expect(bench.feed.runsOf(other.url)).toHaveLength(1)
    expect(bench.sse.runsOf(stream.url)).toHaveLength(1)
    await bench.supervisor.stop()
  })

  it('shows the wait after a restart as it did before', async () => {
    const bench = createBench()
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.settle()
    bench.feed.last().fail(limited())
    await bench.clock.settle()
    const before = bench.state(id)
    await bench.restart()
    expect(bench.state(id)).toMatchObject({ ...before, since: bench.clock.now() })
    await bench.supervisor.stop()
  })
})

describe('P16: strange Retry-After', () => {
  it.each([0, -5, Number.NaN, null])('ignores %s', async (retryAfterMs) => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('serverError', 'Out of order', { retryAfterMs }))
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(14 * MINUTE)
    expect(bench.feed.runs).toHaveLength(1)
    await bench.clock.advance(15 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    expect(bench.state(id).status).toBe('waiting')
    await bench.supervisor.stop()
  })

  it('shortens ten years to a day, and says so', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('rateLimited', 'Wait', { retryAfterMs: 3650 * DAY }))
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(MINUTE)
    expect(bench.state(id)).toMatchObject({ error: { detail: expect.stringContaining('24 h') as string } })
    await bench.clock.advance(1.2 * DAY)
    expect(bench.feed.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })
})

describe('P17: 429 without Retry-After', () => {
  it('at least doubles each wait, from two hours to half a day and more, with jitter', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('rateLimited', 'Slow down'))
    bench.add(FEED, 'feed')
    await bench.clock.advance(7 * DAY)
    const waits = gaps(timesOf(bench.feed.runs))
    expect(waits[0]).toBeGreaterThanOrEqual(2 * HOUR)
    waits.slice(1).forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(Math.min(2 * (waits[index] ?? 0), DAY) - 10 * MINUTE)
    })
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(12 * HOUR)
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.1 * DAY + 10 * MINUTE)
    await bench.supervisor.stop()
  })
})

describe('P18: servers and networks that fail', () => {
  it('backs off, then returns to the normal interval after the first success', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('unreachable', 'No route'))
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(4 * HOUR)
    const waits = gaps(timesOf(bench.feed.runs))
    expect(waits.length).toBeGreaterThanOrEqual(3)
    waits.slice(1).forEach((wait, index) => expect(wait).toBeGreaterThan((waits[index] ?? 0) * 1.5))
    bench.feed.answer = answering()
    await bench.clock.advance(5 * HOUR)
    expect(bench.state(id).status).toBe('polled')
    const after = timesOf(bench.feed.runs).slice(-2)
    expect(gaps(after)[0]).toBeGreaterThanOrEqual(HOUR)
    expect(gaps(after)[0]).toBeLessThanOrEqual(1.2 * HOUR)
    await bench.supervisor.stop()
  })

  it('does not stay away longer because the user asked often', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('unreachable', 'No route'))
    const { id } = bench.add(FEED, 'feed')
    for (let count = 0; count < 12; count += 1) {
      await bench.clock.advance(61 * SECOND)
      bench.supervisor.refresh(id)
    }
    await bench.clock.settle()
    expect(bench.feed.runs).toHaveLength(13)
    bench.feed.answer = answering()
    await bench.clock.advance(30 * MINUTE)
    expect(bench.state(id).status).toBe('polled')
    await bench.supervisor.stop()
  })

  it('does not let dead hosts hold up channels that are well', async () => {
    const bench = createBench()
    // A hundred streams whose hosts swallow every connection: each attempt takes the whole time-out.
    for (let index = 0; index < 100; index += 1) {
      bench.add(`https://dead${index}.example/`, 'sse', ({ memory }) => {
        memory.failures = 3
      })
    }
    await bench.clock.advance(SECOND)
    bench.websocket.answer = (run) => run.open()
    const well = Array.from({ length: 10 }, (_, index) => bench.add(`wss://well${index}.example/`, 'websocket'))
    await bench.clock.settle()
    expect(well.map(({ id }) => bench.state(id).status)).toEqual(Array(10).fill('live'))
    expect(bench.sse.mostUnopened).toBeLessThanOrEqual(4)
    await bench.supervisor.stop()
  })

  it('tries four at once and no more', async () => {
    const bench = createBench()
    for (let index = 0; index < 20; index += 1) bench.add(`https://host${index}.example/`)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(4)
    bench.sse.runs[0]?.open()
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(5)
    bench.sse.runs[1]?.fail(new TransportError('unreachable', 'No route'))
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(6)
    expect(bench.sse.mostUnopened).toBe(4)
    await bench.supervisor.stop()
  })
})

describe('P19: 401 and 403', () => {
  it('asks the user once after 401, also across restarts, and tries again only by hand', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('unauthorized', 'Password needed'))
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(3 * DAY)
    await bench.restart()
    await bench.clock.advance(3 * DAY)
    expect(bench.feed.runs).toHaveLength(1)
    expect(bench.state(id)).toMatchObject({ status: 'needsYou', error: { kind: 'unauthorized' } })
    bench.feed.answer = answering()
    bench.supervisor.refresh(id)
    await bench.clock.settle()
    expect(bench.state(id).status).toBe('polled')
    expect(bench.record(id).memory.final).toBeNull()
    await bench.supervisor.stop()
  })

  it('tries again with the password the user has entered', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('unauthorized', 'Password needed'))
    const record = bench.add(FEED, 'feed')
    await bench.clock.advance(HOUR)
    bench.feed.answer = answering()
    record.settings = { ...record.settings, headers: { Authorization: 'Bearer x' } }
    bench.supervisor.watch(record)
    await bench.clock.settle()
    expect(bench.state(record.id).status).toBe('polled')
    expect(bench.feed.last().settings.headers).toEqual({ Authorization: 'Bearer x' })
    await bench.supervisor.stop()
  })

  it('does not hammer after 403', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('forbidden', 'No'))
    bench.add(FEED, 'feed')
    await bench.clock.advance(10 * DAY)
    const waits = gaps(timesOf(bench.feed.runs))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(HOUR)
    expect(Math.min(...waits.slice(2))).toBeGreaterThanOrEqual(DAY)
    expect(waits.length).toBeGreaterThanOrEqual(9)
    await bench.supervisor.stop()
  })
})

describe('P20, P21: gone for a while, gone for good', () => {
  it('looks for a missing feed at a slow pace, and asks the user after 14 days, restarts or not', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('notFound', 'Nothing there'))
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(DAY)
    expect(bench.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'notFound' } })
    expect(bench.feed.runs.length).toBeLessThanOrEqual(9)
    expect(bench.feed.runs.length).toBeGreaterThan(3)
    for (let day = 0; day < 12; day += 1) {
      await bench.restart()
      await bench.clock.advance(DAY)
    }
    expect(bench.state(id).status).toBe('waiting')
    await bench.clock.advance(4 * DAY)
    expect(bench.state(id)).toMatchObject({ status: 'needsYou', error: { kind: 'notFound' } })
    expect(bench.feed.runs.length).toBeLessThanOrEqual(26)
    await bench.supervisor.stop()
  })

  it('stops at once after 410 and stays stopped', async () => {
    const bench = createBench()
    bench.feed.answer = failing(() => new TransportError('gone', 'Gone for good', { final: 'ended' }))
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(2 * DAY)
    await bench.restart()
    bench.supervisor.wake()
    bench.supervisor.network(true)
    await bench.clock.advance(2 * DAY)
    expect(bench.feed.runs).toHaveLength(1)
    expect(bench.state(id)).toMatchObject({ status: 'ended', error: { kind: 'gone' } })
    await bench.supervisor.stop()
  })
})

describe('P22: moved for good', () => {
  it('goes to the new address next time, without asking twice', async () => {
    const bench = createBench()
    bench.feed.answer = (run) => run.end({ movedTo: run.url === FEED ? 'https://new.example/feed' : undefined })
    const record = bench.add(FEED, 'feed')
    await bench.clock.advance(SECOND)
    expect(bench.moved).toEqual([{ id: record.id, to: 'https://new.example/feed' }])
    bench.supervisor.watch(record)
    await bench.clock.advance(59 * MINUTE)
    expect(bench.feed.runs).toHaveLength(1)
    await bench.clock.advance(10 * MINUTE)
    expect(bench.feed.runs.map((run) => run.url)).toEqual([FEED, 'https://new.example/feed'])
    await bench.supervisor.stop()
  })
})

describe('P29: fifty channels of one host', () => {
  it('serialises them: a second between two, two at most under way, other hosts not held up', async () => {
    const bench = createBench()
    for (let index = 0; index < 50; index += 1) bench.add(`https://example.org/feed${index}`, 'feed')
    bench.add('https://elsewhere.example/feed', 'feed')
    await bench.clock.settle()
    expect(bench.feed.runsOf('https://elsewhere.example/feed')).toHaveLength(1)
    await bench.clock.advance(10 * SECOND)
    const underWay = () => bench.feed.runs.filter((run) => run.url.includes('example.org') && !run.ended)
    expect(underWay()).toHaveLength(2)
    bench.feed.answer = answering()
    for (const run of underWay()) run.end()
    await bench.clock.advance(MINUTE)
    const times = timesOf(bench.feed.runs.filter((run) => run.url.includes('example.org')))
    expect(times).toHaveLength(50)
    expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(SECOND)
    await bench.supervisor.stop()
  })
})

describe('P32: sleep and clock jumps', () => {
  it.each(['told', 'noticed'])('polls once after three days away, not 72 times (%s)', async (how) => {
    const bench = createBench()
    bench.feed.answer = answering()
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(10 * MINUTE)
    if (how === 'told') bench.supervisor.sleep()
    bench.clock.jump(3 * DAY)
    if (how === 'told') bench.supervisor.wake()
    await bench.clock.advance(3 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    await bench.clock.advance(50 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    expect(bench.state(id).status).toBe('polled')
    await bench.supervisor.stop()
  })

  it('leaves polls alone that are not due', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    bench.add(FEED, 'feed')
    await bench.clock.advance(MINUTE)
    bench.supervisor.sleep()
    bench.clock.jump(10 * MINUTE)
    bench.supervisor.wake()
    bench.supervisor.network(false)
    bench.supervisor.network(true)
    await bench.clock.advance(45 * MINUTE)
    expect(bench.feed.runs).toHaveLength(1)
    await bench.clock.advance(12 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })

  it.each([HOUR, 400 * DAY])('keeps its pace when the clock is set back by %i ms', async (back) => {
    const bench = createBench()
    bench.feed.answer = answering()
    const { id } = bench.add(FEED, 'feed')
    await bench.clock.advance(MINUTE)
    bench.clock.jump(-back)
    await bench.clock.advance(58 * MINUTE)
    expect(bench.feed.runs).toHaveLength(1)
    await bench.clock.advance(12 * MINUTE)
    expect(bench.feed.runs).toHaveLength(2)
    expect(bench.state(id)).toMatchObject({ nextAt: bench.record(id).memory.dueAt })
    await bench.supervisor.stop()
  })

  it('keeps its pace when the clock was set back in its sleep', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    bench.add(FEED, 'feed')
    await bench.clock.advance(MINUTE)
    bench.supervisor.sleep()
    bench.clock.jump(-30 * DAY)
    bench.supervisor.wake()
    await bench.clock.advance(1.2 * HOUR)
    expect(bench.feed.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })

  it('plans anew at start when the remembered time is absurd', async () => {
    const bench = createBench()
    bench.feed.answer = answering()
    const now = bench.clock.now()
    bench.add(FEED, 'feed', ({ memory }) => {
      memory.lastAttemptAt = now + 1000 * DAY
      memory.dueAt = now + 1000 * DAY + HOUR
    })
    await bench.clock.advance(1.2 * HOUR)
    expect(bench.feed.runs).toHaveLength(1)
    await bench.supervisor.stop()
  })
})
