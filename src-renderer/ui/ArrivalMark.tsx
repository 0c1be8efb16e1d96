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
  /** A mark by itself can be reached by keyboard; one inside a row leaves focus to the row. */
  focusable?: boolean
}

/** How an item came, and how late: pushed (an arrow that lands), held (an open gate), polled (a turn). */
export function ArrivalMark({ how, delay, explanation, focusable = false }: ArrivalMarkProps) {
  const mark = (
    <span
      className={styles.mark}
      data-how={how}
      {...(focusable ? { tabIndex: 0, role: 'img', 'aria-label': explanation } : { title: explanation })}
    >
      <HowIcon how={how} />
      {delay !== null && <span>{delay}</span>}
      {!focusable && <span className="visually-hidden">{explanation}</span>}
    </span>
  )
  return focusable ? <Tooltip content={explanation}>{mark}</Tooltip> : mark
}
