import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelSettings, ErrorKind } from '../../src-main/contract/index'
import type { RawEvent, Transport, TransportError } from '../../src-main/core/ports'
import { gate, startRun } from '../servers/recording-io'

/** A publisher that does what the suite says, over the wire of the transport under test. */
export interface ContractPublisher {
  /** `live`: connects and waits for `send` · `mute`: takes the request and never answers · a number: that HTTP status. */
  url(behaviour: 'live' | 'mute' | number): string
  /** Connections that are open now, on the server's side. */
  openSockets(): number
  /**
   * Publishes to whoever is connected, each text one event, with these ids where the wire has ids. A held poll answers
   * with all that is new since the place it was asked from.
   */
  send(texts: readonly string[], firstId?: number): void
  /** Ends in order, where the wire has such an end. */
  finish(): void
  /**
   * Sends the first `bytes` bytes of an event with that text, then breaks the line, and breaks every later one too.
   * Answers whether that was all of it.
   */
  tear(text: string, bytes: number): boolean
  /** Bytes that were sent, or wait to be fetched, and that the other side has not taken. */
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
  /** The technique's options and the like, as the user would set them. */
  settings?: Partial<ChannelSettings>
  /** The text of an event, out of the technique's envelope. Absent: the payload as it is. */
  textOf?(event: RawEvent): string
  /** The wire has an orderly end. Absent: it has. */
  endsInOrder?: boolean
  /** What an event over the limit does: `ends` the run, or is left out and the stream goes on (`leftOut`). Absent: ends. */
  outsized?: 'ends' | 'leftOut'
  /** Kinds of failure that a line broken in mid-event may be told as. Absent: `closed`. */
  tornAs?: readonly ErrorKind[]
  /** HTTP answers that mean something of their own on this wire; null: not a failure at all, so not tried. */
  answers?: Readonly<Record<number, { kind: ErrorKind; final: TransportError['final'] } | null>>
}

/** How most wires take an HTTP status. */
const ANSWERS: Readonly<Record<number, { kind: ErrorKind; final: TransportError['final'] }>> = {
  401: { kind: 'unauthorized', final: 'needsYou' },
  403: { kind: 'forbidden', final: 'needsYou' },
  404: { kind: 'notFound', final: 'ended' },
  410: { kind: 'gone', final: 'ended' },
  429: { kind: 'rateLimited', final: null },
  500: { kind: 'serverError', final: null },
  503: { kind: 'serverError', final: null },
  418: { kind: 'badStatus', final: 'ended' },
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
    const { textOf = ({ payload }: RawEvent) => String(payload), settings = {} } = subject
    const live = (wishes = {}, timing = {}) =>
      startRun(subject.create(timing), publisher.url('live'), { settings, ...wishes })
    const textsOf = ({ events }: { events: readonly RawEvent[] }) => events.map(textOf)
    const endsInOrder = subject.endsInOrder ?? true

    it('opens once, hands over in order and ends well', async () => {
      const run = live()
      await run.until(() => run.opened === 1 && publisher.openSockets() >= 1, 'it opened')
      const texts = Array.from({ length: 500 }, (_, index) => `event ${index} …`)
      publisher.send(texts)
      await run.until(() => run.events.length === 500, 'all came')
      if (endsInOrder) publisher.finish()
      else run.abort()
      await run.over
      if (endsInOrder) {
        expect(run.error).toBeNull()
        expect(run.end?.how).toBe('closed')
      }
      expect(run.opened).toBe(1)
      expect(run.atOnce).toBe(1)
      expect(textsOf(run)).toEqual(texts)
      expect(run.batches.length).toBeLessThan(500)
      expect(run.bytes).toBeGreaterThan(500)
    })

    it.runIf(endsInOrder)('stores what came before a clean end, however slow the store', async () => {
      const door = gate()
      const run = live({ store: door.passed })
      await run.until(() => run.opened === 1, 'it opened')
      publisher.send(['one', 'two', 'three'])
      publisher.finish()
      door.open()
      await run.over
      expect(textsOf(run)).toEqual(['one', 'two', 'three'])
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
        expect(subject.tornAs ?? ['closed']).toContain(run.failure().kind)
        expect(textsOf(run)).toEqual(whole ? ['before', text] : ['before'])
      }
    })

    it('notices that the line went dead', async () => {
      const run = live({}, { stallMs: 50 })
      await run.over
      expect(run.opened).toBe(1)
      expect(run.failure()).toMatchObject({ kind: 'stalled', final: null })
    })

    it.each(['live', 'mute'] as const)('ends at once when aborted and leaves no socket (%s)', async (behaviour) => {
      const run = startRun(subject.create({}), publisher.url(behaviour), { settings })
      await run.until(() => publisher.openSockets() >= 1, 'it connected')
      if (behaviour === 'live') await run.until(() => run.opened === 1, 'it opened')
      const asked = performance.now()
      run.abort(new Error('enough'))
      await run.over
      expect(performance.now() - asked).toBeLessThan(ABORT_WITHIN_MS)
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
      const run = startRun(subject.create({}), publisher.url('live'), { settings })
      run.abort()
      await run.over
      expect(run.opened).toBe(0)
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    it('leaves out what is over the limit, says so, and keeps what came before', async () => {
      const run = live({ watch: false })
      await run.until(() => run.opened === 1, 'it opened')
      publisher.send(['small', subject.oversize])
      if (subject.outsized === 'leftOut') {
        await run.until(() => run.drops.length === 1, 'it was left out')
        publisher.send(['after'])
        await run.until(() => run.events.length === 2, 'the next one came')
        run.abort()
        await run.over
      } else {
        await run.over
        expect(run.failure()).toMatchObject({ kind: 'tooLarge', final: null })
        expect(run.failure().message).toMatch(/limit of \d+ [KM]iB/)
      }
      expect(run.drops).toEqual([{ count: 1, why: expect.objectContaining({ kind: 'tooLarge' }) }])
      expect(run.drops[0]?.why.message).toMatch(/limit of \d+ [KM]iB/)
      expect(textsOf(run)).toEqual(subject.outsized === 'leftOut' ? ['small', 'after'] : ['small'])
      await expect.poll(() => publisher.openSockets()).toBe(0)
    })

    it.each(meanings(subject.answers))('reports HTTP %i as %s (final: %s)', async (status, kind, final) => {
      const run = startRun(subject.create({}), publisher.url(status), { settings })
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

/** TransportIo.signal promises 100 ms; a busy machine gets some more before a test speaks of a fault. */
const ABORT_WITHIN_MS = 1_000

type Meaning = readonly [status: number, kind: ErrorKind, final: TransportError['final']]

export function meanings(own: TransportSubject['answers'] = {}, usual = ANSWERS): Meaning[] {
  return Object.entries({ ...usual, ...own }).flatMap(([status, meaning]): Meaning[] =>
    meaning === null ? [] : [[Number(status), meaning.kind, meaning.final]],
  )
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
