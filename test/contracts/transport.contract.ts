import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Transport } from '../../src-main/core/ports'
import { gate, startRun } from '../servers/recording-io'

/** A publisher that does what the suite says, over the wire of the transport under test. */
export interface ContractPublisher {
  /** `live`: connects and waits for `send` · `mute`: takes the request and never answers · a number: that HTTP status. */
  url(behaviour: 'live' | 'mute' | number): string
  /** Connections that are open now, on the server's side. */
  openSockets(): number
  /** Publishes to whoever is connected, each text one event, with these ids where the wire has ids. */
  send(texts: readonly string[], firstId?: number): void
  /** Ends cleanly. */
  finish(): void
  /** Sends the first `bytes` bytes of an event with that text, then breaks the line. Answers whether that was all of it. */
  tear(text: string, bytes: number): boolean
  /** Bytes that were sent and that the other side has not taken. */
  untaken(): number
  /** Forgets the state of the test before. */
  reset(): void
  close(): Promise<void>
}

export interface TransportSubject {
  name: string
  /** `stallMs`: how long silence may last, made short. */
  create(timing: { stallMs?: number }): Transport
  start(): Promise<ContractPublisher>
  /** The next run tells the publisher where to go on; answers what it was told. Null where the wire cannot. */
  resumedFrom: (() => string | null) | null
  /** Text that is over the wire's limit for one event. */
  oversize: string
}

