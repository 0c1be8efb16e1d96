import type { ChannelId, ChannelTally, ConnectionState, TransportKind } from '@contract/index'
import { DEFAULT_CHANNEL_SETTINGS, EMPTY_TALLY } from '@contract/index'
import { createSupervisor } from '../../../src-main/core/connections/supervisor'
import type { Supervisor, SupervisorPorts } from '../../../src-main/core/connections/supervisor'
import {
  SILENT_PUBLISHER,
  type ChannelRecord,
  type ConnectionMemory,
  type Json,
  type PublisherSchedule,
  type RawEvent,
  type RunEnd,
} from '../../../src-main/core/ports'
import { createFakeClock } from '../../fakes/clock'
import type { FakeClock } from '../../fakes/clock'
import { createSeededRandom } from '../../fakes/random'
import { allTransports } from '../../fakes/all-transports'
import { createFakeTransport } from '../../fakes/transport'
import type { FakeRun, FakeTransport } from '../../fakes/transport'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const NO_SCHEDULE: PublisherSchedule = SILENT_PUBLISHER.schedule
export const NEW_MEMORY: ConnectionMemory = {
  cursor: null,
  dueAt: null,
  failures: 0,
  final: null,
  pausedUntil: null,
  lastChangeAt: null,
  lastAttemptAt: null,
}

/** A supervisor on a bench: fake clock and wires, and a map in place of the store. Survives `restart`. */
export interface Bench {
  clock: FakeClock
  sse: FakeTransport
  feed: FakeTransport
  websocket: FakeTransport
  records: Map<ChannelId, ChannelRecord>
  supervisor: Supervisor
  states: { id: ChannelId; state: ConnectionState; at: number }[]
  back: { missed: number; recovered: number; mayBeLost: ChannelId[] }[]
  logged: string[]
  moved: { id: ChannelId; to: string }[]
  received: { id: ChannelId; payloads: string[] }[]
  /** Set to make storing fail or wait. */
  storing: (id: ChannelId, events: readonly RawEvent[]) => Promise<{ stored: number }>
  generalPollMinutes: number
  add(url: string, kind?: TransportKind, change?: (record: ChannelRecord) => void): ChannelRecord
  record(id: ChannelId): ChannelRecord
  state(id: ChannelId): ConnectionState
  /** Stops the reader and starts another on the same memory. */
  restart(): Promise<void>
}

export function createBench({ seed = 1, start }: { seed?: number; start?: number } = {}): Bench {
  const clock = createFakeClock(start)
  const random = createSeededRandom(seed)
  const sse = createFakeTransport('sse', 'stream', clock.now)
  const websocket = createFakeTransport('websocket', 'stream', clock.now)
  const feed = createFakeTransport('feed', 'document', clock.now)
  const records = new Map<ChannelId, ChannelRecord>()

  const ports: SupervisorPorts = {
    transports: allTransports({ sse, websocket, feed }),
    clock,
    random,
    log: {
      info: () => undefined,
      warn: (message) => bench.logged.push(`warn: ${message}`),
      error: (message) => bench.logged.push(`error: ${message}`),
    },
    channel: (id) => records.get(id) ?? null,
    generalPollMinutes: () => bench.generalPollMinutes,
    async received(id, events) {
      const result = await bench.storing(id, events)
      // As the store does: the cursor goes with the items.
      const cursor = events.findLast((event) => event.cursor !== undefined)?.cursor
      if (cursor !== undefined) bench.record(id).memory.cursor = cursor
      bench.received.push({ id, payloads: events.map((event) => String(event.payload)) })
      return result
    },
    onState: (id, state) => bench.states.push({ id, state, at: clock.now() }),
    remember(id, patch) {
      // Through JSON, as the store keeps it.
      Object.assign(bench.record(id).memory, JSON.parse(JSON.stringify(patch)) as Partial<ConnectionMemory>)
    },
    count(id, tally) {
      const sum = bench.record(id).tally
      for (const name of Object.keys(tally) as (keyof ChannelTally)[]) sum[name] += tally[name] ?? 0
    },
    moved(id, to) {
      bench.moved.push({ id, to })
      bench.record(id).url = to
      return true
    },
    back: (fact) => bench.back.push(fact),
  }

  const bench: Bench = {
    clock,
    sse,
    feed,
    websocket,
    records,
    supervisor: createSupervisor(ports),
    states: [],
    back: [],
    logged: [],
    moved: [],
    received: [],
    storing: (_id, events) => Promise.resolve({ stored: events.length }),
    generalPollMinutes: 60,
    add(url, kind = 'sse', change = () => undefined) {
      const id = records.size + 1
      const record: ChannelRecord = {
        id,
        url,
        kind,
        userTitle: null,
        folder: null,
        settings: { ...DEFAULT_CHANNEL_SETTINGS },
        publisher: { ...SILENT_PUBLISHER, schedule: { ...NO_SCHEDULE } },
        demo: false,
        createdAt: clock.now(),
        memory: { ...NEW_MEMORY },
        tally: { ...EMPTY_TALLY },
        unread: 0,
        total: 0,
        lastItemAt: null,
      }
      change(record)
      records.set(id, record)
      bench.supervisor.watch(copy(record))
      return record
    },
    record(id) {
      const record = records.get(id)
      if (record === undefined) throw new Error(`no channel ${id}`)
      return record
    },
    state: (id) => bench.supervisor.state(id),
    async restart() {
      await bench.supervisor.stop()
      if (clock.timers !== 0) throw new Error(`${clock.timers} timers left after stop`)
      bench.supervisor = createSupervisor(ports)
      for (const record of records.values()) bench.supervisor.watch(copy(record))
      await clock.settle()
    },
  }
  return bench
}

function copy(record: ChannelRecord): ChannelRecord {
  return JSON.parse(JSON.stringify(record)) as ChannelRecord
}

/** A publisher of a feed that answers every poll at once. */
export function answering(end: Partial<RunEnd> = {}): (run: FakeRun) => void {
  return (run) => {
    run.open()
    run.end({ how: 'unchanged', conditional: true, ...end })
  }
}

/** The times between one entry and the next. */
export function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0))
}

/** A cursor as an SSE transport keeps it. */
export function lastEventId(id: string): Json {
  return { lastEventId: id }
}
