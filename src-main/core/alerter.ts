import type { Alert, ChannelId, ItemSummary, Settings } from '@contract/index'
import { GROUP_WINDOW_MS, NO_ALERTS, isSilenced, planAlerts, worthAlert } from './alerts'
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

function groupAlert(items: readonly ItemSummary[], channel: ChannelRecord, at: number): Alert {
  return {
    id: `group-${channel.id}-${at}`,
    channelId: channel.id,
    itemId: items.at(-1)?.id ?? null,
    title: `${items.length} new in ${channelTitle(channel)}`,
    body: items
      .slice(-3)
      .map((item) => item.title)
      .join('\n'),
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
  const groups = new Map<ChannelId, { items: ItemSummary[]; stop: () => void }>()

  function tellGroup(id: ChannelId): void {
    const group = groups.get(id)
    groups.delete(id)
    const record = channel(id)
    if (group === undefined || record === null) return
    const [only] = group.items
    const isSingle = group.items.length === 1 && only !== undefined
    const now = clock.now()
    if (isSilenced(settings(), now, localMinute(now))) return
    bus.announce('alertRaised', { alert: isSingle ? singleAlert(only, record) : groupAlert(group.items, record, now) })
  }

  function gather(id: ChannelId, items: readonly ItemSummary[]): void {
    if (items.length === 0) return
    const group = groups.get(id)
    if (group !== undefined) group.items.push(...items)
    else groups.set(id, { items: [...items], stop: clock.after(GROUP_WINDOW_MS, () => tellGroup(id)) })
  }

  const stopListening = bus.on('itemsArrived', ({ channelId, change, first }) => {
    const record = channel(channelId)
    const now = clock.now()
    const current = settings()
    if (record === null || first || isSilenced(current, now, localMinute(now))) return
    const worthy = worthAlert(
      change.added,
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