/** What every stream must keep, whatever its wire. Run it for each implementation on a real server. */
export function describeStreamTransport(subject: TransportSubject): void {
  describe(`${subject.name} keeps the contract of a stream`, () => {
    let publisher: ContractPublisher
    beforeAll(async () => {
      publisher = await subject.start()
    })
    beforeEach(() => publisher.reset())
    afterAll(() => publisher.close())
    const live = (wishes = {}, timing = {}) => startRun(subject.create(timing), publisher.url('live'), wishes)

    it('opens once, hands over in order and ends well', async () => {
      const run = live()
      await run.until(() => run.opened === 1 && publisher.openSockets() === 1, 'it opened')
      const texts = Array.from({ length: 500 }, (_, index) => `event ${index} …`)
      publisher.send(texts)
      await run.until(() => run.events.length === 500, 'all came')
      publisher.finish()
      await run.over
      expect(run.error).toBeNull()
      expect(run.end?.how).toBe('closed')
      expect(run.opened).toBe(1)
      expect(run.atOnce).toBe(1)
      expect(run.events.map(({ payload }) => payload)).toEqual(texts)
      expect(run.batches.length).toBeLessThan(500)
      expect(run.bytes).toBeGreaterThan(500)
    })

    it('stores what came before a clean end, however slow the store', async () => {
      const door = gate()
      const run = live({ store: door.passed })
      await run.until(() => run.opened === 1, 'it opened')
      publisher.send(['one', 'two', 'three'])
      publisher.finish()
      door.open()
      await run.over
      expect(run.events.map(({ payload }) => payload)).toEqual(['one', 'two', 'three'])
    })

    it('holds the publisher back while the store is busy, and loses nothing by it', async () => {
      const door = gate()
      const run = live({ store: door.passed, watch: false })
      await run.until(() => run.opened === 1, 'it opened')
      const text = 'x'.repeat(64 * 1024)
      let sent = 0
      // Far more than every buffer on the way may hold: if it is all taken, nothing holds back.
      while (sent < 512) {
        publisher.send(Array.from({ length: 32 }, () => text))
        sent += 32
      }
      const afterAMoment = await settled(publisher.untaken)
      expect(afterAMoment).toBeGreaterThan(8 * 1024 * 1024)
      door.open()
      await run.until(() => run.events.length === sent, 'all came in the end')
      expect(run.atOnce).toBe(1)
      run.abort()
      await run.over
    })

    it('survives a cut at any byte: whole events or nothing, and an error that can be tried again', async () => {
      const text = 'torn … text'
      for (let bytes = 0, whole = false; !whole; bytes += 1) {
        publisher.reset()
        const run = live()
        await run.until(() => run.opened === 1, 'it opened')
        publisher.send(['before'])
        await run.until(() => run.events.length === 1, 'the first came')
        whole = publisher.tear(text, bytes)
        await run.over
        expect(run.failure().final).toBeNull()
        expect(run.failure().kind).toBe('closed')
        expect(run.events.map(({ payload }) => payload)).toEqual(whole ? ['before', text] : ['before'])
      }
    })

    it('notices that the line went dead', async () => {
      const run = live({}, { stallMs: 50 })
      await run.over
      expect(run.opened).toBe(1)
      expect(run.failure()).toMatchObject({ kind: 'stalled', final: null })
    })

    it.each(['live', 'mute'] as const)('ends at once when aborted and leaves no socket (%s)', async (behaviour) => {
      const run = startRun(subject.create({}), publisher.url(behaviour))
      await run.until(() => publisher.openSockets() === 1, 'it connected')
      if (behaviour === 'live') await run.until(() => run.opened === 1, 'it opened')
      run.abort(new Error('enough'))
      await run.over
      expect(run.error).toMatchObject({ message: 'enough' })
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    it('ends at once when aborted while the store is busy', async () => {
      const door = gate()
      let storing = false
      const store = () => {
        storing = true
        return door.passed()
      }
      const run = live({ store })
      await run.until(() => run.opened === 1, 'it opened')
      publisher.send(['one'])
      await run.until(() => storing, 'the store is busy')
      run.abort(new Error('enough'))
      await run.over
      expect(run.error).toMatchObject({ message: 'enough' })
      await expect.poll(() => publisher.openSockets()).toBe(0)
      door.open()
    })

    it('does not start when it is aborted before', async () => {
      const run = startRun(subject.create({}), publisher.url('live'))
      run.abort()
      await run.over
      expect(run.opened).toBe(0)
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    it('leaves out what is over the limit, says so, and keeps what came before', async () => {
      const run = live({ watch: false })
      await run.until(() => run.opened === 1, 'it opened')
      publisher.send(['small', subject.oversize])
      await run.over
      expect(run.failure()).toMatchObject({ kind: 'tooLarge', final: null })
      expect(run.failure().message).toMatch(/limit of \d+ MiB/)
      expect(run.drops).toEqual([{ count: 1, why: expect.objectContaining({ kind: 'tooLarge' }) }])
      expect(run.events.map(({ payload }) => payload)).toEqual(['small'])
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    it.each([
      [401, 'unauthorized', 'needsYou'],
      [403, 'forbidden', 'needsYou'],
      [404, 'notFound', 'ended'],
      [410, 'gone', 'ended'],
      [429, 'rateLimited', null],
      [500, 'serverError', null],
      [503, 'serverError', null],
      [418, 'badStatus', 'ended'],
    ] as const)('reports HTTP %i as %s (final: %s)', async (status, kind, final) => {
      const run = startRun(subject.create({}), publisher.url(status))
      await run.over
      expect(run.opened).toBe(0)
      expect(run.failure()).toMatchObject({ kind, final })
      expect(run.failure().message).toContain('127.0.0.1')
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    it('hands on an error of the store and hangs up', async () => {
      const run = live({ store: () => Promise.reject(new RangeError('the disk')) })
      await run.until(() => run.opened === 1, 'it opened')
      publisher.send(['one'])
      await run.over
      expect(run.error).toBeInstanceOf(RangeError)
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    const { resumedFrom } = subject
    it.skipIf(resumedFrom === null)('goes on where the last run ended', async () => {
      const first = live()
      await first.until(() => first.opened === 1, 'it opened')
      publisher.send(['a', 'b'], 7)
      await first.until(() => first.events.length === 2, 'both came')
      first.abort()
      await first.over
      const second = live({ cursor: first.cursor })
      await second.until(() => second.opened === 1, 'it opened again')
      expect(resumedFrom?.()).toBe('8')
      second.abort()
      await second.over
    })
  })
}

/** The value once it no longer changes. */
async function settled(value: () => number): Promise<number> {
  for (let last = value(), same = 0; ;) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    const now = value()
    same = now === last ? same + 1 : 0
    last = now
    if (same >= 10) return now
  }
}
