import { describe, expect, it } from 'vitest'
import { StorageError, TransportError } from '../../../src-main/core/ports'
import { createBench, DAY, HOUR, lastEventId, MINUTE, SECOND } from './supervised'

const LIVE = 'https://news.example/live'

describe('a stream under supervision', () => {
  it('connects, is live, and resumes after the last stored event', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    expect(bench.state(id)).toMatchObject({ status: 'connecting', attempt: 1 })
    await bench.clock.settle()
    bench.sse.last().open()
    expect(bench.state(id).status).toBe('live')
    await bench.sse.last().send({ payload: 'a', cursor: lastEventId('1') }, { payload: 'b', cursor: lastEventId('2') })
    bench.sse.last().fail(new TransportError('unreachable', 'Reset'))
    await bench.clock.advance(2 * SECOND)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.sse.last().cursor).toEqual(lastEventId('2'))
    bench.sse.last().open()
    expect(bench.record(id).tally.reconnects).toBe(1)
    await bench.sse.last().send({ payload: 'c' })
    expect(bench.record(id).tally.recovered).toBe(1)
    await bench.supervisor.stop()
    expect(bench.states.map(({ state }) => state.status)).toEqual([
      'connecting',
      'live',
      'waiting',
      'connecting',
      'live',
    ])
  })

  it('keeps the cursor over a restart', async () => {
    const bench = createBench()
    bench.add(LIVE)
    await bench.clock.settle()
    bench.sse.last().open()
    await bench.sse.last().send({ payload: 'a', cursor: lastEventId('7') })
    await bench.restart()
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.sse.last().cursor).toEqual(lastEventId('7'))
    await bench.supervisor.stop()
  })

  it('connects at once after a restart, however long it was backing off', async () => {
    const bench = createBench()
    bench.sse.answer = (run) => run.fail(new TransportError('unreachable', 'No route'))
    bench.add(LIVE)
    await bench.clock.advance(30 * MINUTE)
    bench.sse.answer = null
    await bench.restart()
    const tried = bench.sse.runs.length
    expect(bench.sse.last().at).toBe(bench.clock.now())
    expect(tried).toBeLessThan(40)
    await bench.supervisor.stop()
  })

  it('backs off with full jitter up to five minutes', async () => {
    const bench = createBench()
    bench.sse.answer = (run) => run.fail(new TransportError('unreachable', 'No route'))
    bench.add(LIVE)
    await bench.clock.advance(DAY)
    const waits = bench.sse.runs.slice(1).map((run, index) => run.at - (bench.sse.runs[index]?.at ?? 0))
    expect(Math.max(...waits)).toBeLessThanOrEqual(5 * MINUTE)
    expect(Math.max(...waits)).toBeGreaterThan(4 * MINUTE)
    expect(waits.length).toBeGreaterThan(400)
    expect(waits.length).toBeLessThan(800)
    await bench.supervisor.stop()
  })

  it('forgets its failures with the first event, not with the connection', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE, 'sse', ({ memory }) => {
      memory.failures = 5
    })
    await bench.clock.settle()
    expect(bench.state(id)).toMatchObject({ status: 'connecting', attempt: 6 })
    bench.sse.last().open()
    expect(bench.record(id).memory.failures).toBe(5)
    await bench.sse.last().send({ payload: 'a' })
    expect(bench.record(id).memory.failures).toBe(0)
    await bench.supervisor.stop()
  })

  it('says that the publisher closed, and comes back not before its wish', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    await bench.clock.settle()
    bench.sse.last().open()
    await bench.sse.last().send({ payload: 'a' })
    bench.sse.last().end({ waitAtLeastMs: 20 * SECOND, cursor: lastEventId('end') })
    await bench.clock.settle()
    expect(bench.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'closed' } })
    await bench.clock.advance(20 * SECOND - 1)
    expect(bench.sse.runs).toHaveLength(1)
    await bench.clock.advance(2 * SECOND + 1)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.sse.last().cursor).toEqual(lastEventId('end'))
    await bench.supervisor.stop()
  })

  it('ends for good when told so, is not tried after a restart, and is tried when the user asks', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    await bench.clock.settle()
    bench.sse
      .last()
      .fail(new TransportError('endedByServer', 'The publisher asked not to come back', { final: 'ended' }))
    await bench.clock.settle()
    await bench.restart()
    bench.supervisor.wake()
    await bench.clock.advance(DAY)
    expect(bench.sse.runs).toHaveLength(1)
    expect(bench.state(id)).toMatchObject({ status: 'ended', error: { kind: 'endedByServer' } })
    bench.supervisor.refresh(null)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(2)
    bench.sse.last().open()
    expect(bench.state(id).status).toBe('live')
    expect(bench.record(id).memory.final).toBeNull()
    await bench.supervisor.stop()
  })

  it('reconnects at once when the user asks, and leaves a live one alone', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE, 'sse', ({ memory }) => {
      memory.failures = 12
    })
    await bench.clock.settle()
    bench.sse.last().fail(new TransportError('unreachable', 'No route', { retryAfterMs: HOUR }))
    await bench.clock.settle()
    bench.supervisor.refresh(id)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(2)
    bench.sse.last().open()
    bench.supervisor.refresh(id)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })

  it('restarts when address, headers, subprotocols, greeting or certificate rule change, and not for less', async () => {
    const bench = createBench()
    const record = bench.add('wss://news.example/', 'websocket', ({ memory }) => {
      memory.cursor = 'kept'
    })
    await bench.clock.settle()
    const changes: ((settings: typeof record.settings) => Partial<typeof record.settings>)[] = [
      () => ({ headers: { Authorization: 'Bearer 1' } }),
      () => ({ subprotocols: ['news'] }),
      () => ({ greeting: 'hello' }),
      () => ({ acceptSelfSigned: true }),
    ]
    for (const [index, change] of changes.entries()) {
      record.settings = { ...record.settings, ...change(record.settings) }
      bench.supervisor.watch(record)
      await bench.clock.settle()
      expect(bench.websocket.runs).toHaveLength(index + 2)
      expect(bench.websocket.last().settings).toEqual(record.settings)
      expect(bench.websocket.last().cursor).toBe('kept')
    }
    expect(bench.websocket.runs.filter((run) => !run.aborted)).toHaveLength(1)
    record.settings = { ...record.settings, notify: 'all', flagged: true, pollMinutes: 30 }
    bench.supervisor.watch({ ...record, userTitle: 'Mine' })
    await bench.clock.settle()
    expect(bench.websocket.runs).toHaveLength(5)
    record.url = 'wss://other.example/'
    bench.supervisor.watch(record)
    await bench.clock.settle()
    expect(bench.websocket.last()).toMatchObject({ url: 'wss://other.example/', cursor: null })
    await bench.supervisor.stop()
  })

  it('does not read the cursor before the old run has stored its last events', async () => {
    const bench = createBench()
    const record = bench.add(LIVE)
    await bench.clock.settle()
    bench.sse.last().open()
    let store: () => void = () => undefined
    bench.storing = () => new Promise((resolve) => (store = () => resolve({ stored: 1 })))
    const sent = bench.sse.last().send({ payload: 'late', cursor: lastEventId('late') })
    record.settings = { ...record.settings, headers: { A: 'b' } }
    bench.supervisor.watch(record)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(1)
    store()
    await sent
    await bench.clock.settle()
    expect(bench.sse.last().cursor).toEqual(lastEventId('late'))
    expect(bench.sse.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })
})

