import type { ChannelId, ItemSummary, NotifyLevel, Settings } from '@contract/index'

const MINUTES_PER_DAY = 24 * 60

/** Whether a minute of the day lies in a span that may cross midnight. An empty span holds nothing. */
function within(minute: number, span: { from: number; to: number }): boolean {
  if (span.from === span.to) return false
  return span.from < span.to
    ? minute >= span.from && minute < span.to
    : minute >= span.from || minute < span.to % MINUTES_PER_DAY
}

/** Whether alerts are silenced now. `localMinute`: minutes since local midnight. */
export function isSilenced(settings: Settings, now: number, localMinute: number): boolean {
  const { enabled, quiet } = settings.notifications
  return !enabled || now < settings.doNotDisturbUntil || (quiet !== null && within(localMinute, quiet))
}

function mentions(item: ItemSummary, keywords: readonly string[]): boolean {
  if (keywords.length === 0) return false
  const text = `${item.title}\n${item.snippet}`.toLocaleLowerCase()
  return keywords.some((keyword) => keyword.trim() !== '' && text.includes(keyword.trim().toLocaleLowerCase()))
}

/** Whether an item was there before its channel was added, and so is no news to anybody. */
export function isFromBefore(item: ItemSummary, channelCreatedAt: number): boolean {
  return item.publishedAt !== null && item.publishedAt < channelCreatedAt
}

/** Which new items deserve an alert by their channel's level, their importance and the user's words. Pure. */
export function worthAlert(
  items: readonly ItemSummary[],
  channel: { notify: NotifyLevel; createdAt: number },
  keywords: readonly string[],
): ItemSummary[] {
  return items.filter((item) => {
    if (item.status.read || item.idle || isFromBefore(item, channel.createdAt)) return false
    if (mentions(item, keywords)) return true
    return channel.notify === 'all' || (channel.notify === 'important' && item.important)
  })
}

/** Items alerted one by one before they are told as a group. */
export const MAX_SINGLE_ALERTS = 3
/** The span in which more than MAX_SINGLE_ALERTS make a group. */
export const GROUP_WINDOW_MS = 10_000
const MINUTE_MS = 60_000

/** What the alerter remembers of the last minute. */
export interface AlertHistory {
  /** When single alerts of a channel were shown. */
  singles: ReadonlyMap<ChannelId, readonly number[]>
  /** When any alert was shown. */
  shown: readonly number[]
}
export const NO_ALERTS: AlertHistory = { singles: new Map(), shown: [] }

export type AlertDecision = {
  /** Show these one by one now. */
  singles: ItemSummary[]
  /** Gather these; tell them as one when the window closes. */
  grouped: ItemSummary[]
  history: AlertHistory
}

/** Whether the cap per minute allows one more alert now. */
export function hasRoom(history: AlertHistory, now: number, perMinute: number): boolean {
  return shownLately(history, now).length < perMinute
}

/** The history with one group alert more. */
export function withGroup(history: AlertHistory, now: number): AlertHistory {
  return { ...history, shown: [...shownLately(history, now), now] }
}

function shownLately({ shown }: AlertHistory, now: number): number[] {
  return shown.filter((at) => now - at < MINUTE_MS)
}

/** Splits alert-worthy items of one channel into single alerts and a group. Pure; obeys the cap per minute. */
export function planAlerts(
  items: readonly ItemSummary[],
  channelId: ChannelId,
  history: AlertHistory,
  now: number,
  perMinute: number,
): AlertDecision {
  const recent = (history.singles.get(channelId) ?? []).filter((at) => now - at < GROUP_WINDOW_MS)
  const shown = shownLately(history, now)
  // A batch that is a crowd by itself is told as a group from its first item on.
  const isCrowd = recent.length + items.length > MAX_SINGLE_ALERTS
  const room = isCrowd ? 0 : Math.max(0, perMinute - shown.length)
  const singles = items.slice(0, room)
  const times = singles.map(() => now)
  return {
    singles,
    grouped: items.slice(room),
    history: {
      singles: new Map(history.singles).set(channelId, [...recent, ...times]),
      shown: [...shown, ...times],
    },
  }
}
