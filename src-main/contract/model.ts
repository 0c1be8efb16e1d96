/**
 * The values that cross between the reader and its interfaces.
 *
 * All times are Unix milliseconds unless a name says otherwise. Everything here is plain JSON:
 * it passes through Electron's structured clone, through HTTP and through the database unchanged.
 */

import type { Options } from './techniques/option'

export type ChannelId = number
export type ItemId = number

/** The wires Crier speaks. A value is also the KIND of the command line and is stored, so never rename one. */
export const TRANSPORT_KINDS = [
  'sse',
  'websocket',
  'longpoll', // Comet: a request that the publisher holds until there is something to say
  'poll', // Ajax polling: any document on an interval
  'stream', // Comet streaming: one endless answer of lines, records or script calls
  'multipart', // multipart/x-mixed-replace: documents or pictures that replace each other
  'pushlet',
  'bayeux', // CometD, Faye
  'signalr', // ASP.NET Core
  'webpush', // RFC 8030, 8291, 8292
  'ntfy',
  'gotify',
  'pusher',
  'socketio',
  'mqtt', // MQTT 5 and 3.1.1, over TCP, TLS and WebSocket
  'imap', // a mailbox, watched with IDLE
  'irc',
  'xmlsocket', // messages on a bare socket: Flash's XMLSocket (NUL), lines of text
  'feed',
] as const
export type TransportKind = (typeof TRANSPORT_KINDS)[number]

/** How an item came: pushed by the publisher, held back in a long poll, or found by polling. */
export type ArrivalHow = 'push' | 'held' | 'poll'

/** Every way an attempt to reach or understand a publisher can fail. Closed: add a kind here, and its words in the catalogue. */
export const ERROR_KINDS = [
  'invalidAddress', // not an address, or a scheme no transport speaks
  'unreachable', // name not found, connection refused or reset, network gone
  'tls', // certificate or handshake refused
  'timeout', // no answer in time
  'stalled', // an open stream went silent for longer than its own rhythm allows
  'unauthorized', // 401
  'forbidden', // 403
  'notFound', // 404
  'gone', // 410
  'rateLimited', // 429
  'serverError', // 5xx, 408
  'badStatus', // any other status that is not a success
  'endedByServer', // 204 on a stream: the publisher asked us not to come back
  'redirect', // loop, too many, or a downgrade to an unsafe scheme
  'blockedAddress', // a publisher pointed at this machine or network
  'wrongType', // answered, but with something this transport cannot read
  'malformed', // right type, unreadable content
  'tooLarge', // over a named limit
  'protocol', // the peer broke the protocol (close codes 1002, 1003, 1007, 1008, unknown subprotocol …)
  'closed', // the peer closed the connection
  'blocked', // something between us and the publisher refuses this technique (an upgrade refused, a proxy's answer)
  'buffered', // something in between holds a stream back and lets it through in lumps
  'storage', // the item could not be stored (disk full, damaged database)
] as const
export type ErrorKind = (typeof ERROR_KINDS)[number]

/** An expected failure as a value: what the user is told. `detail` is technical and may be copied; it never holds a secret. */
export interface Failure {
  kind: ErrorKind
  /** One sentence in the user's words: what and why. */
  message: string
  detail?: string
}

/** What a channel is doing now. `since` is when this state began. */
export type ConnectionState =
  | { status: 'connecting'; since: number; attempt: number }
  | { status: 'live'; since: number }
  | { status: 'polled'; since: number; nextAt: number }
  | { status: 'waiting'; since: number; retryAt: number; attempt: number; error: Failure }
  | { status: 'paused'; since: number; until: number | null }
  | { status: 'offline'; since: number }
  | { status: 'ended'; since: number; error: Failure }
  | { status: 'needsYou'; since: number; error: Failure }
export type ConnectionStatus = ConnectionState['status']

export type NotifyLevel = 'none' | 'important' | 'all'

