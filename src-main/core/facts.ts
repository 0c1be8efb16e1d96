import type { Alert, ChannelId, Notice, Settings } from '@contract/index'
import type { Change } from './ports'

/** What happened inside the reader. The parts announce these; pushes, alerts, tray and badge listen. */
export interface CoreFacts {
  /** Items, statuses or counts are different now. */
  itemsChanged: { change: Change }
  /**
   * New items came from a publisher. `old`: which of them the channel had before it was added, beyond what their dates
   * tell: all of its first document; of a stream's first breath those that carry no date.
   */
  itemsArrived: { channelId: ChannelId; change: Change; old: 'all' | 'undated' | 'none' }
  /** These channels look different: added, changed, another state. */
  channelsChanged: { ids: readonly ChannelId[] }
  /** Only their counters moved: worth telling, but not at once. */
  channelsCounted: { id: ChannelId }
  channelsRemoved: { ids: readonly ChannelId[] }
  settingsChanged: { settings: Settings }
  readerChanged: { pausedUntil: number | null; online: boolean }
  noticeAdded: { notice: Notice }
  noticeRemoved: { id: number }
  alertRaised: { alert: Alert }
}
