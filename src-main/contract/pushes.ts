import type { Alert, ChannelId, ChannelView, Counts, ItemId, ItemSummary, Notice, Settings } from './model'

/**
 * What the reader tells its interfaces: name → payload. Every push has a `seq`, one higher than the
 * push before it. An interface that sees a gap, or `stale: true`, takes a new snapshot.
 */
export interface Pushes {
  'items.changed': {
    added: ItemSummary[]
    /** Content or status changed. */
    updated: ItemSummary[]
    removed: ItemId[]
    counts: Counts
    /** Unread and total of the channels touched. */
    channelCounts: { id: ChannelId; unread: number; total: number; lastItemAt: number | null }[]
    /** More changed than fits a push (a flood, a marked list): load the list afresh. */
    stale: boolean
  }
  'channels.changed': { channels: ChannelView[]; removed: ChannelId[] }
  'settings.changed': { settings: Settings }
  'reader.changed': { pausedUntil: number | null; online: boolean }
  'notice.added': { notice: Notice }
  'notice.removed': { id: number }
  /** For shells whose page shows the notifications itself. */
  'alert.raised': { alert: Alert }
  /** The newest picture of a watched channel, at most MAX_PICTURES_PER_SECOND. */
  'picture.arrived': {
    channelId: ChannelId
    at: number
    /** `image/jpeg` and the like. */
    type: string
    base64: string
    /** Pictures that came since the connection opened, and of those the ones that were passed over. */
    came: number
    skipped: number
  }
  /** The user asked from outside the page (notification, tray, link): show this. */
  'show.item': { itemId: ItemId; channelId: ChannelId }
  'show.window': Record<string, never>
  'show.addChannel': { address: string }
  'show.settings': Record<string, never>
}

export type PushName = keyof Pushes
export type Push<Name extends PushName = PushName> = {
  [N in Name]: { name: N; seq: number; payload: Pushes[N] }
}[Name]
