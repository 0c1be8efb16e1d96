import type { ChannelSettings, TransportKind } from '@contract/index'
import type { Json, RawEvent, RunEnd, Transport, TransportIo } from '../../src-main/core/ports'

/** One run as the publisher's side sees it. */
export interface FakeRun {
  readonly url: string
  readonly settings: ChannelSettings
  readonly cursor: Json | null
  readonly at: number
  readonly io: TransportIo
  /** The reader let go of it. */
  readonly aborted: boolean
  /** It has ended, one way or the other. */
  readonly ended: boolean
  open(): void
  /** Hands over events; resolves when stored. */
  send(...events: (Partial<RawEvent> & { payload: string })[]): Promise<void>
  end(end?: Partial<RunEnd>): void
  fail(error: unknown): void
}

export interface FakeTransport extends Transport {
  /** Every run so far, oldest first. */
  readonly runs: FakeRun[]
  /** The newest run, optionally of one address. Throws when there is none. */
  last(url?: string): FakeRun
  runsOf(url: string): FakeRun[]
  /** Called with every new run; lets a test write a publisher that answers by itself. */
  answer: ((run: FakeRun) => void) | null
  /** The most runs that were under way but not yet open at the same time. */
  readonly mostUnopened: number
}

/** A wire played by the test. */
export function createFakeTransport(
  kind: TransportKind,
  style: 'stream' | 'document',
  now: () => number,
): FakeTransport {
  const runs: FakeRun[] = []
  let unopened = 0
  let mostUnopened = 0

  const transport: FakeTransport = {
    kind,
    style,
    how: style === 'stream' ? 'push' : 'poll',
    runs,
    answer: null,
    get mostUnopened() {
      return mostUnopened
    },
    last(url) {
      const run = (url === undefined ? runs : transport.runsOf(url)).at(-1)
      if (run === undefined) throw new Error(`no run${url === undefined ? '' : ` of ${url}`} yet`)
      return run
    },
    runsOf: (url) => runs.filter((run) => run.url === url),
    run(channel, io) {
      return new Promise<RunEnd>((resolve, reject) => {
        let opened = false
        let ended = false
        unopened += 1
        mostUnopened = Math.max(mostUnopened, unopened)
        const stand = () => {
          if (opened) return
          opened = true
          unopened -= 1
        }
        const finish = (settle: () => void) => {
          if (ended) return
          ended = true
          stand()
          settle()
        }
        io.signal.addEventListener('abort', () => finish(() => reject(io.signal.reason as Error)), { once: true })
        const run: FakeRun = {
          url: channel.url,
          settings: channel.settings,
          cursor: io.cursor,
          at: now(),
          io,
          get aborted() {
            return io.signal.aborted
          },
          get ended() {
            return ended
          },
          open() {
            stand()
            io.opened()
          },
          send: (...events) => io.received(events.map((event) => rawEvent(event, channel.url, now()))),
          end: (end = {}) =>
            finish(() =>
              resolve({ how: style === 'stream' ? 'closed' : 'document', waitAtLeastMs: 0, conditional: true, ...end }),
            ),
          fail: (error) => finish(() => reject(error as Error)),
        }
        runs.push(run)
        transport.answer?.(run)
      })
    },
  }
  return transport
}

function rawEvent(event: Partial<RawEvent> & { payload: string }, baseUrl: string, receivedAt: number): RawEvent {
  return { contentType: null, topic: null, id: null, receivedAt, baseUrl, ...event }
}
