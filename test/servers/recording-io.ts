import { EventEmitter } from 'node:events'
import { DEFAULT_CHANNEL_SETTINGS, type ChannelSettings, type Failure } from '../../src-main/contract/index'
import {
  TransportError,
  type Clock,
  type Json,
  type LivePicture,
  type RawEvent,
  type RunEnd,
  type Transport,
  type TransportIo,
  type WireFrame,
} from '../../src-main/core/ports'
import { until } from './until'

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** One run of a transport and everything it told. */
export interface RecordedRun {
  opened: number
  events: RawEvent[]
  /** How many events each `received` handed over. */
  batches: number[]
  frames: WireFrame[]
  drops: { count: number; why: Failure }[]
  pictures: LivePicture[]
  bytes: number
  /** Of the last event that was stored. */
  cursor: Json | null
  end: RunEnd | null
  error: unknown
  finished: boolean
  /** The greatest number of `received` calls under way at once; more than 1 breaks the contract. */
  atOnce: number
  abort(reason?: Error): void
  /** Resolves when the run is over, however it ended. */
  over: Promise<void>
  /** The TransportError it failed with; throws when it did not fail, or with something else. */
  failure(): TransportError
  until(condition: () => boolean, what: string): Promise<void>
}

export interface RunWishes {
  cursor?: Json | null
  settings?: Partial<ChannelSettings>
  /** Resolves when the store has taken a batch; absent: at once. */
  store?: (events: readonly RawEvent[]) => Promise<void>
  watch?: boolean
}

export function startRun(transport: Transport, url: string, wishes: RunWishes = {}): RecordedRun {
  const abort = new AbortController()
  let receiving = 0
  const run: RecordedRun = {
    opened: 0,
    events: [],
    batches: [],
    frames: [],
    drops: [],
    pictures: [],
    bytes: 0,
    cursor: wishes.cursor ?? null,
    end: null,
    error: null,
    finished: false,
    atOnce: 0,
    abort: (reason = new Error('enough')) => abort.abort(reason),
    over: Promise.resolve(),
    failure() {
      if (this.error instanceof TransportError) return this.error
      throw new Error(`no TransportError but ${String(this.error ?? JSON.stringify(this.end))}`)
    },
    until: (condition, what) =>
      until(() => condition() || (run.finished && !condition() && finishedEarly(run, what)), what),
  }
  const io: TransportIo = {
    cursor: wishes.cursor ?? null,
    signal: abort.signal,
    opened: () => void (run.opened += 1),
    async received(events) {
      receiving += 1
      run.atOnce = Math.max(run.atOnce, receiving)
      try {
        await wishes.store?.(events)
        run.events.push(...events)
        run.batches.push(events.length)
        const last = events.at(-1)?.cursor
        if (last !== undefined) run.cursor = last
      } finally {
        receiving -= 1
      }
    },
    dropped: (count, why) => void run.drops.push({ count, why }),
    picture: (picture) => void run.pictures.push(picture),
    heard: (bytes) => void (run.bytes += bytes),
    ...(wishes.watch === false ? {} : { frame: (frame: WireFrame) => void run.frames.push(frame) }),
  }
  const settings = { ...DEFAULT_CHANNEL_SETTINGS, ...wishes.settings }
  run.over = transport.run({ url, settings }, io).then(
    (end) => {
      run.end = end
      if (end.cursor !== undefined) run.cursor = end.cursor
      run.finished = true
    },
    (error: unknown) => {
      run.error = error
      run.finished = true
    },
  )
  return run
}

function finishedEarly(run: RecordedRun, what: string): never {
  throw new Error(`the run was over before: ${what} (${String(run.error ?? JSON.stringify(run.end))})`)
}

/** A door that is shut until it is opened: for stores that are slow on purpose. */
export function gate(): { passed: () => Promise<void>; open: () => void } {
  const bell = new EventEmitter()
  let isOpen = false
  return {
    passed: () => (isOpen ? Promise.resolve() : new Promise((resolve) => bell.once('open', resolve))),
    open: () => {
      isOpen = true
      bell.emit('open')
    },
  }
}

export function eventFrames(run: RecordedRun): { type: string; data: string; lastEventId: string }[] {
  return run.frames
    .filter((frame) => frame.kind === 'event')
    .map(({ type = '', data, lastEventId = '' }) => ({ type, data, lastEventId }))
}
