import type { ConnectionState, Failure } from '@contract/index'
import { EMPTY_TALLY, type ChannelSettings, type TransportKind } from '@contract/index'
import { createSupervisor } from '../../core/connections/supervisor'
import {
  SILENT_PUBLISHER,
  type ChannelRecord,
  type Clock,
  type Json,
  type LivePicture,
  type Log,
  type Random,
  type RawEvent,
  type Transport,
  type Transports,
  type WireFrame,
} from '../../core/ports'

export interface FollowPorts {
  transports: Transports
  clock: Clock
  random: Random
  log: Log
}

export interface Followed {
  url: string
  kind: TransportKind
  settings: ChannelSettings
  cursor: Json | null
  /** Awaited before more is read: nothing is lost to a slow reader of ours. */
  received(events: readonly RawEvent[], channel: ChannelRecord): Promise<void>
  /** Raw traffic, when somebody wants it. */
  frame?: ((frame: WireFrame) => void) | undefined
  /** The wire left something out. */
  dropped(count: number, why: Failure): void
  onState(state: ConnectionState): void
  /** A picture came that replaces the one before. */
  picture?(picture: LivePicture): void
}

/** How often a document is asked for when nothing says otherwise. Minutes, as in the reader. */
const POLL_MINUTES = 60

/**
 * Follows one channel that is stored nowhere, under the reader's own supervisor: the same back-off, the same wishes of
 * the server honoured, the cursor kept from one connection to the next. Returns its stop.
 */
export function follow({ transports, ...ports }: FollowPorts, followed: Followed): () => Promise<void> {
  let record: ChannelRecord = {
    id: 1,
    url: followed.url,
    kind: followed.kind,
    userTitle: null,
    folder: null,
    settings: followed.settings,
    publisher: SILENT_PUBLISHER,
    demo: false,
    createdAt: ports.clock.now(),
    memory: {
      cursor: followed.cursor,
      dueAt: null,
      failures: 0,
      final: null,
      pausedUntil: null,
      lastChangeAt: null,
      lastAttemptAt: null,
    },
    tally: EMPTY_TALLY,
    unread: 0,
    total: 0,
    lastItemAt: null,
  }
  const wire = transports[followed.kind]
  const watched: Transport = {
    ...wire,
    run: (channel, io) =>
      wire.run(channel, {
        ...io,
        dropped(count, why) {
          io.dropped(count, why)
          followed.dropped(count, why)
        },
        ...(followed.frame !== undefined && { frame: followed.frame }),
      }),
  }
  const supervisor = createSupervisor({
    ...ports,
    transports: { ...transports, [followed.kind]: watched },
    channel: () => record,
    generalPollMinutes: () => POLL_MINUTES,
    async received(_id, events) {
      await followed.received(events, record)
      const cursor = events.findLast((event) => event.cursor !== undefined)?.cursor
      if (cursor !== undefined) record = { ...record, memory: { ...record.memory, cursor } }
      return { stored: events.length }
    },
    onState: (_id, state) => {
      followed.onState(state)
    },
    remember(_id, patch) {
      record = { ...record, memory: { ...record.memory, ...patch } }
    },
    count: () => undefined,
    moved(_id, to) {
      record = { ...record, url: to }
      return true
    },
    back: () => undefined,
    picture: (_id, picture) => followed.picture?.(picture),
  })
  supervisor.watch(record)
  return () => supervisor.stop()
}