describe('trouble', () => {
  it('waits when the disk refuses, keeps the cursor, and goes on when it can', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE, 'sse', ({ memory }) => {
      memory.cursor = lastEventId('1')
    })
    await bench.clock.settle()
    bench.sse.last().open()
    bench.storing = () => Promise.reject(new StorageError('full', 'database or disk is full'))
    // A transport that swallows the refusal and ends well must not move the cursor either.
    await expect(bench.sse.last().send({ payload: 'x', cursor: lastEventId('2') })).rejects.toThrow(StorageError)
    bench.sse.last().end({ cursor: lastEventId('2') })
    await bench.clock.settle()
    expect(bench.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'storage' } })
    bench.storing = () => Promise.resolve({ stored: 1 })
    await bench.clock.advance(10 * SECOND)
    expect(bench.sse.last().cursor).toEqual(lastEventId('1'))
    expect(bench.sse.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })

  it('shows a document that could not be read, and does not keep its cursor', async () => {
    const bench = createBench()
    const { id } = bench.add('https://news.example/feed', 'feed')
    await bench.clock.settle()
    bench.storing = () => Promise.reject(new TransportError('malformed', 'This is not a feed'))
    await bench.feed
      .last()
      .send({ payload: '<html>' })
      .catch((error: unknown) => bench.feed.last().fail(error))
    await bench.clock.settle()
    expect(bench.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'malformed' } })
    expect(bench.record(id).memory.cursor).toBeNull()
    await bench.supervisor.stop()
  })

  it('survives a transport with a bug: logged, this channel waits, the others go on', async () => {
    const bench = createBench()
    const broken = bench.add(LIVE)
    const well = bench.add('https://well.example/')
    await bench.clock.settle()
    bench.sse.last(well.url).open()
    bench.sse.last(broken.url).fail(new TypeError('x is not a function'))
    await bench.clock.settle()
    expect(bench.state(broken.id)).toMatchObject({ status: 'waiting', error: { kind: 'protocol' } })
    expect(bench.logged).toContain('error: A transport failed in an unexpected way')
    expect(bench.state(well.id).status).toBe('live')
    await bench.clock.advance(40 * SECOND)
    expect(bench.sse.runsOf(broken.url)).toHaveLength(2)
    await bench.supervisor.stop()
  })

  it('holds the wire back while items are being stored', async () => {
    const bench = createBench()
    bench.add(LIVE)
    await bench.clock.settle()
    bench.sse.last().open()
    let store: () => void = () => undefined
    bench.storing = () => new Promise((resolve) => (store = () => resolve({ stored: 1 })))
    let resolved = false
    const sent = bench.sse
      .last()
      .send({ payload: 'x' })
      .then(() => (resolved = true))
    await bench.clock.advance(MINUTE)
    expect(resolved).toBe(false)
    store()
    await sent
    expect(resolved).toBe(true)
    await bench.supervisor.stop()
  })

  it('hears nothing more from a run it let go of', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    await bench.clock.settle()
    const { io } = bench.sse.last()
    bench.supervisor.pause(id, 0)
    io.opened()
    io.heard(10)
    io.dropped(3, { kind: 'tooLarge', message: 'Too large' })
    await expect(io.received([])).rejects.toThrow()
    expect(bench.state(id).status).toBe('paused')
    await bench.supervisor.stop()
    expect(bench.record(id).tally).toMatchObject({ bytes: 0, dropped: 0 })
  })
})

