import { useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { dayGroups, dayLineOf, lineAt, lineCount, lineOfRow } from '../../state/days'
import { useActions, useNow, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { Spinner } from '../../ui/Spinner'
import { LESS_MOTION, useMediaQuery } from '../../ui/use-media-query'
import { WIDE } from '../window/wide'
import styles from './ItemList.module.css'
import { ItemRow, rowId } from './ItemRow'
import { rowHeights } from './row-height'

/** Older items are asked for when this many lines are left below. */
const LOAD_AHEAD_LINES = 30
/** Scrolled less than this counts as being at the top. */
const TOP_PX = 4
const SLIDE_MS = 200
/** More at once than this is a flood, and appears without sliding. */
const MAX_SLIDING_ROWS = 4

/** The rows of a list, drawn only where they are seen. Keyboard focus stays on the list; the cursor is told to it. */
export function ItemList() {
  const text = useText()
  const formats = useFormats()
  const actions = useActions()
  const wide = useMediaQuery(WIDE)
  const scroller = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const rows = useReader((state) => state.list.rows)
  const fresh = useReader((state) => state.list.fresh)
  const atTop = useReader((state) => state.list.atTop)
  const loadingMore = useReader((state) => state.list.loading === 'more')
  const failure = useReader((state) => state.list.failure)
  const more = useReader((state) => state.list.more)
  const cursor = useReader((state) => state.interface.cursor)
  const density = useReader((state) => state.reader.settings.density)
  const today = useNow(60_000)

  const groups = useMemo(() => dayGroups(rows), [rows])
  const heights = useMemo(() => rowHeights(density), [density])
  const dayLines = useMemo(() => new Set(groups.map(({ start }, before) => start + before)), [groups])
  const getItemKey = useMemo(() => keyByLine(dayLines, heights), [dayLines, heights])
  const count = lineCount(groups)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (line) => (dayLines.has(line) ? heights.day : heights.row),
    // A new function makes the list work out its sizes anew: where days begin, and how high rows are, decides them all.
    getItemKey,
    overscan: 8,
    // The first drawing, before the list has been measured, has rows already.
    initialRect: { width: 400, height: 800 },
    scrollPaddingStart: heights.day,
    // The day of the first row in sight is drawn as well: it sticks to the top.
    rangeExtractor: (range) => {
      const day = dayLineOf(groups, range.startIndex)
      const lines = defaultRangeExtractor(range)
      return lines[0] !== undefined && lines[0] <= day ? lines : [day, ...lines]
    },
  })
  const lines = virtualizer.getVirtualItems()
  const lastLine = lines.at(-1)?.index ?? 0
  const offset = virtualizer.scrollOffset ?? 0
  const stuck = count > 0 ? dayLineOf(groups, virtualizer.range?.startIndex ?? 0) : 0

  useEffect(() => {
    if (more && !failure && lastLine >= count - LOAD_AHEAD_LINES) void actions.loadOlder()
  }, [actions, more, failure, lastLine, count])

  // The pill was pressed, or the list came to its top some other way.
  useLayoutEffect(() => {
    if (atTop && scroller.current) scroller.current.scrollTop = 0
  }, [atTop])

  useLayoutEffect(() => {
    const moved = fresh.size * heights.row
    const still = window.matchMedia(LESS_MOTION).matches
    if (!atTop || moved === 0 || fresh.size > MAX_SLIDING_ROWS || still) return
    const element = sheet.current
    // In a steady stream one slide would run into the next; then rows simply appear.
    if (!element?.animate || element.getAnimations().length > 0) return
    element.animate([{ transform: `translateY(${-moved}px)` }, { transform: 'none' }], {
      duration: SLIDE_MS,
      easing: 'cubic-bezier(0.2, 0, 0, 1)',
    })
  }, [fresh, atTop, heights])

  const cursorIndex = useMemo(() => (cursor === null ? -1 : rows.findIndex((row) => row.id === cursor)), [rows, cursor])
  const lastCursor = useRef<number | null>(null)
  useEffect(() => {
    // Only a moved cursor scrolls; new rows above it do not.
    if (cursor === lastCursor.current || cursorIndex < 0) return
    lastCursor.current = cursor
    virtualizer.scrollToIndex(lineOfRow(groups, cursorIndex), { align: 'auto' })
  }, [virtualizer, groups, cursor, cursorIndex])

  function keys(event: KeyboardEvent) {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / heights.row) - 1)
    const target = {
      Home: rows[0],
      End: rows.at(-1),
      PageDown: rows[Math.min(rows.length - 1, Math.max(0, cursorIndex) + page)],
      PageUp: rows[Math.max(0, cursorIndex - page)],
    }[event.key]
    if (event.key === 'ArrowDown') void actions.step(1, wide)
    else if (event.key === 'ArrowUp') void actions.step(-1, wide)
    else if (event.key === ' ' && cursor !== null) void actions.openItem(cursor)
    else if (target) actions.setCursor(target.id)
    else return
    event.preventDefault()
  }

  const drawn = lines.some((line) => {
    const at = lineAt(groups, line.index)
    return at.kind === 'row' && at.index === cursorIndex
  })

  return (
    <div
      ref={scroller}
      id="items"
      className={styles.scroller}
      role="listbox"
      tabIndex={0}
      aria-label={text.timeline.label}
      aria-activedescendant={drawn && cursor !== null ? rowId(cursor) : undefined}
      onScroll={(event) => actions.setAtTop(event.currentTarget.scrollTop <= TOP_PX)}
      onKeyDown={keys}
    >
      <div ref={sheet} className={styles.sheet} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {lines.map((line) => {
          const at = lineAt(groups, line.index)
          if (at.kind === 'day') {
            const sticks = line.index === stuck
            return (
              <div
                key={`day ${at.day}`}
                className={styles.day}
                aria-hidden
                data-stuck={sticks && offset > line.start ? '' : undefined}
                style={sticks ? { position: 'sticky' } : { transform: `translateY(${line.start}px)` }}
              >
                {formats.moment.day(at.day, today)}
              </div>
            )
          }
          const item = rows[at.index]
          return (
            item && (
              <ItemRow
                key={item.id}
                item={item}
                top={line.start}
                position={at.index + 1}
                size={more ? -1 : rows.length}
                selected={item.id === cursor}
                fresh={fresh.has(item.id)}
                density={density}
                onOpen={actions.openItem}
                onStar={actions.toggleStar}
              />
            )
          )
        })}
      </div>
      {(loadingMore || failure !== null) && (
        <div className={styles.foot} role="presentation">
          {failure ?? <Spinner label={text.timeline.loadingMore} />}
        </div>
      )}
    </div>
  )
}

/** Lines are known by their number; a new function for every arrangement of days and heights. */
function keyByLine(..._arrangement: unknown[]): (line: number) => number {
  return (line) => line
}
