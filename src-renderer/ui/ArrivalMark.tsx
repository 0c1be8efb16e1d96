import type { ArrivalHow } from '@contract/index'
import styles from './ArrivalMark.module.css'
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
      <svg viewBox="0 0 12 12" aria-hidden focusable="false">
        <path d={PATHS[how]} />
      </svg>
      {delay !== null && <span>{delay}</span>}
      {!focusable && <span className="visually-hidden">{explanation}</span>}
    </span>
  )
  return focusable ? <Tooltip content={explanation}>{mark}</Tooltip> : mark
}

const PATHS: Record<ArrivalHow, string> = {
  push: 'M1.5 6h7M5.5 3l3 3-3 3M10.8 2.5v7',
  held: 'M2.5 2v8M9.5 2v8M4.5 6h3',
  poll: 'M9.8 4.4A4.2 4.2 0 1 0 10.2 6.6M10 1.8v2.8H7.2',
}
