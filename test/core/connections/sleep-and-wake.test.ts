import { describe, expect, it } from 'vitest'
import { TransportError } from '../../../src-main/core/ports'
import type { ChannelRecord } from '../../../src-main/core/ports'
import { createBench, HOUR, lastEventId, MINUTE, SECOND } from './supervised'
import type { Bench } from './supervised'

const LIVE = 'https://news.example/live'

/** A stream that is live and has an id to resume from. */
async function liveStream(bench: Bench, url = LIVE): Promise<ChannelRecord> {
  const record = bench.add(url)
  await bench.clock.settle()
  bench.sse.last(url).open()
  await bench.sse.last(url).send({ payload: 'first', cursor: lastEventId('1') })
  return record
}

/** The publisher sends what was missed, at once after opening. */
async function sendBacklog(bench: Bench, count: number, url = LIVE): Promise<void> {
  const run = bench.sse.last(url)
  run.open()
  for (let index = 0; index < count; index += 1) await run.send({ payload: `missed ${index}` })
}

describe('sleep and wake', () => {
  it('closes everything, and is back within two seconds with the cursor kept', async () => {
    const bench = createBench()
    const { id } = await liveStream(bench)
    bench.supervisor.sleep()
    expect(bench.state(id).status).toBe('offline')
    expect(bench.sse.last().aborted).toBe(true)
    await bench.clock.advance(MINUTE)
    expect(bench.sse.runs).toHaveLength(1)
    bench.clock.jump(8 * HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(SECOND)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.sse.last().cursor).toEqual(lastEventId('1'))
    await bench.supervisor.stop()
  })

  it('says once what was missed and recovered, over all channels', async () => {
    const bench = createBench()
    await liveStream(bench)
    await liveStream(bench, 'https://other.example/live')
    bench.supervisor.sleep()
    bench.clock.jump(HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(SECOND)
    await sendBacklog(bench, 9)
    await sendBacklog(bench, 5, 'https://other.example/live')
    await bench.clock.advance(SECOND)
    // News, not backlog: it came after a pause.
    await bench.sse.last().send({ payload: 'news' })
    await bench.clock.advance(10 * SECOND)
    expect(bench.back).toEqual([{ missed: 14, recovered: 14, mayBeLost: [] }])
    await bench.supervisor.stop()
    expect(bench.record(1).tally.recovered + bench.record(2).tally.recovered).toBe(14)
  })

  it('names the publishers that keep no history', async () => {
    const bench = createBench()
    const socket = bench.add('wss://quotes.example/', 'websocket')
    await liveStream(bench)
    bench.websocket.last().open()
    bench.supervisor.sleep()
    bench.clock.jump(HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(SECOND)
    bench.websocket.last().open()
    await bench.websocket.last().send({ payload: 'whatever comes now is not known to be what was missed' })
    await sendBacklog(bench, 3)
    await bench.clock.advance(10 * SECOND)
    expect(bench.back).toEqual([{ missed: 3, recovered: 3, mayBeLost: [socket.id] }])
    await bench.supervisor.stop()
  })

  it('says nothing when nothing was missed', async () => {
    const bench = createBench()
    await liveStream(bench)
    bench.supervisor.sleep()
    bench.clock.jump(HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(SECOND)
    bench.sse.last().open()
    await bench.clock.advance(MINUTE)
    expect(bench.back).toEqual([])
    await bench.supervisor.stop()
  })

  it('does not wait for ever for the last publisher before it speaks', async () => {
    const bench = createBench()
    await liveStream(bench)
    await liveStream(bench, 'https://slow.example/live')
    bench.supervisor.sleep()
    bench.clock.jump(HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(SECOND)
    await sendBacklog(bench, 2)
    await bench.clock.advance(11 * SECOND)
    expect(bench.back).toEqual([{ missed: 2, recovered: 2, mayBeLost: [] }])
    await bench.supervisor.stop()
  })

  it('notices a sleep that nobody announced, and reconnects once', async () => {
    const bench = createBench()
    await liveStream(bench)
    bench.clock.jump(2 * HOUR)
    await bench.clock.advance(32 * SECOND)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.sse.runs[0]?.aborted).toBe(true)
    await sendBacklog(bench, 4)
    await bench.clock.advance(5 * MINUTE)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.back).toEqual([{ missed: 4, recovered: 4, mayBeLost: [] }])
    await bench.supervisor.stop()
  })

  it('does not discover an announced sleep a second time', async () => {
    const bench = createBench()
    await liveStream(bench)
    bench.supervisor.sleep()
    bench.clock.jump(2 * HOUR)
    bench.supervisor.wake()
    await bench.clock.advance(SECOND)
    bench.sse.last().open()
    await bench.clock.advance(5 * MINUTE)
    expect(bench.sse.runs).toHaveLength(2)
    await bench.supervisor.stop()
  })
})

describe('the network', () => {
  it('makes no attempt while it is gone, and is back within two seconds of it', async () => {
    const bench = createBench()
    const { id } = await liveStream(bench)
    const waiting = bench.add('https://waiting.example/', 'sse', ({ memory }) => {
      memory.failures = 9
    })
    await bench.clock.settle()
    bench.sse.last(waiting.url).fail(new TransportError('unreachable', 'No route'))
    await bench.clock.settle()
    bench.supervisor.network(false)
    const feed = bench.add('https://news.example/feed', 'feed')
    expect([id, waiting.id, feed.id].map((one) => bench.state(one).status)).toEqual(['offline', 'offline', 'offline'])
    bench.supervisor.refresh(null)
    await bench.clock.advance(HOUR)
    expect(bench.sse.runs).toHaveLength(2)
    expect(bench.feed.runs).toHaveLength(0)
    bench.supervisor.network(true)
    await bench.clock.advance(2 * SECOND)
    expect(bench.sse.runs).toHaveLength(4)
    expect(bench.sse.last(LIVE).cursor).toEqual(lastEventId('1'))
    expect(bench.feed.runs).toHaveLength(1)
    await bench.supervisor.stop()
  })

  it('leaves live streams alone when told that it is there, and wakes those that wait', async () => {
    const bench = createBench()
    await liveStream(bench)
    const waiting = bench.add('https://waiting.example/', 'sse', ({ memory }) => {
      memory.failures = 9
    })
    await bench.clock.settle()
    bench.sse.last(waiting.url).fail(new TransportError('unreachable', 'No route', { retryAfterMs: HOUR }))
    await bench.clock.settle()
    bench.supervisor.network(true)
    await bench.clock.advance(SECOND)
    expect(bench.sse.runsOf(LIVE)).toHaveLength(1)
    expect(bench.sse.runsOf(waiting.url)).toHaveLength(2)
    await bench.supervisor.stop()
  })

  it.each(['http://127.0.0.1:8080/live', 'http://localhost/live', 'http://[::1]:9/live'])(
    'is not needed for %s on this machine',
    async (url) => {
      const bench = createBench()
      const { id } = await liveStream(bench, url)
      bench.supervisor.network(false)
      await bench.clock.advance(MINUTE)
      expect(bench.state(id).status).toBe('live')
      bench.supervisor.sleep()
      expect(bench.state(id).status).toBe('offline')
      await bench.supervisor.stop()
    },
  )

  it('tries again quickly when the first attempt on the new network fails', async () => {
    const bench = createBench()
    bench.sse.answer = (run) => run.fail(new TransportError('unreachable', 'No route'))
    bench.add(LIVE, 'sse', ({ memory }) => {
      memory.failures = 20
    })
    await bench.clock.advance(SECOND)
    bench.supervisor.network(false)
    await bench.clock.advance(HOUR)
    const before = bench.sse.runs.length
    bench.supervisor.network(true)
    await bench.clock.advance(10 * SECOND)
    // The first within a second, then waits below 1, 2, 4 … seconds.
    expect(bench.sse.runs.length - before).toBeGreaterThanOrEqual(3)
    await bench.supervisor.stop()
  })

  it('stays paused and ended through it all', async () => {
    const bench = createBench()
    const paused = await liveStream(bench)
    const ended = await liveStream(bench, 'https://ended.example/')
    bench.supervisor.pause(paused.id, 0)
    bench.sse.last(ended.url).fail(new TransportError('gone', 'Gone', { final: 'ended' }))
    await bench.clock.settle()
    bench.supervisor.network(false)
    bench.supervisor.sleep()
    expect([bench.state(paused.id).status, bench.state(ended.id).status]).toEqual(['paused', 'ended'])
    bench.supervisor.wake()
    bench.supervisor.network(true)
    await bench.clock.advance(HOUR)
    expect(bench.sse.runs).toHaveLength(2)
    expect([bench.state(paused.id).status, bench.state(ended.id).status]).toEqual(['paused', 'ended'])
    await bench.supervisor.stop()
  })
})

describe('a publisher that was away', () => {
  it('is resumed by id, and what was missed is said', async () => {
    const bench = createBench()
    const { id } = await liveStream(bench)
    bench.sse.answer = (run) => run.fail(new TransportError('unreachable', 'Connection refused'))
    bench.sse.runs[0]?.fail(new TransportError('closed', 'Connection reset'))
    await bench.clock.advance(MINUTE)
    bench.sse.answer = null
    bench.supervisor.refresh(id)
    await bench.clock.settle()
    expect(bench.sse.last().cursor).toEqual(lastEventId('1'))
    await sendBacklog(bench, 6)
    await bench.clock.advance(3 * SECOND)
    expect(bench.back).toEqual([{ missed: 6, recovered: 6, mayBeLost: [] }])
    await bench.supervisor.stop()
  })

  it('is spoken of when it closed in good order and was then not to be reached', async () => {
    const bench = createBench()
    const { id } = await liveStream(bench)
    bench.sse.last().end()
    bench.sse.answer = (run) => run.fail(new TransportError('unreachable', 'Connection refused'))
    await bench.clock.advance(MINUTE)
    bench.sse.answer = null
    bench.supervisor.refresh(id)
    await bench.clock.settle()
    await sendBacklog(bench, 2)
    await bench.clock.advance(3 * SECOND)
    expect(bench.back).toEqual([{ missed: 2, recovered: 2, mayBeLost: [] }])
    await bench.supervisor.stop()
  })

  it('is not spoken of when it closes and reopens as a matter of routine', async () => {
    const bench = createBench()
    const { id } = await liveStream(bench)
    bench.sse.last().end({ waitAtLeastMs: 10 * SECOND })
    await bench.clock.advance(12 * SECOND)
    await sendBacklog(bench, 3)
    await bench.clock.advance(MINUTE)
    expect(bench.back).toEqual([])
    await bench.supervisor.stop()
    expect(bench.record(id).tally).toMatchObject({ recovered: 3, reconnects: 1 })
  })
})