describe('pausing', () => {
  it('closes the connection, outlives a restart, and ends by itself', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    await bench.clock.settle()
    bench.sse.last().open()
    const until = bench.clock.now() + HOUR
    bench.supervisor.pause(id, until)
    expect(bench.sse.last().aborted).toBe(true)
    await bench.restart()
    expect(bench.state(id)).toMatchObject({ status: 'paused', until })
    await bench.clock.advance(HOUR - 1)
    expect(bench.sse.runs).toHaveLength(1)
    await bench.clock.advance(1)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.record(id).memory.pausedUntil).toBeNull()
    await bench.supervisor.stop()
  })

  it('lasts until resumed when no end is named, longer than any timer', async () => {
    const bench = createBench()
    const forGood = bench.add(LIVE)
    const forMonths = bench.add('https://months.example/')
    await bench.clock.settle()
    bench.supervisor.pause(forGood.id, null)
    bench.supervisor.pause(forMonths.id, bench.clock.now() + 60 * DAY)
    await bench.clock.advance(59 * DAY)
    expect(bench.sse.runs).toHaveLength(2)
    await bench.clock.advance(DAY)
    expect(bench.sse.runs.map((run) => run.url)).toEqual([LIVE, forMonths.url, forMonths.url])
    bench.supervisor.refresh(forGood.id)
    await bench.clock.settle()
    expect(bench.state(forGood.id)).toMatchObject({ status: 'paused', until: null })
    bench.supervisor.resume(forGood.id)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(4)
    await bench.supervisor.stop()
  })

  it('pauses and resumes everything without losing what was paused alone', async () => {
    const bench = createBench()
    const alone = bench.add(LIVE)
    const other = bench.add('https://other.example/')
    await bench.clock.settle()
    bench.supervisor.pause(alone.id, 0)
    bench.supervisor.pauseAll(bench.clock.now() + 15 * MINUTE)
    const added = bench.add('https://added.example/')
    expect([alone, other, added].map(({ id }) => bench.state(id).status)).toEqual(['paused', 'paused', 'paused'])
    await bench.clock.advance(15 * MINUTE)
    expect([alone, other, added].map(({ id }) => bench.state(id).status)).toEqual([
      'paused',
      'connecting',
      'connecting',
    ])
    bench.supervisor.pauseAll(0)
    await bench.clock.advance(DAY)
    expect(bench.state(other.id)).toMatchObject({ status: 'paused', until: null })
    bench.supervisor.resumeAll()
    expect(bench.state(other.id).status).toBe('connecting')
    await bench.supervisor.stop()
  })
})

