/**
 * What the core needs from outside, declared where it is used. Transports, store and shells implement these;
 * nothing here knows a socket, a file or a window.
 */
import type {
  Alert,
  Arrival,
  ArrivalHow,
  ChannelId,
  ChannelSettings,
  ChannelTally,
  Counts,
  Detection,
  ErrorKind,
  Failure,
  ItemAction,
  ItemDetail,
  ItemId,
  ItemPage,
  ItemSummary,
  ListPosition,
  ListQuery,
  MediaLink,
  NewChannel,
  Options,
  PushSubscriptionSheet,
  Settings,
  TransportKind,
} from '@contract/index'

/** A value that survives JSON. Opaque to everyone but the transport that made it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

// ───────────────────────────── channels as the reader keeps them

/** What the user added, as stored. Secrets (header values) included: never send one to an interface. */
export interface Channel {
  id: ChannelId
  url: string
  kind: TransportKind
  /** The user's own title; null follows the publisher's. */
  userTitle: string | null
  folder: string | null
  settings: ChannelSettings
  publisher: PublisherFacts
  demo: boolean
  createdAt: number
}

/** What the publisher says of itself. Null where it said nothing. */
export interface PublisherFacts {
  title: string | null
  siteUrl: string | null
  iconUrl: string | null
  schedule: PublisherSchedule
  /** Push services it advertises, as they must be asked. */
  push: PushOffer[]
  /** CDF LOGIN. */
  asksLogin: boolean
  /** CDF LOGTARGET: where reading statistics are wanted, http or https. Null: not asked. See reading-log.ts. */
  statistics: StatisticsWish | null
  /** CDF LOGO by style. */
  logos: { icon: string | null; image: string | null; wide: string | null }
  /** Paths of its parts (see SECTION_SEPARATOR), in its order. */
  sections: string[]
}

/** What a publisher would like to know about its readers. Nothing of it happens unless the user wants it. */
export interface StatisticsWish {
  url: string
  scope: 'all' | 'offline' | 'online'
  /** Older readings are not wanted; null: all are. */
  keepHours: number | null
  /** What goes along with a report. */
  headers: Record<string, string>
  /** The pages whose reading it would like to know of. */
  pages: string[]
}

/** A publisher that has said nothing of itself yet. */
export const SILENT_PUBLISHER: PublisherFacts = {
  title: null,
  siteUrl: null,
  iconUrl: null,
  schedule: { intervalMs: null, skipHours: [], skipDays: [], windows: null },
  push: [],
  asksLogin: false,
  statistics: null,
  logos: { icon: null, image: null, wide: null },
  sections: [],
}

/** A push service that a feed advertises. */
export type PushOffer =
  /** WebSub (W3C Recommendation): where to subscribe, and to what. */
  | { service: 'WebSub'; hub: string; topic: string }
  /** rssCloud: who notifies, and how it is asked. */
  | {
      service: 'rssCloud'
      domain: string
      port: number
      path: string
      registerProcedure: string
      protocol: 'http-post' | 'xml-rpc' | 'soap'
    }

/** How often the publisher wishes to be asked. All are lower bounds on our interval. */
export interface PublisherSchedule {
  /** RSS ttl, sy:updatePeriod ÷ sy:updateFrequency, CDF interval: the largest of them. Milliseconds. */
  intervalMs: number | null
  /** RSS skipHours: hours 0–23, GMT. */
  skipHours: number[]
  /** RSS skipDays: 0 = Sunday … 6, GMT. */
  skipDays: number[]
  /** CDF SCHEDULE: when the publisher would like us to look. Honoured only where the user chose it. Null: none. */
  windows: PublisherWindows | null
}

/**
 * CDF SCHEDULE. Interval k is [startAt + k·intervalMs, startAt + (k + 1)·intervalMs); in each, one random instant
 * between earliestMs and latestMs after its beginning is the one to ask at.
 */
