import type {
  Alternative,
  ChannelId,
  ChannelSettings,
  Detection,
  ItemDetail,
  ItemId,
  ItemPage,
  ItemSummary,
  ListPosition,
  ListQuery,
  NotifyLevel,
  Settings,
  Snapshot,
  TransportKind,
} from './model'

/** `Partial` all the way down; arrays and records are replaced whole. */
export type Patch<T> = {
  [K in keyof T]?: T[K] extends unknown[] | null ? T[K] : T[K] extends object ? Patch<T[K]> : T[K]
}

export interface NewChannel {
  url: string
  kind: TransportKind
  /** Omit to take the publisher's. */
  title?: string
  folder?: string | null
  settings?: Partial<ChannelSettings>
}

export interface ChannelPatch {
  url?: string
  title?: string
  folder?: string | null
  settings?: Partial<ChannelSettings>
}

/** What a Web Push sender needs, ready to be copied. Holds no secret of ours. */
export interface PushSubscriptionSheet {
  /** The subscription as browsers hand it out: endpoint, expirationTime and keys. JSON. */
  subscription: string
  endpoint: string
  /** Ready to run, each with one line of what it does. */
  commands: { what: 'webPush' | 'plain' | 'openssl'; command: string }[]
  /** Why nothing can reach the endpoint at the moment; null: it can. */
  trouble: string | null
}

/**
 * What an interface may ask of the reader: name → one argument and the answer.
 * Queries answer with data; commands answer with at most an id, and the new state arrives as a push.
 */
export interface Calls {
  /** The starting point of an interface. */
  'snapshot.get': { argument: null; answer: Snapshot }

  'items.page': { argument: { query: ListQuery; before: ListPosition | null; limit: number }; answer: ItemPage }
  'items.get': { argument: { id: ItemId }; answer: ItemDetail | null }
  /**
   * The user opened this article and sees it. Said only for channels whose `sendStatistics` is on; elsewhere it means
   * nothing and nothing is kept of it.
   */
  'items.opened': { argument: { id: ItemId }; answer: null }
  /** Newest unread headlines and flagged channels' newest, for the ticker; at most `limit`. */
  'items.ticker': { argument: { limit: number }; answer: ItemPage }
  'items.mark': { argument: { ids: ItemId[]; read?: boolean; starred?: boolean }; answer: null }
  /** Marks every unread item of a list that stands at `upTo` or below it (null: all of them); answers a token for `undo`. */
  'items.markListRead': {
    argument: { query: ListQuery; upTo: ListPosition | null }
    answer: { undo: number; marked: number }
  }
  'items.delete': { argument: { ids: ItemId[] }; answer: { undo: number } }
  /** Does what the item's action says, because the user clicked it. Answers when it was done. */
  'items.act': { argument: { id: ItemId; action: number }; answer: null }
  /** The same news (same link, same id or same title) as it came over all channels, in order of arrival. */
  'items.arrivals': { argument: { id: ItemId }; answer: ItemSummary[] }
  /** Takes back a markListRead or a delete; false when the token is too old, or nothing of it is left to take back. */
  undo: { argument: { token: number }; answer: boolean }

  /** Looks at an address; makes at most six requests. `onlyKind` skips guessing. */
  'channels.detect': {
    argument: { address: string; onlyKind?: TransportKind; settings?: Partial<ChannelSettings> }
    answer: Detection
  }
  'channels.add': { argument: NewChannel; answer: { id: ChannelId } }
  'channels.change': { argument: { id: ChannelId; patch: ChannelPatch }; answer: null }
  /** Removes the channel and all its items. */
  'channels.remove': { argument: { id: ChannelId }; answer: null }
  /** `until` null: until resumed. */
  'channels.pause': { argument: { id: ChannelId; until: number | null }; answer: null }
  'channels.resume': { argument: { id: ChannelId }; answer: null }
  /** Asks now: reconnects a stream, polls a feed (at most once a minute). `id` null: every channel. */
  'channels.refresh': { argument: { id: ChannelId | null }; answer: null }
  /** Follows the same news by another technique of the publisher; items stay. */
  'channels.switchTechnique': { argument: { id: ChannelId; to: Alternative }; answer: null }
  /** Web Push: what to give to whoever is to send; null for channels of other kinds. */
  'channels.pushSubscription': { argument: { id: ChannelId }; answer: PushSubscriptionSheet | null }
  /** Web Push: new keys (and a new address); the old ones are honoured for 30 days. */
  'channels.renewPushSubscription': { argument: { id: ChannelId }; answer: null }
  'channels.setNotify': { argument: { id: ChannelId; level: NotifyLevel }; answer: null }

  /** Pauses or resumes everything. `until` 0: until resumed; null: resume. */
  'reader.pauseAll': { argument: { until: number | null }; answer: null }
  /** The interface noticed the network come or go, or the page woke. */
  'reader.network': { argument: { online: boolean }; answer: null }

  /** Brings the main window forward, from a surface that has its own window; `itemId` null opens nothing in it. */
  'reader.show': { argument: { itemId: ItemId | null }; answer: null }

  /**
   * The interface shows this channel's live picture; say it again every PICTURE_LEASE_MS / 2 while that is so.
   * `picture.arrived` comes for watched channels only.
   */
  'pictures.watch': { argument: { channelId: ChannelId }; answer: null }

  'settings.change': { argument: { patch: Patch<Settings> }; answer: null }
  'notices.dismiss': { argument: { id: number }; answer: null }

  /** Starts the embedded newsroom and subscribes to its channels. */
  'demo.start': { argument: null; answer: null }
  /** Removes the demo channels with their items and stops the newsroom. */
  'demo.remove': { argument: null; answer: null }

  'opml.export': { argument: null; answer: { text: string } }
  /** A folder (null: everything) as a Channel Definition Format document. */
  'cdf.export': { argument: { folder: string | null }; answer: { text: string } }
  'opml.import': { argument: { text: string }; answer: { added: number; skipped: number; failed: number } }
}

export type CallName = keyof Calls
export type CallArgument<Name extends CallName> = Calls[Name]['argument']
export type CallAnswer<Name extends CallName> = Calls[Name]['answer']

/** A call that could not be done. Crosses as data, never as a stack. */
export interface CallError {
  kind: 'badArgument' | 'notFound' | 'conflict' | 'unavailable' | 'internal'
  message: string
}
/** What goes over IPC or HTTP for one call. */
export type CallResult<Name extends CallName> = { ok: true; answer: CallAnswer<Name> } | { ok: false; error: CallError }
