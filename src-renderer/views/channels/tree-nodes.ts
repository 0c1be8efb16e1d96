import { SECTION_SEPARATOR, type ListQuery } from '@contract/index'
import type { ChannelTree } from '../../state/selectors'

/** One line of the tree, in the order in which the arrow keys pass. `open` is null where there is nothing to unfold. */
export type TreeNode =
  | {
      key: string
      kind: 'smart'
      query: ListQuery & { list: SmartList }
      level: 1
      open: null
    }
  | {
      key: string
      kind: 'folder'
      query: ListQuery & { list: 'folder' }
      level: 1
      open: boolean
      channelIds: number[]
    }
  | { key: string; kind: 'channel'; query: ListQuery & { list: 'channel' }; level: number; open: boolean | null }
  | {
      key: string
      kind: 'section'
      /** The last part of its path. */
      name: string
      query: ListQuery & { list: 'channel' }
      level: number
      open: boolean | null
    }

export type SmartList = 'all' | 'unread' | 'starred' | 'important' | 'idle'
const SMART_LISTS = ['all', 'unread', 'starred', 'important'] as const

export interface TreeFolds {
  /** Folders that are folded up; the others stand open. */
  folded: ReadonlySet<string>
  /** Keys of channels and sections that are unfolded; the others are folded up: a server may have hundreds of topics. */
  unfolded: ReadonlySet<string>
  /** Whether there is something for the idle screen. */
  hasIdle: boolean
}

/** The lines that are in sight: what is in something folded is not. */
export function treeNodes(tree: ChannelTree, { folded, unfolded, hasIdle }: TreeFolds): TreeNode[] {
  const isOpen = (key: string, has: boolean) => (has ? unfolded.has(key) : null)

  const channel = (channelId: number, level: number): TreeNode[] => {
    const query = { list: 'channel', channelId } as const
    const key = keyOf(query)
    const parts = partsOf(tree.sections.get(channelId) ?? [])
    const open = isOpen(key, parts.length > 0)
    const node: TreeNode = { key, kind: 'channel', query, level, open }
    return [node, ...(open ? parts.flatMap((part) => section(channelId, part, level + 1)) : [])]
  }
  const section = (channelId: number, { name, path, parts }: Part, level: number): TreeNode[] => {
    const query = { list: 'channel', channelId, section: path } as const
    const key = keyOf(query)
    const open = isOpen(key, parts.length > 0)
    const node: TreeNode = { key, kind: 'section', name, query, level, open }
    return [node, ...(open ? parts.flatMap((part) => section(channelId, part, level + 1)) : [])]
  }
  return [
    ...[...SMART_LISTS, ...(hasIdle ? (['idle'] as const) : [])].map((list): TreeNode => ({
      key: list,
      kind: 'smart',
      query: { list },
      level: 1,
      open: null,
    })),
    ...tree.folders.flatMap(({ name, channelIds }): TreeNode[] => {
      const open = !folded.has(name)
      const query = { list: 'folder', folder: name } as const
      const node: TreeNode = { key: keyOf(query), kind: 'folder', query, level: 1, open, channelIds }
      return [node, ...(open ? channelIds.flatMap((id) => channel(id, 2)) : [])]
    }),
    ...tree.loose.flatMap((id) => channel(id, 1)),
  ]
}

interface Part {
  name: string
  path: string
  parts: Part[]
}

/** Paths as a tree, in the publisher's order. A part that is only named within a longer path stands where that one does. */
function partsOf(paths: readonly string[]): Part[] {
  const top: Part[] = []
  const known = new Map<string, Part>()
  for (const path of paths) {
    let beside = top
    let before = ''
    for (const name of path.split(SECTION_SEPARATOR)) {
      const at = before === '' ? name : before + SECTION_SEPARATOR + name
      let part = known.get(at)
      if (part === undefined) {
        part = { name, path: at, parts: [] }
        known.set(at, part)
        beside.push(part)
      }
      beside = part.parts
      before = at
    }
  }
  return top
}

/** A name for a list; a search has no line in the tree. */
export function keyOf(query: ListQuery): string {
  switch (query.list) {
    case 'channel':
      return `channel ${query.channelId}${query.section === undefined ? '' : ` ${query.section}`}`
    case 'folder':
      return `folder ${query.folder}`
    default:
      return query.list
  }
}