export interface PublisherWindows {
  /**
   * Midnight of STARTDATE, Unix milliseconds; null: midnight of the day the channel was added, in `zoneMinutes` (null: in
   * the user's own zone).
   */
  startAt: number | null
  zoneMinutes: number | null
  /** After it there are no more updates, Unix milliseconds; null: for ever. */
  stopAt: number | null
  intervalMs: number
  earliestMs: number
  latestMs: number
}

/** What the supervisor remembers of a channel over restarts. */
export interface ConnectionMemory {
  /** Opaque to all but the transport. */
  cursor: Json | null
  /** When the next attempt is due, for polls and long waits; null: at once. */
  dueAt: number | null
  /** Attempts that failed in a row. */
  failures: number
  /** Why we stopped for good, if we did. */
  final: { status: 'ended' | 'needsYou'; error: Failure; since: number } | null
  /** Paused by the user until then; 0: until resumed; null: not paused. */
  pausedUntil: number | null
  /** When the last item-changing answer came: lets long-quiet feeds be asked less. */
  lastChangeAt: number | null
  /** When the last attempt began. */
  lastAttemptAt: number | null
  /** What has been going wrong, so that the server's wish and our patience outlive a restart. Absent or null: nothing. */
  trouble?: Trouble | null
}

/** The same kind of failure, again and again. Plain JSON. */
export interface Trouble {
  /** The latest. */
  error: Failure
  /** When this kind of failure was first seen in a row, and how often since. */
  since: number
  times: number
  /** The server told us not to ask before then (Retry-After); not even the user's hand may. Null: it did not. */
  notBefore: number | null
}

export interface ChannelRecord extends Channel {
  memory: ConnectionMemory
  tally: ChannelTally
  unread: number
  total: number
  lastItemAt: number | null
}

// ───────────────────────────── the wire

/** One thing a publisher sent, before anyone has understood it. */
export interface RawEvent {
  /** Bytes when the encoding is still to be found out (documents), text when the wire fixes it. */
  payload: Uint8Array | string
  contentType: string | null
  /** Event type, topic, room: what the wire calls this event. Null where the wire has none. */
  topic: string | null
  /** The event's id on the wire, null where it has none. */
  id: string | null
  /**
   * Where reading resumes once this event is stored; undefined leaves the cursor as it is. May be a getter: it is read once
   * for each transaction, of the last event in it.
   */
  readonly cursor?: Json | null
  /** Unix milliseconds. */
  receivedAt: number
  /** What relative addresses inside the payload are relative to: the address that finally answered. */
  baseUrl: string
  /** The grammar of the payload where the wire fixes it; absent: found out from the content. */
  format?: PayloadFormat
  /** What the wire itself says of the event, around the payload: it fills in where the payload is silent. */
  says?: WireFacts
  /** How this one came, where a transport has several ways; absent: as the transport says. */
  how?: ArrivalHow
  /** The `Link` header of the answer, for documents. */
  links?: string | null
  /** What the wire knows of the publisher (its topics, its applications), where payloads tell nothing of it. */
  publisher?: PublisherFacts
  /**
   * The publisher takes items back instead of sending one: those with these guids, or everything it ever sent (`all`).
   * The payload is not read then. What the user starred stays. An empty list only moves the cursor.
   */
  withdraws?: readonly string[] | 'all'
}

/** Grammars that content alone does not tell. */
export const PAYLOAD_FORMATS = ['ntfy', 'gotify', 'notification', 'document', 'page', 'xml', 'text', 'mail'] as const
/**
 * `ntfy`, `gotify`: a message object of theirs · `notification`: what a Web Push carries (declarative, Mastodon's, free
 * JSON, a feed entry, text) · `document`: a whole JSON or text document that need not be a feed (Ajax polling) · `page`: a
 * page of HTML that is news itself · `xml`: a message that may be an XML document of the publisher's own ·
 * `text`: words and nothing else, whatever they look like · `mail`: a mail taken apart (see formats/mail.ts).
 */
export type PayloadFormat = (typeof PAYLOAD_FORMATS)[number]

