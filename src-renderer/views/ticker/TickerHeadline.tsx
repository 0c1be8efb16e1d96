import type { ItemId } from '@contract/index'
import { useFormats, useText } from '../../text/use-text'
import { ArrivalMark } from '../../ui/ArrivalMark'
import { arrivalWords } from '../timeline/arrival-words'
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
  const formats = useFormats()
  const { item, leaving } = headline
  const arrival = arrivalWords(item.arrival, text, formats)
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
        <span className={styles.arrival}>
          <ArrivalMark how={item.arrival.how} {...arrival} />
        </span>
        <span className={styles.age} title={formats.moment.full(item.sortAt)}>
          {formats.moment.age(item.sortAt, now)}
        </span>
      </button>
    </li>
  )
}
