import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type {
  CallAnswer,
  CallArgument,
  CallName,
  ChannelSettings,
  ChannelView,
  ConnectionState,
  Push,
} from '@contract/index'
import type { Clock, Log, Store, Transport } from '../../../src-main/core/ports'
import { allTransports } from '../../fakes/all-transports'
import { createReader, type Reader } from '../../../src-main/core/reader'
import { openStore } from '../../../src-main/store/open-store'
import { createActionSender } from '../../../src-main/transports/action-sender'
import { createFeedTransport } from '../../../src-main/transports/feed'
import { createHttpClient, type HttpClientOptions } from '../../../src-main/transports/http'
import { createSseTransport } from '../../../src-main/transports/sse'
import { createWebSocketTransport } from '../../../src-main/transports/websocket'
import { createFakeClock } from '../../fakes/clock'
import { createSeededRandom } from '../../fakes/random'
import type { Certificate } from '../../servers/certificate'
import { until } from '../../servers/until'
import { NO_FAILINGS, openBook, type Book } from './book'
import { type Publisher, startPublisher } from './publisher'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A whole reader on real sockets and a real store, in time that is advanced by hand. */
export interface Rig {
  readonly now: () => number
  readonly book: Book
  readonly publisher: Publisher
  readonly store: Store
  readonly pushes: Push[]
  readonly complaints: string[]
  anotherPublisher(certificate?: Certificate): Promise<Publisher>
  /** Runs that may stay under way while time passes: servers that never answer. */
  tolerate(hanging: number): void
  add(url: string, settings?: Partial<ChannelSettings>): Promise<number>
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallAnswer<Name>>
  /** The user asks now. */
  refresh(id: number | null): Promise<void>
  /** Every timer due on the way is called in its turn, and what it asked of the network is answered before the next. */
  advance(milliseconds: number): Promise<void>
  /** The wall clock alone. */
  jump(milliseconds: number): void
  stop(): Promise<void>
  restart(): Promise<void>
  restartAfterStop(): Promise<void>
  /** Waits for a condition without letting time pass. */
  until(condition: () => boolean | Promise<boolean>, what: string): Promise<void>
  view(id: number): Promise<ChannelView>
  state(id: number): Promise<ConnectionState>
  titles(): Promise<string[]>
  reader(): Reader
  /** Checks the publishers' book and the store against each other, and ends everything. */
  close(): Promise<void>
}