/** Fields of a draft that an envelope may carry. */
export type WireFacts = Partial<
  Pick<
    ItemDraft,
    'guid' | 'title' | 'link' | 'author' | 'publishedAt' | 'categories' | 'image' | 'priority' | 'section' | 'expiresAt'
  >
>

/** Raw traffic, for `tail --raw` and the workbench. */
export interface WireFrame {
  at: number
  direction: 'in' | 'out'
  kind: 'open' | 'event' | 'comment' | 'text' | 'binary' | 'ping' | 'pong' | 'close' | 'request' | 'response' | 'retry'
  /** SSE: the event as {type,data,lastEventId}; else text. */
  data: string
  type?: string
  lastEventId?: string
}

export interface TransportIo {
  /** What `RawEvent.cursor` or `RunEnd.cursor` last stored; null at first. */
  cursor: Json | null
  /** Aborting it must end `run` within 100 ms and leave no handle behind. */
  signal: AbortSignal
  /** The connection stands (HTTP 200, WebSocket open). Call once. */
  opened(): void
  /**
   * Hands over what arrived, in order. Resolves when all of it is stored: awaiting it is the back-pressure, so hand
   * over many at once (all of a chunk) and never run more than one call at a time. Rejects with a TransportError
   * when the content is unreadable for a document; the cursor is then not kept.
   */
  received(events: readonly RawEvent[]): Promise<void>
  /** Something was left out: over a limit, undecodable. Counted and shown. */
  dropped(count: number, why: Failure): void
  /** Bytes that came in, after the body was decoded. Also the sign of life. */
  heard(bytes: number): void
  /** Raw traffic; absent when nobody watches. */
  frame?(frame: WireFrame): void
  /** A picture that replaces the one before; never stored. Absent when the caller has no use for pictures. */
  picture?(picture: LivePicture): void
}

/** One frame of a live picture, as it came. The bytes belong to whoever gets them. */
export interface LivePicture {
  at: number
  /** `image/jpeg` and the like. */
  type: string
  bytes: Uint8Array
  /** Pictures that came over this connection, this one included, and of those the ones that were passed over. */
  came: number
  skipped: number
}

/** How a run ended well. */
export interface RunEnd {
  /** `document`: a poll with content · `unchanged`: a poll without news · `closed`: a stream that ended cleanly. */
  how: 'document' | 'unchanged' | 'closed'
  /** Where to resume; undefined leaves the cursor as it is. */
  cursor?: Json | null
  /** The server's wish: `retry:`, Cache-Control max-age, Retry-After, milliseconds from now; 0 when it has none. */
  waitAtLeastMs: number
  /** Polls: whether the answer carried validators. Without them we ask at most once a day. */
  conditional?: boolean
  /** The publisher moved for good (confirmed by the transport): subscribe there from now on. */
  movedTo?: string
}

/**
 * One wire. Runs until `signal` aborts; resolves on a clean end, throws TransportError otherwise.
 * Never retries, sleeps or stores. On abort it rejects with the signal's reason or resolves; the caller ignores which.
 */
export interface Transport {
  readonly kind: TransportKind
  /** How items of this wire arrive. */
  readonly how: ArrivalHow
  /** Streams stay open; documents end by themselves and are asked again. */
  readonly style: 'stream' | 'document'
  /** Whether a publisher given this cursor sends what came after it. Absent: whenever there is a cursor. */
  resumes?(cursor: Json | null): boolean
  /** What a new channel of this kind needs made up (keys, a topic). Called once, when it is added. */
  prepare?(channel: Pick<Channel, 'url' | 'settings'>): Options | Promise<Options>
  /** For wires whose channels have an address that is handed to whoever is to send. */
  readonly handsOut?: HandsOut
  run(channel: Pick<Channel, 'url' | 'settings'>, io: TransportIo): Promise<RunEnd>
}
export type Transports = Readonly<Record<TransportKind, Transport>>