/** What the user chose for one channel. Header values are secrets: they never leave the reader (see ChannelView). */
export interface ChannelSettings {
  /** Extra request headers, `Authorization` among them. */
  headers: Record<string, string>
  /** WebSocket: subprotocols to offer, in order of preference. */
  subprotocols: string[]
  /** WebSocket: text to send as soon as the socket is open; null for none. */
  greeting: string | null
  /** Field name of a draft → RFC 6901 JSON pointer into the payload. Empty: sensible defaults. */
  mapping: FieldMapping
  /** Polled channels: the wished interval in minutes; null follows the general setting. */
  pollMinutes: number | null
  notify: NotifyLevel
  /** Show this channel's headlines in the ticker even when read. */
  flagged: boolean
  /** Show remote images in this channel's articles; null follows the general setting. */
  remoteImages: boolean | null
  /** Accept a certificate that no authority signed. Honoured only for addresses on this machine or network. */
  acceptSelfSigned: boolean
  /** What the technique lets the user set: see TECHNIQUES. Absent ones are at their default. Secret ones among them. */
  options: Options
  /** Other ways the same publisher is known to offer the same news, best first: offered when this one is blocked. */
  alternatives: Alternative[]
}

/** Another technique of the same publisher. */
export interface Alternative {
  kind: TransportKind
  url: string
  options: Options
}

export const MAPPABLE_FIELDS = [
  'key',
  'title',
  'link',
  'text',
  'html',
  'author',
  'publishedAt',
  'updatedAt',
  'categories',
  'image',
  'priority',
] as const
export type MappableField = (typeof MAPPABLE_FIELDS)[number]
export type FieldMapping = Partial<Record<MappableField, string>>

/** A channel as every interface sees it: no header values, no cursor. */
export interface ChannelView {
  id: ChannelId
  url: string
  kind: TransportKind
  /** The user's title, else the publisher's, else the host. Never empty. */
  title: string
  folder: string | null
  /** The publisher's page and icon, when known. */
  siteUrl: string | null
  iconUrl: string | null
  /** As ChannelSettings, with names in place of headers and of secret options that are set. */
  settings: Omit<ChannelSettings, 'headers'> & { headerNames: string[]; secretNames: string[] }
  /** What the publisher says of itself that the user decides about. */
  wishes: PublisherWishes
  /** The publisher's own division, for channels that have one: paths, in the order the publisher gave them. */
  sections: string[]
  state: ConnectionState
  /** It works, but not as well as it might (`buffered`): another technique may serve better. Null: nothing to say. */
  advice: Failure | null
  unread: number
  total: number
  lastItemAt: number | null
  /** Trouble counted since the channel was added: never hidden. */
  tally: ChannelTally
  /** Part of the demo newsroom. */
  demo: boolean
  createdAt: number
}

/** What a publisher asks for or offers; nothing of it happens unless the user wants it. */
export interface PublisherWishes {
  /** Push services the document advertises, for people: "WebSub", "rssCloud". */
  offersPush: string[]
  /** When news really comes by such a service now: until then (the lease), Unix milliseconds. Null: polled only. */
  pushedUntil: number | null
  /** CDF LOGIN: it wants name and password. */
  asksLogin: boolean
  /** CDF LOGTARGET: where it would like reading statistics sent; null: it does not ask. */
  statisticsTo: string | null
  /** CDF SCHEDULE: it recommends times to look; null: it does not. */
  schedule: { intervalMs: number; earliestMs: number; latestMs: number } | null
  /** CDF logos by style. */
  logos: { icon: string | null; image: string | null; wide: string | null }
}

/** Counters that make losses and waste visible. */
export interface ChannelTally {
  /** Events or entries that reached us. */
  received: number
  /** Items new to the store. */
  stored: number
  /** Recognised as already known. */
  repeated: number
  /** Events left out because they were over a limit or unreadable. */
  dropped: number
  /** Items whose text was cut at MAX_ITEM_TEXT_BYTES. */
  cut: number
  /** Connections that ended and were made again. */
  reconnects: number
  /** Items fetched after a gap. */
  recovered: number
  bytes: number
  /** Polls made, and of those the ones answered "not modified" or unchanged. */
  polls: number
  pollsUnchanged: number
}

export interface Arrival {
  how: ArrivalHow
  receivedAt: number
  /** receivedAt − publishedAt when the publisher gave a time, else null. Never negative. */
  delayMs: number | null
}

export interface MediaLink {
  url: string
  type: string | null
  /** Bytes, when the publisher said so. */
  length: number | null
}

export interface ItemStatus {
  read: boolean
  starred: boolean
}

