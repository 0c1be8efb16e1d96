import type { ArrivalHow } from '@contract/index'
import styles from './ArrivalMark.module.css'
import { HowIcon } from './HowIcon'
import { Tooltip } from './Tooltip'

export interface ArrivalMarkProps {
  how: ArrivalHow
  /** The delay in words, "0.2 s"; null when the publisher gave no time. */
  delay: string | null
  /** Everything in one sentence, for hover, focus and screen readers. */
  explanation: string
  /** What a press shows, in words. */
  more?: string
  /** A mark by itself is a button; one inside a row leaves focus and presses to the row. */
  onOpen?: () => void
}

/** How an item came, and how late: pushed (an arrow that lands), held (an open gate), polled (a turn). */
export function ArrivalMark({ how, delay, explanation, more, onOpen }: ArrivalMarkProps) {
  if (onOpen) {
    return (
      <Tooltip content={explanation}>
        <button
          type="button"
          className={styles.mark}
          data-how={how}
          aria-label={[more, explanation].filter(Boolean).join(': ')}
          onClick={onOpen}
        >
          <HowIcon how={how} />
          {delay !== null && <span>{delay}</span>}
        </button>
      </Tooltip>
    )
  }
  return (
    <span className={styles.mark} data-how={how} title={explanation}>
      <HowIcon how={how} />
      {delay !== null && <span>{delay}</span>}
      <span className="visually-hidden">{explanation}</span>
    </span>
  )
}
