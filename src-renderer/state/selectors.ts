import type { ChannelId, ListQuery } from '@contract/index'
import type { ReaderSlice, ReaderState } from './model'

export const selectChannels = (state: ReaderState) => state.reader.channels
export const selectSettings = (state: ReaderState) => state.reader.settings
export const selectShell = (state: ReaderState) => state.reader.shell
export const selectNotices = (state: ReaderState) => state.reader.notices
export const selectTickerItems = (state: ReaderState) => state.ticker.items
export const selectDialog = (state: ReaderState) => state.interface.dialog

/** One channel; undefined once it is removed. */
export const selectChannel = (id: number) => (state: ReaderState) => state.reader.channels.get(id)

/** The order of the list on the left: folders by name with theirs inside, then the channels in no folder. */
export interface ChannelTree {
  folders: { name: string; channelIds: ChannelId[] }[]
  loose: ChannelId[]
  /** The publishers' own divisions, of channels that have one. */
  sections: ReadonlyMap<ChannelId, readonly string[]>
}

export function channelTree(channels: ReaderSlice['channels'], locale: string): ChannelTree {
  const byName = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const sorted = [...channels.values()].sort((a, b) => byName.compare(a.title, b.title) || a.id - b.id)
  const folders = new Map<string, ChannelId[]>()
  for (const { folder, id } of sorted) {
    if (folder !== null) folders.set(folder, [...(folders.get(folder) ?? []), id])
  }
  return {
    folders: [...folders].sort(([a], [b]) => byName.compare(a, b)).map(([name, channelIds]) => ({ name, channelIds })),
    loose: sorted.filter((channel) => channel.folder === null).map(({ id }) => id),
    sections: new Map(sorted.flatMap(({ id, sections }) => (sections.length > 0 ? [[id, sections]] : []))),
  }
}

/**
 * A selector of the tree that answers the same object until a name, a folder or a section changes: unread counts change with
 * every push, and must not sort a thousand channels each time.
 */
export function treeSelector(locale: string): (state: ReaderState) => ChannelTree {
  let last: { channels: ReaderSlice['channels']; tree: ChannelTree } | null = null
  return ({ reader: { channels } }) => {
    if (last?.channels === channels) return last.tree
    const tree = last && sameShape(last.channels, channels) ? last.tree : channelTree(channels, locale)
    last = { channels, tree }
    return tree
  }
}

function sameShape(before: ReaderSlice['channels'], after: ReaderSlice['channels']): boolean {
  if (before.size !== after.size) return false
  for (const [id, channel] of after) {
    const known = before.get(id)
    if (!known || known.title !== channel.title || known.folder !== channel.folder) return false
    if (!sameParts(known.sections, channel.sections)) return false
  }
  return true
}

function sameParts(before: readonly string[], after: readonly string[]): boolean {
  return before === after || (before.length === after.length && before.every((part, index) => part === after[index]))
}

/** Lists in the order the number keys open them: the four smart ones, then folders and loose channels. */
export function numberedLists(tree: ChannelTree): ListQuery[] {
  return [
    { list: 'all' },
    { list: 'unread' },
    { list: 'starred' },
    { list: 'important' },
    ...tree.folders.map(({ name }) => ({ list: 'folder' as const, folder: name })),
    ...tree.loose.map((channelId) => ({ list: 'channel' as const, channelId })),
  ]
}

export function folderNames(channels: ReaderSlice['channels']): string[] {
  const names = [...channels.values()].flatMap(({ folder }) => (folder === null ? [] : [folder]))
  return [...new Set(names)].sort()
}