export interface RigOptions {
  http?: HttpClientOptions
  /** Real milliseconds a server has for its headers, where a time-out is tried. */
  headersTimeoutMs?: number
  seed?: number
}

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-etiquette-'))
  const fake = createFakeClock()
  const random = createSeededRandom(options.seed)
  const book = openBook(fake.now)
  const publishers = [await startPublisher(fake.now, book)]
  const [publisher] = publishers as [Publisher]
  const complaints: string[] = []
  let pushes: Push[] = []
  let underWay = 0
  let hanging = 0
  let elapsed = 0
  /** When each timer of the reader is due, in running time: the fake clock tells nobody. */
  const due = new Map<symbol, number>()
  const clock: Clock = {
    now: fake.now,
    after(milliseconds, call) {
      const token = Symbol('timer')
      // Whole milliseconds, so that sums of steps meet the timers exactly.
      const wait = Math.ceil(Math.max(0, milliseconds))
      due.set(token, elapsed + wait)
      const stop = fake.after(wait, () => {
        due.delete(token)
        call()
      })
      return () => {
        due.delete(token)
        stop()
      }
    },
  }

  async function quiet(): Promise<void> {
    do {
      await until(() => underWay <= hanging, 'the wires are quiet')
      await fake.settle()
      await fake.settle()
    } while (underWay > hanging)
  }

  function watched(feed: Transport): Transport {
    return {
      ...feed,
      async run(channel, io) {
        underWay += 1
        try {
          return await feed.run(channel, io)
        } finally {
          underWay -= 1
        }
      },
    }
  }

  function compose() {
    const log: Log = {
      info: () => undefined,
      warn: (message, facts) => complaints.push(`${message} ${JSON.stringify(facts ?? {})}`),
      error: (message, facts) => complaints.push(`${message} ${JSON.stringify(facts ?? {})}`),
    }
    const real = createHttpClient(options.http)
    const http = {
      ...real,
      get: (request: Parameters<typeof real.get>[0]) =>
        real.get({ ...request, headersTimeoutMs: options.headersTimeoutMs ?? request.headersTimeoutMs }),
    }
    const store = openStore(join(folder, 'crier.db'), { now: clock.now, log })
    const reader = createReader({
      store,
      transports: allTransports({
        sse: createSseTransport({ http, clock }),
        feed: watched(createFeedTransport({ http, clock })),
        websocket: createWebSocketTransport({ clock }),
      }),
      actions: createActionSender(http),
      detect: async (address) => ({ address, candidates: [], steps: [], failure: null }),
      newsroom: { start: async () => [], stop: async () => undefined },
      clock,
      random,
      log,
      shell: {
        kind: 'browser',
        version: '0.0.0',
        platform: 'test',
        can: { tickerWindow: false, startAtLogin: false, tray: false },
        dataFolder: '',
      },
    })
    reader.onPush((push) => pushes.push(push))
    reader.start()
    return { reader, store, http }
  }

  let composed: ReturnType<typeof compose> | null = compose()
  const running = () => {
    if (composed === null) throw new Error('stopped')
    return composed
  }

  const rig: Rig = {
    now: fake.now,
    book,
    publisher,
    get store() {
      return running().store
    },
    get pushes() {
      return pushes
    },
    complaints,
    async anotherPublisher(certificate) {
      const another = await startPublisher(fake.now, book, certificate)
      publishers.push(another)
      return another
    },
    tolerate: (count) => void (hanging = count),
    async add(url, settings = {}) {
      const { id } = await rig.call('channels.add', { url, kind: 'feed', settings })
      await quiet()
      return id
    },
    async call(name, argument) {
      const result = await running().reader.call(name, argument)
      if (!result.ok) throw new Error(`${name}: ${result.error.message}`)
      return result.answer
    },
    async refresh(id) {
      // One request a second, however many channels.
      book.byHand(id === null ? 60_000 : undefined)
      await rig.call('channels.refresh', { id })
      await quiet()
    },
    async advance(milliseconds) {
      await quiet()
      const end = elapsed + milliseconds
      for (;;) {
        const next = Math.min(...due.values(), Infinity)
        if (next > end) break
        const step = Math.max(0, next - elapsed)
        elapsed = Math.max(elapsed, next)
        await fake.advance(step)
        await quiet()
      }
      await fake.advance(end - elapsed)
      elapsed = end
    },
    jump(milliseconds) {
      fake.jump(milliseconds)
      book.clockSet(milliseconds < 0 ? milliseconds : 0)
    },
    async stop() {
      const { reader, store, http } = running()
      composed = null
      await reader.stop()
      await http.close()
      store.close()
    },
    async restart() {
      await rig.stop()
      await rig.restartAfterStop()
    },
    async restartAfterStop() {
      composed = compose()
      await quiet()
    },
    until,
    async view(id) {
      const view = (await rig.call('snapshot.get', null)).channels.find((one) => one.id === id)
      if (view === undefined) throw new Error(`no channel ${id}`)
      return view
    },
    state: async (id) => (await rig.view(id)).state,
    async titles() {
      const page = await rig.call('items.page', { query: { list: 'all' }, before: null, limit: 500 })
      return page.items.map((item) => item.title).sort()
    },
    reader: () => running().reader,
    async close() {
      try {
        if (composed === null) composed = compose()
        const titles = await rig.titles()
        const wanted = [...book.published].map((guid) => `Story ${guid}`)
        expect(
          titles.filter((title, index) => titles.indexOf(title) !== index),
          'items doubled',
        ).toEqual([])
        expect(
          wanted.filter((title) => !titles.includes(title)),
          'items lost',
        ).toEqual([])
        expect(book.measures).toEqual(NO_FAILINGS)
      } finally {
        pushes = []
        hanging = Infinity
        await rig.stop()
        for (const one of publishers) await one.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
  return rig
}

export const gaps = (times: readonly number[]): number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0))
