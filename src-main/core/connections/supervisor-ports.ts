import type { ChannelId, ChannelTally, ConnectionState } from '@contract/index'
import type {
  ChannelRecord,
  Clock,
  ConnectionMemory,
  LivePicture,
  Log,
  Random,
  RawEvent,
  Transport,
  Transports,
  WireFrame,
} from '../ports'
import type { GateLimits } from './gate'

/** What the supervisor needs, and whom it tells. */
export interface SupervisorPorts {
  transports: Transports
  clock: Clock
  random: Random
  log: Log
  /** The channel as stored now, with the newest cursor; null when it was removed. */
  channel(id: ChannelId): ChannelRecord | null
  /** The general interval, for channels whose user chose none. Minutes. */
  generalPollMinutes(): number
  /** Whether its news comes by a push service for now (WebSub, rssCloud); absent: never. */
  isPushed?(id: ChannelId): boolean
  /**
   * Makes items of events and stores them with the cursor. Awaiting it is the back-pressure.
   * Rejects with a TransportError (unreadable document) or a StorageError.
   */
  received(
    id: ChannelId,
    events: readonly RawEvent[],
    transport: Pick<Transport, 'how' | 'style'>,
  ): Promise<{ stored: number }>
  onState(id: ChannelId, state: ConnectionState): void
  /** To be kept over restarts. May throw StorageError. */
  remember(id: ChannelId, patch: Partial<ConnectionMemory>): void
  /** To be added to the stored tally; called every few seconds at most. May throw StorageError. */
  count(id: ChannelId, tally: Partial<ChannelTally>): void
  /**
   * The publisher moved for good. Store the new address; the next attempt goes there. Answers false when the channel
   * stays where it was, because another channel follows that address already.
   */
  moved(id: ChannelId, to: string): boolean
  /** Connections are back after a gap. `missed` is known only of publishers that resume; the others may have lost items. */
  back(fact: { missed: number; recovered: number; mayBeLost: ChannelId[] }): void
  /** Raw traffic, for `tail --raw`; absent when nobody watches. */
  frame?(id: ChannelId, frame: WireFrame): void
  /** A live picture came; absent when nobody wants pictures. */
  picture?(id: ChannelId, picture: LivePicture): void
  /** Other bounds than the named ones, for measurements. */
  limits?: GateLimits
}
