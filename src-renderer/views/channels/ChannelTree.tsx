import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react'
import type { ChannelId, ListQuery } from '@contract/index'
import { folderNames, treeSelector } from '../../state/selectors'
import { useActions, useClient, useReader } from '../../state/use-reader'
import { useDirection, useLocale, useText } from '../../text/use-text'
import { MenuOnContext } from '../../ui/Menu'
import { ChannelExplanation, type Pointed } from './ChannelExplanation'
import { channelMenu } from './channel-menu'
import { folderMenu } from './folder-menu'
import styles from './ChannelTree.module.css'
import { ChannelLine, FolderLine, SectionLine, SmartLine } from './TreeLines'
import { keyOf, treeNodes, type TreeNode } from './tree-nodes'

/** Smart lists, folders and channels as one tree: one tab stop, arrow keys within, a menu on every channel and folder. */
export function ChannelTree() {
  const text = useText()
  const locale = useLocale()
  const direction = useDirection()
  const { store, clock } = useClient()
  const actions = useActions()
  const selectTree = useMemo(() => treeSelector(locale), [locale])
  const tree = useReader(selectTree)
  const folded = useReader((state) => state.interface.folded)
  const current = useReader((state) => keyOf(state.list.query))
  const unfolded = useReader((state) => state.interface.unfolded)
  const hasIdle = useReader((state) => state.interface.hasIdle)
  const nodes = useMemo(() => treeNodes(tree, { folded, unfolded, hasIdle }), [tree, folded, unfolded, hasIdle])
  const [focused, setFocused] = useState<string | null>(null)
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const menuFor = useRef<TreeNode | null>(null)
  const root = useRef<HTMLDivElement>(null)

  const inTree = (key: string | null) => nodes.some((node) => node.key === key)
  const tabStop = inTree(focused) ? focused : inTree(current) ? current : nodes[0]?.key
  const open = useCallback((query: ListQuery) => void actions.openList(query), [actions])
  const fold = useCallback((folder: string) => actions.toggleFolder(folder), [actions])
  const foldSections = useCallback((key: string) => actions.toggleSections(key), [actions])
  const turn = (node: TreeNode) => (node.kind === 'folder' ? fold(node.query.folder) : foldSections(node.key))

  function focus(key: string | undefined) {
    if (key) root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus()
  }

  function keys(event: KeyboardEvent) {
    const at = nodes.findIndex((node) => node.key === lineOf(event)?.dataset.key)
    const node = nodes[at]
    if (!node) return
    const [inward, outward] = direction === 'ltr' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight']
    const parent = nodes.slice(0, at).findLast(({ level }) => level < node.level)
    switch (event.key) {
      case 'ArrowDown':
        focus(nodes[at + 1]?.key)
        break
      case 'ArrowUp':
        focus(nodes[at - 1]?.key)
        break
      case 'Home':
        focus(nodes[0]?.key)
        break
      case 'End':
        focus(nodes.at(-1)?.key)
        break
      case inward:
        if (node.open === null) return
        if (node.open) focus(nodes[at + 1]?.key)
        else turn(node)
        break
      case outward:
        if (node.open) turn(node)
        else focus(parent?.key)
        break
      case 'Enter':
      case ' ':
        open(node.query)
        break
      case 'Delete':
        if (node.kind === 'channel') actions.showDialog({ kind: 'removeChannel', id: node.query.channelId })
        break
      default:
        return
    }
    event.preventDefault()
  }

  function point(event: SyntheticEvent) {
    const line = lineOf(event)
    const id = channelOf(line)
    if (!line || id === null) setPointed(null)
    else if (pointed?.id !== id) setPointed({ id, box: line.getBoundingClientRect() })
  }

  function menuEntries() {
    const { channels, pausedUntil } = store.getState().reader
    const node = menuFor.current
    if (node?.kind === 'folder') return folderMenu(node.query.folder, node.channelIds, channels, { actions, text })
    // A section has its channel's.
    const channel = node && node.kind !== 'smart' ? channels.get(node.query.channelId) : undefined
    if (!channel) return []
    return channelMenu(channel, folderNames(channels), {
      actions,
      text,
      now: clock.now(),
      allPaused: pausedUntil !== null,
    })
  }

  return (
    <>
      <MenuOnContext label={text.channel.menu.label} entries={menuEntries}>
        <div
          ref={root}
          className={styles.tree}
          role="tree"
          aria-label={text.lists.label}
          onKeyDown={keys}
          onFocus={(event) => {
            setFocused(lineOf(event)?.dataset.key ?? null)
            if (event.target.matches(':focus-visible')) point(event)
          }}
          onBlur={() => setPointed(null)}
          onPointerOver={point}
          onPointerLeave={() => setPointed(null)}
          onScroll={() => setPointed(null)}
          onContextMenu={(event) => {
            setPointed(null)
            const key = lineOf(event)?.dataset.key
            menuFor.current = nodes.find((node) => node.key === key && node.kind !== 'smart') ?? null
            // Only channels and folders have a menu; elsewhere the browser's own stays away as well.
            if (menuFor.current === null) event.preventDefault()
          }}
        >
          {nodes.map((node) => {
            const shared = { selected: node.key === current, tabStop: node.key === tabStop, onOpen: open }
            if (node.kind === 'smart') return <SmartLine key={node.key} node={node} {...shared} />
            if (node.kind === 'folder') return <FolderLine key={node.key} node={node} {...shared} onFold={fold} />
            if (node.kind === 'section') {
              return <SectionLine key={node.key} node={node} {...shared} onFold={foldSections} />
            }
            return (
              <ChannelLine
                key={node.key}
                node={node}
                described={pointed?.id === node.query.channelId}
                {...shared}
                onFold={foldSections}
              />
            )
          })}
        </div>
      </MenuOnContext>
      {pointed && <ChannelExplanation pointed={pointed} />}
    </>
  )
}

function lineOf(event: SyntheticEvent): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[role="treeitem"]') : null
}

function channelOf(line: HTMLElement | null): ChannelId | null {
  return line?.dataset.channel === undefined ? null : Number(line.dataset.channel)
}
