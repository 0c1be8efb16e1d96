import type { Alert, ChannelId, ItemSummary, Settings } from '@contract/index'
import { GROUP_WINDOW_MS, NO_ALERTS, hasRoom, isSilenced, planAlerts, withGroup, worthAlert } from './alerts'
import type { Bus } from './bus'
import { channelTitle } from './channel-view'
import type { CoreFacts } from './facts'
import type { ChannelRecord, Clock, Store } from './ports'

export interface AlerterPorts {
  bus: Bus<CoreFacts>
  store: Pick<Store, 'announce'>
  clock: Clock
  channel(id: ChannelId): ChannelRecord | null
  settings(): Settings
}

/** Minutes since local midnight. */
function localMinute(now: number): number {
  const date = new Date(now)
  return date.getHours() * 60 + date.getMinutes()
}

function singleAlert(item: ItemSummary, channel: ChannelRecord): Alert {
  return {
    id: `item-${item.id}`,
    channelId: channel.id,
    itemId: item.id,
    title: item.title,
    body: [channelTitle(channel), item.snippet].filter(Boolean).join(' · '),
    iconUrl: channel.publisher.iconUrl,
    silent: !item.important,
  }
}

/** Titles that a group alert names. */
const NAMED_IN_GROUP = 3

/** What arrived since a group began: how many, and the latest of them. Bounded, however loud the channel. */
interface Group {
  count: number
  latest: ItemSummary[]
  stop: () => void
}

function groupAlert({ count, latest }: Group, channel: ChannelRecord, at: number): Alert {
  return {
    id: `group-${channel.id}-${at}`,
    channelId: channel.id,
    itemId: null,
    title: `${count} new in ${channelTitle(channel)}`,
    body: latest.map((item) => item.title).join('\n'),
    iconUrl: channel.publisher.iconUrl,
    silent: true,
  }
}

/**
 * Listens for new items and raises alerts: one by one, or as a group when a channel is loud. Each item at most once
 * ever, because the store remembers what was announced. Returns its stop.
 */
export function createAlerter({ bus, store, clock, channel, settings }: AlerterPorts): () => void {
  let history = NO_ALERTS
  const groups = new Map<ChannelId, Group>()

  function tellGroup(id: ChannelId): void {
    const group = groups.get(id)
    const record = channel(id)
    const now = clock.now()
    const current = settings()
    if (group === undefined || record === null || isSilenced(current, now, localMinute(now))) {
      groups.delete(id)
      return
    }
    // Over the cap it goes on gathering, and is told when there is room.
    if (!hasRoom(history, now, current.notifications.perMinute)) {
      group.stop = clock.after(GROUP_WINDOW_MS, () => tellGroup(id))
      return
    }
    groups.delete(id)
    history = withGroup(history, now)
    const [only] = group.count === 1 ? group.latest : []
    const alert = only === undefined ? groupAlert(group, record, now) : singleAlert(only, record)
    bus.announce('alertRaised', { alert })
  }

  function gather(id: ChannelId, items: readonly ItemSummary[]): void {
    if (items.length === 0) return
    const group = groups.get(id) ?? { count: 0, latest: [], stop: clock.after(GROUP_WINDOW_MS, () => tellGroup(id)) }
    group.count += items.length
    group.latest = [...group.latest, ...items].slice(-NAMED_IN_GROUP)
    groups.set(id, group)
  }

  const stopListening = bus.on('itemsArrived', ({ channelId, change, old }) => {
    const record = channel(channelId)
    const now = clock.now()
    const current = settings()
    if (record === null || old === 'all' || isSilenced(current, now, localMinute(now))) return
    const worthy = worthAlert(
      change.added.filter((item) => old === 'none' || item.publishedAt !== null),
      { notify: record.settings.notify, createdAt: record.createdAt },
      current.notifications.keywords,
    )
    if (worthy.length === 0) return
    const fresh = new Set(store.announce(worthy.map((item) => item.id)))
    const items = worthy.filter((item) => fresh.has(item.id))
    if (groups.has(channelId)) {
      gather(channelId, items)
      return
    }
    const plan = planAlerts(items, channelId, history, now, current.notifications.perMinute)
    history = plan.history
    for (const item of plan.singles) bus.announce('alertRaised', { alert: singleAlert(item, record) })
    gather(channelId, plan.grouped)
  })

  return () => {
    stopListening()
    for (const group of groups.values()) group.stop()
    groups.clear()
  }
}
