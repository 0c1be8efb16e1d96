import { memo } from 'react'
import { ChevronRight, CircleDot, Inbox, Star, TriangleAlert } from 'lucide-react'
import type { ChannelId, Counts, ListQuery } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Badge } from '../../ui/Badge'
import { StateDot } from '../../ui/StateDot'
import { EXPLANATION_ID } from './ChannelExplanation'
import styles from './ChannelTree.module.css'
import type { TreeNode } from './tree-nodes'

interface LineProps {
  selected: boolean
  tabStop: boolean
  onOpen(query: ListQuery): void
}

const SMART_ICONS = { all: <Inbox />, unread: <CircleDot />, starred: <Star />, important: <TriangleAlert /> }

export const SmartLine = memo(function SmartLine({
  node,
  selected,
  tabStop,
  onOpen,
}: LineProps & { node: TreeNode & { kind: 'smart' } }) {
  const text = useText()
  const { list } = node.query
  const count = useReader((state) => state.reader.counts[list satisfies keyof Counts])
  return (
    <div
      className={styles.line}
      role="treeitem"
      aria-level={1}
      aria-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      data-key={node.key}
      onClick={() => onOpen(node.query)}
    >
      <span className={styles.icon} aria-hidden>
        {SMART_ICONS[list]}
      </span>
      <span className={styles.name}>{text.lists[list]}</span>
      <Count value={count} attention={list === 'important'} />
    </div>
  )
})

export const FolderLine = memo(function FolderLine({
  node,
  selected,
  tabStop,
  onOpen,
  onFold,
}: LineProps & { node: TreeNode & { kind: 'folder' }; onFold(folder: string): void }) {
  const unread = useReader((state) =>
    node.channelIds.reduce((sum, id) => sum + (state.reader.channels.get(id)?.unread ?? 0), 0),
  )
  return (
    <div
      className={styles.line}
      role="treeitem"
      aria-level={1}
      aria-selected={selected}
      aria-expanded={node.open}
      tabIndex={tabStop ? 0 : -1}
      data-key={node.key}
      onClick={() => onOpen(node.query)}
    >
      <span
        className={styles.fold}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation()
          onFold(node.query.folder)
        }}
      >
        <ChevronRight />
      </span>
      <span className={styles.name} dir="auto">
        {node.query.folder}
      </span>
      <Count value={unread} />
    </div>
  )
})

export const ChannelLine = memo(function ChannelLine({
  id,
  level,
  described,
  selected,
  tabStop,
  onOpen,
}: LineProps & { id: ChannelId; level: 1 | 2; described: boolean }) {
  const text = useText()
  const title = useReader((state) => selectChannel(id)(state)?.title ?? '')
  const status = useReader((state) => selectChannel(id)(state)?.state.status)
  const unread = useReader((state) => selectChannel(id)(state)?.unread ?? 0)
  // Inside its folder the folder's name says it, and the channel's name has the room.
  const demo = useReader((state) => level === 1 && selectChannel(id)(state)?.demo === true)
  if (!status) return null
  return (
    <div
      className={styles.line}
      role="treeitem"
      aria-level={level}
      aria-selected={selected}
      aria-describedby={described ? EXPLANATION_ID : undefined}
      tabIndex={tabStop ? 0 : -1}
      data-key={`channel ${id}`}
      data-channel={id}
      data-unread={unread > 0 ? '' : undefined}
      onClick={() => onOpen({ list: 'channel', channelId: id })}
    >
      <span className={styles.icon}>
        <StateDot status={status} />
      </span>
      <span className={styles.name} dir="auto">
        {title}
      </span>
      <span className="visually-hidden">, {text.channel.status[status]}</span>
      {demo && <Badge>{text.channel.demo}</Badge>}
      <Count value={unread} />
    </div>
  )
})

function Count({ value, attention }: { value: number; attention?: boolean }) {
  const formats = useFormats()
  if (value === 0) return null
  return (
    <span className={styles.count} data-attention={attention ? '' : undefined}>
      {formats.amount.compact(value)}
    </span>
  )
}
