import type { ChannelView, ListQuery } from '@contract/index'
import type { ReaderSlice, ReaderState } from './model'

export const selectChannels = (state: ReaderState) => state.reader.channels
export const selectSettings = (state: ReaderState) => state.reader.settings
export const selectShell = (state: ReaderState) => state.reader.shell
export const selectCounts = (state: ReaderState) => state.reader.counts
export const selectNotices = (state: ReaderState) => state.reader.notices
export const selectTickerItems = (state: ReaderState) => state.ticker.items
export const selectDialog = (state: ReaderState) => state.interface.dialog

/** One channel; undefined once it is removed. */
export const selectChannel = (id: number) => (state: ReaderState) => state.reader.channels.get(id)

/** Channels as the list on the left shows them: folders by name with theirs inside, then those in no folder. */
export interface ChannelTree {
  folders: { name: string; channels: ChannelView[]; unread: number }[]
  loose: ChannelView[]
}

export function channelTree(channels: ReaderSlice['channels'], locale: string): ChannelTree {
  const byName = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const sorted = [...channels.values()].sort((a, b) => byName.compare(a.title, b.title) || a.id - b.id)
  const folders = new Map<string, ChannelView[]>()
  for (const channel of sorted) {
    if (channel.folder === null) continue
    folders.set(channel.folder, [...(folders.get(channel.folder) ?? []), channel])
  }
  return {
    folders: [...folders]
      .sort(([a], [b]) => byName.compare(a, b))
      .map(([name, inside]) => ({
        name,
        channels: inside,
        unread: inside.reduce((sum, { unread }) => sum + unread, 0),
      })),
    loose: sorted.filter((channel) => channel.folder === null),
  }
}

export function folderNames(channels: ReaderSlice['channels']): string[] {
  const names = [...channels.values()].flatMap(({ folder }) => (folder === null ? [] : [folder]))
  return [...new Set(names)].sort()
}

export function sameQuery(a: ListQuery, b: ListQuery): boolean {
  if (a.list !== b.list) return false
  if (a.list === 'channel' && b.list === 'channel') return a.channelId === b.channelId
  if (a.list === 'folder' && b.list === 'folder') return a.folder === b.folder
  if (a.list === 'search' && b.list === 'search') return a.text === b.text
  return true
}