/** What a wire knows of the addresses it hands out. Nothing here asks anybody. */
export interface HandsOut {
  /** The address of a new channel, where the given one only says where (a server, this computer). */
  newAddress(given: string): string
  /** What a sender must be given. */
  sheet(channel: Pick<Channel, 'url' | 'settings'>): PushSubscriptionSheet
  /** New keys and a new address; what was handed out before is honoured for a while. */
  renewed(channel: Pick<Channel, 'url' | 'settings'>): { url: string; options: Options }
}

/** An expected failure of a wire. Everything else that is thrown is a bug. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly kind: ErrorKind
  /** The server's wish, milliseconds from now; null when it has none. */
  readonly retryAfterMs: number | null
  /** Trying again cannot help: the supervisor stops and says so. `needsYou` asks the user for something. */
  readonly final: 'ended' | 'needsYou' | null
  readonly detail: string | undefined

  constructor(
    kind: ErrorKind,
    message: string,
    more: { retryAfterMs?: number | null; final?: 'ended' | 'needsYou' | null; detail?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.kind = kind
    this.retryAfterMs = more.retryAfterMs ?? null
    this.final = more.final ?? null
    this.detail = more.detail
  }

  get failure(): Failure {
    return { kind: this.kind, message: this.message, ...(this.detail === undefined ? {} : { detail: this.detail }) }
  }
}

// ───────────────────────────── the door for what others send by themselves

/** A request from outside, its body read to the end. */
export interface DoorRequest {
  method: string
  /** What follows the room in the path, without its first slash. */
  path: string
  query: URLSearchParams
  /** Any case; null when absent. */
  header(name: string): string | null
  body: Uint8Array
}
export interface DoorAnswer {
  status: number
  headers?: Readonly<Record<string, string>>
  body?: string
}

/** Somebody who expects requests. */
export interface DoorGuest {
  /** A larger body is answered with 413 before it was read. */
  bodyLimitBytes: number
  answer(request: DoorRequest): DoorAnswer | Promise<DoorAnswer>
  /** The door was closed, or could not be opened again after the settings changed. Nothing comes any more. */
  lost(error: TransportError): void
}

/**
 * The one receiver of this program, for Web Push, WebSub and rssCloud. It stands open while somebody expects something,
 * on the address in the settings, and takes TLS as well as plain HTTP (what a reverse proxy speaks).
 */
export interface Door {
  /**
   * Expects requests to `/<room>/…`. Resolves with its stop once the door is open.
   * @throws TransportError when it cannot be opened
   */
  expect(room: string, guest: DoorGuest): Promise<() => void>
  /** What others must be told to reach `/<room>/<path>`, as the settings are now. */
  addressOf(room: string, path: string): string
  /** Every origin this door answers under, `https://127.0.0.1:7719`. */
  origins(): string[]
  /** The address in the settings under which others outside reach it; null: only this computer (or its network) does. */
  publicUrl(): string | null
  /** The settings changed: moves where they say. */
  move(): void
  close(): Promise<void>
}

/** How the core asks push services to notify us. */
export interface PushServices {
  door: Door
  /**
   * Posts a form. `namedBy`: the address the user typed, in whose document the service was named; only a service of
   * the same place may be on this machine or network.
   * @throws TransportError when there was no answer
   */
  ask(request: {
    url: string
    namedBy: string
    form: Readonly<Record<string, string>>
    signal: AbortSignal
  }): Promise<{ status: number; text: string }>
}

// ───────────────────────────── formats

/** What a payload says an item is. Everything may be missing; nothing is invented. */
export interface ItemDraft {
  /** The publisher's own identity for it: guid, atom:id, JSON Feed id, an event's id field. */
  guid: string | null
  title: string | null
  /** Absolute http(s), mailto or similar; already resolved against the base. */
  link: string | null
  html: string | null
  text: string | null
  author: string | null
  publishedAt: number | null
  updatedAt: number | null
  categories: string[]
  media: MediaLink[]
  image: string | null
  /** 1 lowest … 5 highest, 3 normal (ntfy's scale); null when not said. */
  priority: number | null
  /** Where it stands in the publisher's own division, outermost first; empty: at the top. */
  section: string[]
  actions: ItemAction[]
  /** Meant for the idle screen, and for no other list. */
  idle: boolean
  /** The publisher's own word for "this changed" where the content need not show it. */
  revision?: string
  /** When it is no longer true, Unix milliseconds: it goes then, unless the user starred it. Absent or null: never. */
  expiresAt?: number | null
  /** Over MAX_ITEM_TEXT_BYTES and cut. */
  cut: boolean
}

