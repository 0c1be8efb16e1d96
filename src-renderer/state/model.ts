import type {
  ChannelId,
  ChannelView,
  Counts,
  ItemDetail,
  ItemId,
  ItemSummary,
  ListQuery,
  Notice,
  Pushes,
  Settings,
  ShellFacts,
} from '@contract/index'

/** What the reader last told us. Replaced by a snapshot, kept current by pushes. */
export interface ReaderSlice {
  phase: 'loading' | 'ready' | 'failed'
  /** Why the first load failed, in the user's words. */
  failure: string | null
  /** The line to the reader stands. */
  connected: boolean
  channels: ReadonlyMap<ChannelId, ChannelView>
  counts: Counts
  settings: Settings
  notices: readonly Notice[]
  /** The newest picture of each channel that is watched. */
  pictures: ReadonlyMap<ChannelId, Omit<Pushes['picture.arrived'], 'channelId'>>
  shell: ShellFacts
  /** Everything is paused until then; 0 for good; null when running. */
  pausedUntil: number | null
  online: boolean
}

/** The list in the middle of the window. */
export interface ListSlice {
  query: ListQuery
  /** Newest first, ordered by (sortAt, id). */
  rows: readonly ItemSummary[]
  /** Arrived while the reader was scrolled away from the top; shown when asked for. Same order. */
  held: readonly ItemSummary[]
  /** Ids that came in with the last push and are drawn sliding in. */
  fresh: ReadonlySet<ItemId>
  loading: 'first' | 'more' | null
  failure: string | null
  /** Older items exist beyond the last row. */
  more: boolean
  /** The list is scrolled to its top, so new items may appear in place. */
  atTop: boolean
  /** A search cannot be kept current by pushes: something arrived since it was made. */
  outdated: boolean
}

export interface ArticleSlice {
  openId: ItemId | null
  detail: ItemDetail | null
  loading: boolean
  failure: string | null
}

export interface TickerSlice {
  /** Newest unread headlines and flagged channels' newest; newest first. */
  items: readonly ItemSummary[]
}

export type DialogRequest =
  | { kind: 'add'; address?: string }
  | { kind: 'settings'; section?: 'receiver' }
  | { kind: 'shortcuts' }
  | { kind: 'palette' }
  | { kind: 'channel'; id: ChannelId }
  | { kind: 'renameChannel'; id: ChannelId }
  | { kind: 'newFolder'; id: ChannelId }
  | { kind: 'removeChannel'; id: ChannelId }
  /** What a Web Push sender needs. */
  | { kind: 'pushSheet'; id: ChannelId }
  /** The same news as it came over all channels. */
  | { kind: 'journey'; id: ItemId }
  | { kind: 'idle' }

export interface ToastMessage {
  id: number
  level: 'info' | 'error'
  message: string
  /** Given for what can be taken back. */
  undoToken: number | null
}

export interface InterfaceSlice {
  dialog: DialogRequest | null
  toasts: readonly ToastMessage[]
  /** Which pane is shown where there is room for one only. */
  pane: 'lists' | 'timeline' | 'article'
  /** The row the keyboard stands on; usually the open item too. */
  cursor: ItemId | null
  /** Folders that are folded up. */
  folded: ReadonlySet<string>
  /** Channels and sections that are unfolded, by their key in the tree. */
  unfolded: ReadonlySet<string>
  /** Something is meant for the idle screen, so its list is shown. */
  hasIdle: boolean
}

export interface ReaderState {
  reader: ReaderSlice
  list: ListSlice
  article: ArticleSlice
  ticker: TickerSlice
  interface: InterfaceSlice
}
