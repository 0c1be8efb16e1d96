import { memo, type CSSProperties } from 'react'
import { ChevronRight, CircleDot, Inbox, MonitorPlay, Star, TriangleAlert } from 'lucide-react'
import type { ListQuery } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Badge } from '../../ui/Badge'
import { StateDot } from '../../ui/StateDot'
import { Logo, shownLogo } from './Logo'
import { EXPLANATION_ID } from './ChannelExplanation'
import styles from './ChannelTree.module.css'
import type { TreeNode } from './tree-nodes'

interface LineProps {
  selected: boolean
  tabStop: boolean
  onOpen(query: ListQuery): void
}

const SMART_ICONS = {
  all: <Inbox />,
  unread: <CircleDot />,
  starred: <Star />,
  important: <TriangleAlert />,
  idle: <MonitorPlay />,
}

const indent = (level: number) => ({ '--level': level - 1 }) as CSSProperties

export const SmartLine = memo(function SmartLine({
  node,
  selected,
  tabStop,
  onOpen,
}: LineProps & { node: TreeNode & { kind: 'smart' } }) {
  const text = useText()
  const { list } = node.query
  const count = useReader((state) => (list === 'idle' ? 0 : state.reader.counts[list]))
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
      <Fold onFold={() => onFold(node.query.folder)} />
      <span className={styles.name} dir="auto">
        {node.query.folder}
      </span>
      <Count value={unread} />
    </div>
  )
})

/** The sign of something that unfolds, for the pointer; the keyboard has the arrows. */
function Fold({ onFold }: { onFold(): void }) {
  return (
    <span
      className={styles.fold}
      aria-hidden
      onClick={(event) => {
        event.stopPropagation()
        onFold()
      }}
    >
      <ChevronRight />
    </span>
  )
}

export const ChannelLine = memo(function ChannelLine({
  node,
  described,
  selected,
  tabStop,
  onOpen,
  onFold,
}: LineProps & { node: TreeNode & { kind: 'channel' }; described: boolean; onFold(key: string): void }) {
  const text = useText()
  const { key, level, open } = node
  const id = node.query.channelId
  const title = useReader((state) => selectChannel(id)(state)?.title ?? '')
  const status = useReader((state) => selectChannel(id)(state)?.state.status)
  const unread = useReader((state) => selectChannel(id)(state)?.unread ?? 0)
  const logo = useReader((state) => shownLogo(state, id, 'icon'))
  // Inside its folder the folder's name says it, and the channel's name has the room.
  const demo = useReader((state) => level === 1 && selectChannel(id)(state)?.demo === true)
  if (!status) return null
  return (
    <div
      className={styles.line}
      role="treeitem"
      aria-level={level}
      aria-selected={selected}
      aria-expanded={open ?? undefined}
      aria-describedby={described ? EXPLANATION_ID : undefined}
      tabIndex={tabStop ? 0 : -1}
      data-key={key}
      data-channel={id}
      data-unread={unread > 0 ? '' : undefined}
      style={indent(level)}
      onClick={() => onOpen(node.query)}
    >
      <span className={styles.icon}>
        <StateDot status={status} />
      </span>
      {logo !== null && <Logo address={logo} className={styles.logo} />}
      <span className={styles.name} dir="auto">
        {title}
      </span>
      <span className="visually-hidden">, {text.channel.status[status]}</span>
      {demo && <Badge>{text.channel.demo}</Badge>}
      <Count value={unread} />
      {open !== null && <Fold onFold={() => onFold(key)} />}
    </div>
  )
})

export const SectionLine = memo(function SectionLine({
  node,
  selected,
  tabStop,
  onOpen,
  onFold,
}: LineProps & { node: TreeNode & { kind: 'section' }; onFold(key: string): void }) {
  const { key, level, open, name } = node
  return (
    <div
      className={styles.line}
      role="treeitem"
      aria-level={level}
      aria-selected={selected}
      aria-expanded={open ?? undefined}
      tabIndex={tabStop ? 0 : -1}
      data-key={key}
      data-section
      style={indent(level)}
      onClick={() => onOpen(node.query)}
    >
      <span className={styles.icon} aria-hidden>
        <span className={styles.branch} />
      </span>
      <span className={styles.name} dir="auto">
        {name}
      </span>
      {open !== null && <Fold onFold={() => onFold(key)} />}
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
