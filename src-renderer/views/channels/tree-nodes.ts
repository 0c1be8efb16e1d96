import type { ListQuery } from '@contract/index'
import type { ChannelTree } from '../../state/selectors'

/** One line of the tree, in the order in which the arrow keys pass. */
export type TreeNode =
  | { key: string; kind: 'smart'; query: ListQuery & { list: 'all' | 'unread' | 'starred' | 'important' }; level: 1 }
  | {
      key: string
      kind: 'folder'
      query: ListQuery & { list: 'folder' }
      level: 1
      open: boolean
      channelIds: number[]
    }
  | { key: string; kind: 'channel'; query: ListQuery & { list: 'channel' }; level: 1 | 2 }

const SMART_LISTS = ['all', 'unread', 'starred', 'important'] as const

/** The lines that are in sight: channels of a folded folder are not. */
export function treeNodes(tree: ChannelTree, folded: ReadonlySet<string>): TreeNode[] {
  const channel = (channelId: number, level: 1 | 2): TreeNode => ({
    key: keyOf({ list: 'channel', channelId }),
    kind: 'channel',
    query: { list: 'channel', channelId },
    level,
  })
  return [
    ...SMART_LISTS.map((list): TreeNode => ({ key: list, kind: 'smart', query: { list }, level: 1 })),
    ...tree.folders.flatMap(({ name, channelIds }): TreeNode[] => {
      const open = !folded.has(name)
      const query = { list: 'folder', folder: name } as const
      const node: TreeNode = { key: keyOf(query), kind: 'folder', query, level: 1, open, channelIds }
      return [node, ...(open ? channelIds.map((id) => channel(id, 2)) : [])]
    }),
    ...tree.loose.map((id) => channel(id, 1)),
  ]
}

/** A name for a list; a search has no line in the tree. */
export function keyOf(query: ListQuery): string {
  switch (query.list) {
    case 'channel':
      return `channel ${query.channelId}`
    case 'folder':
      return `folder ${query.folder}`
    default:
      return query.list
  }
}
