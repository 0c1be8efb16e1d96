import type { ItemId } from '@contract/index'
import { useFormats, useText } from '../../text/use-text'
import { ArrivalMark } from '../../ui/ArrivalMark'
import type { Headline } from './running-belt'
import styles from './TickerStrip.module.css'

export interface TickerHeadlineProps {
  headline: Headline
  channelTitle: string
  now: number
  /** The one headline that Tab reaches; arrow keys go on from there. */
  reachable: boolean
  onOpen(id: ItemId): void
}

/** Channel, headline, how it came and how old it is. */
export function TickerHeadline({ headline, channelTitle, now, reachable, onOpen }: TickerHeadlineProps) {
  const text = useText()
  const { moment, span } = useFormats()
  const { item, leaving } = headline
  const { how, delayMs } = item.arrival
  const explanation = [
    text.arrival.howLong[how],
    delayMs === null ? text.arrival.noDelay : text.arrival.delay(span.long(delayMs)),
  ].join(' · ')
  return (
    <li data-item={item.id} className={styles.place}>
      <button
        type="button"
        className={styles.headline}
        data-leaving={leaving ? '' : undefined}
        data-important={item.important ? '' : undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onOpen(item.id)}
      >
        <span className={styles.channel}>{channelTitle}</span>
        <span className={styles.title} dir="auto">
          {item.title}
        </span>
        <ArrivalMark how={how} delay={delayMs === null ? null : span.short(delayMs)} explanation={explanation} />
        <span className={styles.age} title={moment.full(item.sortAt)}>
          {moment.age(item.sortAt, now)}
        </span>
      </button>
    </li>
  )
}