export interface ParsedPayload {
  /** Name of the format, for people: "RSS 2.0", "Atom 1.0", "JSON Feed 1.1", "JSON", "Text". */
  format: string
  /** Null for payloads that are a single event, not a document about a channel. */
  publisher: PublisherFacts | null
  /** Push services the document advertises, for people: "WebSub", "rssCloud". */
  offersPush: string[]
  drafts: ItemDraft[]
  /** Entries left out: over MAX_ITEMS_PER_DOCUMENT or unreadable. */
  dropped: number
  /**
   * The document ends in the middle: what is there is good, but there may be more. Where to resume is not kept then,
   * or "not modified" would hide the rest for ever.
   */
  cutOff?: true
}

// ───────────────────────────── from draft to item

/** A draft with its identity within the channel. */
export interface KeyedDraft extends ItemDraft {
  /** guid, else link, else hash of the content; never the date. */
  key: string
  /** Changes exactly when title, link, content, author, categories or media change. */
  contentHash: string
  event: { type: string | null; id: string | null }
  arrival: Arrival
}

/** What the store knows of a key. */
export interface KnownItem {
  id: ItemId
  contentHash: string
  /** The user deleted it: a tombstone, it must not come back. */
  deleted: boolean
}

/** What was decided of an item; the store merely applies it. */
export type ItemIntent =
  | { type: 'insert'; draft: KeyedDraft; sortAt: number; read: boolean; starred: boolean; important: boolean }
  | { type: 'update'; id: ItemId; draft: KeyedDraft; important: boolean }

export type Intent =
  | ItemIntent
  /** The publisher took them back: gone without a trace, so that they may come again; what the user starred stays. */
  | { type: 'withdraw'; keys: readonly string[] | 'all' }

/** One transaction: items, status, cursor and counters together. */
export interface Batch {
  channelId: ChannelId
  intents: readonly Intent[]
  /** undefined leaves the stored cursor as it is. */
  cursor?: Json | null
  publisher?: PublisherFacts
  /** Added to the stored tally. */
  tally?: Partial<ChannelTally>
}

/** What is different now. The only fact that data travels in. */
export interface Change {
  /** In order of arrival. */
  added: ItemSummary[]
  updated: ItemSummary[]
  removed: ItemId[]
  counts: Counts
  channelCounts: { id: ChannelId; unread: number; total: number; lastItemAt: number | null }[]
  /** Too much changed to list it (a whole list was marked): load afresh. */
  stale: boolean
}

/**
 * The memory of the reader. One implementation: SQLite, a file or `:memory:`. Synchronous: SQLite is, and a
 * transaction that cannot be interleaved is one less thing to get wrong.
 * Throws StorageError when the disk or the file fails; nothing of the failed call is kept then.
 */
export interface Store {
  // channels
  channels(): ChannelRecord[]
  channel(id: ChannelId): ChannelRecord | null
  addChannel(channel: {
    url: string
    kind: TransportKind
    userTitle: string | null
    folder: string | null
    settings: ChannelSettings
    demo: boolean
    createdAt: number
  }): ChannelRecord
  changeChannel(
    id: ChannelId,
    patch: Partial<Pick<Channel, 'url' | 'kind' | 'userTitle' | 'folder' | 'settings' | 'publisher'>>,
  ): void
  /** With all its items, tombstones and statuses. */
  removeChannel(id: ChannelId): Change
  /** What the supervisor wants remembered; undefined fields stay. */
  remember(id: ChannelId, memory: Partial<ConnectionMemory>): void
  count(id: ChannelId, tally: Partial<ChannelTally>): void

