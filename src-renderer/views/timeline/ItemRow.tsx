import { memo } from 'react'
import { Star, TriangleAlert } from 'lucide-react'
import type { Density, ItemId, ItemSummary } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { ArrivalMark } from '../../ui/ArrivalMark'
import { arrivalWords } from './arrival-words'
import styles from './ItemRow.module.css'

export const rowId = (id: ItemId) => `item-${id}`

export interface ItemRowProps {
  item: ItemSummary
  /** Pixels from the top of the list. */
  top: number
  /** Place in the list from 1, and its length; −1 while that is unknown. */
  position: number
  size: number
  selected: boolean
  fresh: boolean
  density: Density
  onOpen(id: ItemId): void
  onStar(id: ItemId): void
}

/**
 * One item of a list. The frame is cheap and moves with every new item above it; what it shows is drawn again only when
 * the item itself has changed.
 */
export function ItemRow({ item, top, position, size, selected, fresh, density, onOpen, onStar }: ItemRowProps) {
  return (
    <div
      id={rowId(item.id)}
      className={styles.row}
      role="option"
      aria-selected={selected}
      aria-setsize={size}
      aria-posinset={position}
      data-density={density}
      data-unread={item.status.read ? undefined : ''}
      data-fresh={fresh ? '' : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(item.id)}
    >
      <RowContent item={item} density={density} onStar={onStar} />
    </div>
  )
}

const RowContent = memo(function RowContent({
  item,
  density,
  onStar,
}: Pick<ItemRowProps, 'item' | 'density' | 'onStar'>) {
  const text = useText()
  const formats = useFormats()
  const channelTitle = useReader((state) => selectChannel(item.channelId)(state)?.title ?? '')
  const arrival = arrivalWords(item.arrival, text, formats)
  const { read, starred } = item.status

  return (
    <>
      <span className={styles.unread}>
        {!read && <span className="visually-hidden">{text.timeline.unread}. </span>}
      </span>
      <span className={styles.words} dir="auto">
        <span className={styles.title}>
          {item.important && (
            <TriangleAlert className={styles.important} aria-label={text.timeline.important} role="img" />
          )}
          {item.title}
        </span>
        {density !== 'compact' && item.snippet && item.snippet !== item.title && (
          <span className={styles.snippet} dir="auto">
            {item.snippet}
          </span>
        )}
      </span>
      <span className={styles.facts}>
        <span className={styles.channel} dir="auto">
          {channelTitle}
        </span>
        <ArrivalMark how={item.arrival.how} delay={arrival.delay} explanation={arrival.explanation} />
        <time className={styles.time} dateTime={new Date(item.sortAt).toISOString()}>
          {formats.moment.time(item.sortAt)}
        </time>
      </span>
      {/* For the pointer only: the keyboard has S, and an option holds no buttons. */}
      <span
        className={styles.star}
        data-starred={starred ? '' : undefined}
        onClick={(event) => {
          event.stopPropagation()
          onStar(item.id)
        }}
      >
        <Star
          fill={starred ? 'currentColor' : 'none'}
          {...(starred ? { role: 'img', 'aria-label': text.timeline.starred } : { 'aria-hidden': true })}
        />
      </span>
    </>
  )
})