/** A row of the timeline and ticker: everything a list shows, and no article body. */
export interface ItemSummary {
  id: ItemId
  channelId: ChannelId
  /** Never empty: the first line of the text when the publisher gave no title. */
  title: string
  /** Plain text, at most SNIPPET_LENGTH characters. */
  snippet: string
  link: string | null
  author: string | null
  image: string | null
  publishedAt: number | null
  /** What lists sort by: publishedAt clamped to receivedAt, else receivedAt. */
  sortAt: number
  arrival: Arrival
  /** The publisher marked it urgent, or a rule did. */
  important: boolean
  /** The publisher's own scale brought to ntfy's: 1 lowest … 5 highest; null when not said. */
  priority: number | null
  /** Where it stands in the publisher's own division: a path joined by SECTION_SEPARATOR; null: at the top. */
  section: string | null
  /** Meant for the idle screen. */
  idle: boolean
  status: ItemStatus
}
/** Between the parts of a section's path. */
export const SECTION_SEPARATOR = '\u001f'
export const SNIPPET_LENGTH = 240

/** One item with its content, as the article view shows it. HTML is the publisher's and NOT yet sanitised. */
export interface ItemDetail extends ItemSummary {
  key: string
  html: string | null
  text: string | null
  updatedAt: number | null
  categories: string[]
  media: MediaLink[]
  event: { type: string | null; id: string | null }
  /** What the publisher offers to do with it. Happens on a click and never by itself. */
  actions: ItemAction[]
  /** The text was longer than MAX_ITEM_TEXT_BYTES and was cut. */
  cut: boolean
}

/** A button that an item brings along. */
export type ItemAction =
  /** Opens an address outside. */
  | { type: 'view'; label: string; url: string }
  /** Sends a request, from the reader. */
  | {
      type: 'http'
      label: string
      url: string
      method: string
      headers: Record<string, string>
      body: string | null
      /** The item is done with once it worked: it is marked read. */
      clear: boolean
    }

/** Which items a list shows. */
export type ListQuery =
  | { list: 'all' }
  | { list: 'unread' }
  | { list: 'starred' }
  | { list: 'important' }
  /** `section`: only what stands there or below. */
  | { list: 'channel'; channelId: ChannelId; section?: string }
  /** What publishers meant for the idle screen. */
  | { list: 'idle' }
  | { list: 'folder'; folder: string }
  | { list: 'search'; text: string }

/** Place in a list, newest first: rows after it have a smaller (sortAt, id). */
export interface ListPosition {
  sortAt: number
  id: ItemId
}

export interface ItemPage {
  /** The push number this page is up to date with. */
  seq: number
  items: ItemSummary[]
  /** Whether older items exist. */
  more: boolean
}

export interface Counts {
  all: number
  unread: number
  starred: number
  /** Unread important items. */
  important: number
}

export type ThemeChoice = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'cosy' | 'compact'
export type Language = 'system' | 'en' | 'de' | 'ar'

/** The general settings. Changed by `settings.change`, told by `settings.changed`. */
export interface Settings {
  theme: ThemeChoice
  density: Density
  language: Language
  /** Article text size in pixels. */
  articleFontSize: number
  /** How often polled channels are asked, unless the publisher wishes it slower. At least 15. */
  pollMinutes: number
  /** Load pictures from the net in articles unless a channel says otherwise. */
  remoteImages: boolean
  markReadOnOpen: boolean
  notifications: {
    enabled: boolean
    /** No alerts in this span, minutes since local midnight; null for none. May cross midnight. */
    quiet: { from: number; to: number } | null
    perMinute: number
    /** Words that make an item alert-worthy whatever its channel's level. */
    keywords: string[]
  }
  /** Do not disturb: no alerts at all until then; 0 for off. */
  doNotDisturbUntil: number
  ticker: {
    /** The strip in the main window. */
    strip: boolean
    /** The always-on-top window (desktop shell). */
    window: boolean
    edge: 'top' | 'bottom' | 'free'
    /** Pixels a second. */
    speed: number
    /** 0.3 to 1. */
    opacity: number
    height: number
    clickThrough: boolean
  }
  startAtLogin: boolean
  startHidden: boolean
  /** Items older than this many days are pruned unless starred or unread; 0 keeps all. */
  keepDays: number
  /** The hint "Crier is still running in the tray" has been shown. */
  trayHintShown: boolean
  /** Where publishers reach Crier itself: Web Push messages, WebSub and rssCloud notes. */
  receiver: {
    /** The address to listen on: the loopback address, or one of this machine on the local network. */
    host: string
    /** 0: any free one, kept once chosen. */
    port: number
    /** How the world reaches the receiver (a reverse proxy, a forwarded port): https://… or http://…; null: it does not. */
    publicUrl: string | null
  }
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'cosy',
  language: 'system',
  articleFontSize: 18,
  pollMinutes: 60,
  remoteImages: false,
  markReadOnOpen: true,
  notifications: { enabled: true, quiet: null, perMinute: 6, keywords: [] },
  doNotDisturbUntil: 0,
  ticker: {
    strip: true,
    window: false,
    edge: 'bottom',
    speed: 60,
    opacity: 1,
    height: 40,
    clickThrough: false,
  },
  startAtLogin: false,
  startHidden: false,
  keepDays: 90,
  trayHintShown: false,
  receiver: { host: '127.0.0.1', port: 0, publicUrl: null },
}