  // items
  known(channelId: ChannelId, keys: readonly string[]): Map<string, KnownItem>
  apply(batch: Batch): Change
  page(query: ListQuery, before: ListPosition | null, limit: number): Omit<ItemPage, 'seq'>
  ticker(limit: number): ItemSummary[]
  item(id: ItemId): ItemDetail | null
  /** The same news over all channels: same link, same key or same title; in order of arrival, at most `limit`. */
  arrivals(id: ItemId, limit: number): ItemSummary[]
  mark(ids: readonly ItemId[], status: { read?: boolean; starred?: boolean }): Change
  /** Answers the ids that were unread and are now read, for undo. */
  markListRead(query: ListQuery, upTo: ListPosition | null): { change: Change; ids: ItemId[] }
  /** Leaves tombstones. */
  delete(ids: readonly ItemId[]): Change
  /** Takes deletions back; possible until the next prune. */
  restore(ids: readonly ItemId[]): Change
  counts(): Counts
  /** Items for the command line and exports: with content, newest first. */
  details(query: ListQuery, limit: number): ItemDetail[]
  /** Removes read, unstarred items with sortAt before `olderThan`; leaves tombstones so they do not come back. At most `limit`; empties the bin of deleted items too. */
  prune(olderThan: number, limit: number): Change

  /** Removes unstarred items that expired by then, read or not; leaves tombstones. At most `limit`. */
  expire(by: number, limit: number): Change

  // alerts: which item keys have been announced, so that none is twice
  /** Of these items, the ones not announced before; marks them announced. */
  announce(ids: readonly ItemId[]): ItemId[]

  settings(): Settings
  saveSettings(settings: Settings): void
  /** Small values of the shells: window places, token, schema of the last run. */
  getValue(name: string): Json | null
  setValue(name: string, value: Json | null): void

  /** What opening the database had to do: a damaged file set aside. Null when all was well. */
  readonly rescue: { file: string; recoveredItems: number; recoveredChannels: number } | null
  close(): void
}

/** The disk is full, the file is damaged, the database is locked. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  constructor(
    readonly reason: 'full' | 'damaged' | 'busy' | 'readonly' | 'other',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}

// ───────────────────────────── the rest

export interface Notifier {
  /** Shows it. `opened` is called when the user clicks it. */
  notify(alert: Alert, opened: () => void): void
}

export interface Clock {
  /** Unix milliseconds; may jump (sleep, the user's hand). */
  now(): number
  /** Calls once after that many milliseconds of running time. Returns its stop. */
  after(milliseconds: number, call: () => void): () => void
}

/** Uniform in [0, 1). Passed in so that jitter can be tested. */
export type Random = () => number

/** Finds out what an address is. At most six requests, each named in `steps`. Never throws for what the net does. */
export type Detect = (
  address: string,
  options: { onlyKind?: TransportKind; settings?: Partial<ChannelSettings>; signal: AbortSignal },
) => Promise<Detection>

/** A request that an item's button stands for, checked and ready to go. */
export interface ActionRequest {
  url: string
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  headers: Readonly<Record<string, string>>
  body: string | Uint8Array | null
}

/** Sends what the user clicked, and the reports the user agreed to. Never called for anything else. */
export interface ActionSender {
  /**
   * `own`: the address has the origin of the channel, which the user typed, so it may be on this machine or network.
   * Nothing of the channel's secrets goes along. `onlyThere`: a redirect to another origin is refused.
   * Resolves with the status of the answer; the answer itself is not read.
   * @throws TransportError when there was no answer; the reason of `signal` when that ended it
   */
  send(
    request: ActionRequest,
    how: { own: boolean; acceptSelfSigned: boolean; onlyThere?: boolean; signal?: AbortSignal },
  ): Promise<{ status: number }>
}

/** The embedded publisher of the demo. */
export interface Newsroom {
  /** Starts it on the loopback address and answers what to subscribe to. Idempotent. */
  start(): Promise<NewChannel[]>
  stop(): Promise<void>
}

/** Where trouble that the user need not see is written. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}
