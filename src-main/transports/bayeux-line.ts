import type { ArrivalHow } from '../contract/index'
import type { Json } from '../core/ports'
import type { BayeuxMessage } from './bayeux-messages'

/** What we say. `ext` may hold the user's secret. */
export interface Outgoing {
  channel: string
  id: string
  clientId?: string
  ext?: { [key: string]: Json }
  [field: string]: Json | undefined
}

/** A way to exchange messages with a Bayeux server. One question at a time is under way. */
export interface BayeuxLine {
  readonly type: 'websocket' | 'long-polling'
  readonly how: ArrivalHow
  /** What links in messages are relative to. */
  readonly baseUrl: string
  send(messages: readonly Outgoing[]): void
  /** What came since the last call, at least one message; null when the server closed in order. Rejects with TransportError. */
  next(): Promise<BayeuxMessage[] | null>
  /** A last word; its answer does not matter. */
  leave(messages: readonly Outgoing[], signal: AbortSignal): Promise<void>
  close(): void
}

/** As it may be shown: `ext` holds tokens, so of it only the number that acknowledges is. */
export function shownMessages(messages: readonly Outgoing[]): string {
  return JSON.stringify(
    messages.map(({ ext, ...message }) => (ext?.ack === undefined ? message : { ...message, ext: { ack: ext.ack } })),
  )
}
