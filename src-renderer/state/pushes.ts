import type { ChannelView, Push, Snapshot } from '@contract/index'
import { applyItems, type ItemsChanged } from './list'
import type { ReaderSlice, ReaderState } from './model'
import { applyToTicker } from './ticker'

/** The reader's part of the state, from a snapshot. */
export function applySnapshot(state: ReaderState, snapshot: Snapshot): ReaderState {
  return {
    ...state,
    reader: {
      phase: 'ready',
      failure: null,
      connected: true,
      channels: new Map(snapshot.channels.map((channel) => [channel.id, channel])),
      counts: snapshot.counts,
      settings: snapshot.settings,
      notices: snapshot.notices,
      pictures: state.reader.pictures,
      shell: snapshot.shell,
      pausedUntil: snapshot.pausedUntil,
      online: snapshot.online,
    },
  }
}

/** The state after one push; pure, and one new state per push. Requests to show something are not state: see sync. */
export function applyPush(state: ReaderState, push: Push): ReaderState {
  switch (push.name) {
    case 'items.changed':
      return applyItemsChanged(state, push.payload)
    case 'channels.changed': {
      const channels = new Map(state.reader.channels)
      for (const channel of push.payload.channels) channels.set(channel.id, channel)
      for (const id of push.payload.removed) channels.delete(id)
      return withReader(state, { channels })
    }
    case 'settings.changed':
      return withReader(state, { settings: push.payload.settings })
    case 'reader.changed':
      return withReader(state, push.payload)
    case 'picture.arrived': {
      const { channelId, ...picture } = push.payload
      return withReader(state, { pictures: new Map(state.reader.pictures).set(channelId, picture) })
    }
    case 'notice.added': {
      const others = state.reader.notices.filter((notice) => notice.id !== push.payload.notice.id)
      return withReader(state, { notices: [...others, push.payload.notice] })
    }
    case 'notice.removed':
      return withReader(state, { notices: state.reader.notices.filter((notice) => notice.id !== push.payload.id) })
    case 'alert.raised':
    case 'show.item':
    case 'show.window':
    case 'show.addChannel':
    case 'show.settings':
      return state
  }
}

function applyItemsChanged(state: ReaderState, change: ItemsChanged): ReaderState {
  const channels = withCounts(state.reader.channels, change.channelCounts)
  return {
    ...withReader(state, { channels, counts: change.counts }),
    list: applyItems(state.list, change, channels),
    article: withNewerStatus(state.article, change),
    ticker: { items: applyToTicker(state.ticker.items, change, channels) },
  }
}

function withReader(state: ReaderState, change: Partial<ReaderSlice>): ReaderState {
  return { ...state, reader: { ...state.reader, ...change } }
}

function withCounts(
  channels: ReaderSlice['channels'],
  counts: ItemsChanged['channelCounts'],
): ReadonlyMap<number, ChannelView> {
  if (counts.length === 0) return channels
  const changed = new Map(channels)
  for (const { id, ...numbers } of counts) {
    const channel = channels.get(id)
    if (channel) changed.set(id, { ...channel, ...numbers })
  }
  return changed
}

/** The open article follows its row: read, starred, a corrected title. Its body is loaded afresh by sync. */
function withNewerStatus(article: ReaderState['article'], change: ItemsChanged): ReaderState['article'] {
  const { detail } = article
  if (!detail) return article
  const row = change.updated.find((item) => item.id === detail.id)
  return row ? { ...article, detail: { ...detail, ...row } } : article
}