/** A message the reader wants shown until dismissed, or in passing. */
export interface Notice {
  id: number
  at: number
  level: 'info' | 'warning' | 'error'
  body:
    | { kind: 'databaseSetAside'; file: string; recoveredItems: number; recoveredChannels: number }
    | { kind: 'storageTrouble'; message: string }
    | { kind: 'back'; missed: number; recovered: number; mayBeLost: ChannelId[] }
    | { kind: 'channelMoved'; channelId: ChannelId; from: string; to: string }
    | { kind: 'imported'; added: number; skipped: number; failed: number }
    | { kind: 'text'; message: string }
}

/** What an interface starts from; pushes with a higher `seq` bring it up to date. */
export interface Snapshot {
  seq: number
  channels: ChannelView[]
  counts: Counts
  settings: Settings
  notices: Notice[]
  shell: ShellFacts
  /** Everything is paused until then; null when running, Infinity is not JSON so "for good" is 0. */
  pausedUntil: number | null
  online: boolean
}

export interface ShellFacts {
  kind: 'electron' | 'browser'
  version: string
  platform: string
  /** Whether this shell can do it; a setting it cannot honour is not shown. */
  can: { tickerWindow: boolean; startAtLogin: boolean; tray: boolean }
  /** Where the database lives, for people. */
  dataFolder: string
}

/** What an address turned out to be. */
export interface Detection {
  /** The address as it will be subscribed, after completing `example.org` to `https://example.org/`. */
  address: string
  /** Best first. Empty: nothing Crier can follow, and `failure` says why. */
  candidates: DetectedChannel[]
  /** The requests that were made, for people who want to know. */
  steps: string[]
  failure: Failure | null
}

export interface DetectedChannel {
  url: string
  kind: TransportKind
  title: string
  /** A catalogue-free fact sheet: the interface words it. */
  facts: DetectedFacts
  /** What the technique needs set to follow it, as far as it shows. */
  options: Options
  /** The other techniques found for the same news: kept with the channel. */
  alternatives: Alternative[]
  /** The first items as they will look; at most PREVIEW_ITEMS. */
  preview: PreviewItem[]
  /** Already subscribed under this id. */
  subscribedAs: ChannelId | null
}
/** What was seen of it. */
export interface DetectedFacts {
  format: string | null
  events: string[]
  sampleMs: number | null
  offersPush: string[]
  /** CDF LOGIN: ask for name and password before subscribing. */
  asksLogin?: true
  /** CDF LOGTARGET: where the publisher would like reading statistics sent. */
  statisticsTo?: string
  /** CDF SCHEDULE: the publisher recommends times. */
  schedule?: { intervalMs: number; earliestMs: number; latestMs: number }
  /** The parts a publisher divides its channel into. */
  sections?: string[]
}
export const PREVIEW_ITEMS = 5

export interface PreviewItem {
  title: string
  snippet: string
  link: string | null
  publishedAt: number | null
}

/** A notification to be shown by whoever can. */
export interface Alert {
  id: string
  channelId: ChannelId | null
  /** The item a click opens; null for a group. */
  itemId: ItemId | null
  title: string
  body: string
  iconUrl: string | null
  silent: boolean
}