describe('counting and stopping', () => {
  it('counts bytes now and then, not with every chunk, but a loss at once, and forgets none', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    await bench.clock.settle()
    bench.sse.last().open()
    for (let count = 0; count < 100; count += 1) bench.sse.last().io.heard(10)
    expect(bench.record(id).tally.bytes).toBe(0)
    bench.sse.last().io.dropped(2, { kind: 'tooLarge', message: 'Too large' })
    expect(bench.record(id).tally).toMatchObject({ bytes: 1000, dropped: 2 })
    bench.sse.last().io.heard(10)
    expect(bench.record(id).tally.bytes).toBe(1000)
    await bench.clock.advance(MINUTE)
    expect(bench.record(id).tally.bytes).toBe(1010)
    bench.sse.last().io.heard(5)
    bench.sse.last().io.heard(5)
    await bench.supervisor.stop()
    expect(bench.record(id).tally.bytes).toBe(1020)
  })

  it('counts polls and the ones without news', async () => {
    const bench = createBench()
    bench.feed.answer = (run) => {
      const isFirst = bench.feed.runs.length === 1
      if (!isFirst) return run.end({ how: 'unchanged' })
      void run.send({ payload: '<rss/>' }).then(() => run.end())
    }
    const { id } = bench.add('https://news.example/feed', 'feed')
    await bench.clock.advance(3.5 * HOUR)
    expect(bench.record(id).tally).toMatchObject({ polls: 4, pollsUnchanged: 3 })
    await bench.supervisor.stop()
  })

  it('leaves no timer and no run behind, even while attempts wait their turn', async () => {
    const bench = createBench()
    for (let index = 0; index < 20; index += 1) bench.add(`https://host${index}.example/`)
    for (let index = 0; index < 20; index += 1) bench.add(`https://example.org/${index}`, 'feed')
    await bench.clock.advance(SECOND)
    await bench.supervisor.stop()
    expect(bench.clock.timers).toBe(0)
    expect([...bench.sse.runs, ...bench.feed.runs].every((run) => run.ended)).toBe(true)
    const tried = bench.sse.runs.length
    await bench.clock.advance(DAY)
    expect(bench.sse.runs).toHaveLength(tried)
  })

  it('keeps no timer for a live stream: a thousand idle ones cost one pulse', async () => {
    const bench = createBench()
    bench.sse.answer = (run) => run.open()
    for (let index = 0; index < 1000; index += 1) bench.add(`https://host${index}.example/`)
    await bench.clock.settle()
    expect(bench.sse.runs).toHaveLength(1000)
    expect(bench.clock.timers).toBe(1)
    const told = bench.states.length
    await bench.clock.advance(HOUR)
    expect(bench.states).toHaveLength(told)
    await bench.supervisor.stop()
  })

  it('forgets a channel without a trace', async () => {
    const bench = createBench()
    const { id } = bench.add(LIVE)
    await bench.clock.settle()
    bench.supervisor.forget(id)
    await bench.clock.settle()
    expect(bench.sse.last().ended).toBe(true)
    expect(bench.clock.timers).toBe(0)
    await bench.clock.advance(DAY)
    expect(bench.sse.runs).toHaveLength(1)
    await bench.supervisor.stop()
  })
})
