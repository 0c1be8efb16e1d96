import type { ConnectionStatus } from '@contract/index'
import styles from './StateDot.module.css'

/**
 * A channel's state as a shape: each status differs in form, and only what is live or wants somebody is amber.
 * Decorative; the words stand beside it or in its tooltip.
 */
export function StateDot({ status }: { status: ConnectionStatus }) {
  return (
    <svg className={styles.dot} data-status={status} viewBox="0 0 12 12" aria-hidden focusable="false">
      {SHAPES[status]}
    </svg>
  )
}

const SHAPES: Record<ConnectionStatus, React.ReactNode> = {
  live: <circle cx="6" cy="6" r="4" className={styles.solid} />,
  connecting: <circle cx="6" cy="6" r="3.75" className={styles.dashed} />,
  polled: (
    <>
      <circle cx="6" cy="6" r="4" className={styles.outline} />
      <path d="M6 3.8V6l1.5 1" className={styles.outline} />
    </>
  ),
  waiting: (
    <>
      <path d="M6 2 a4 4 0 0 1 0 8z" className={styles.solid} />
      <circle cx="6" cy="6" r="4" className={styles.outline} />
    </>
  ),
  paused: <path d="M3 2.5h2v7H3zM7 2.5h2v7H7z" className={styles.solid} />,
  offline: (
    <>
      <circle cx="6" cy="6" r="4" className={styles.outline} />
      <path d="M2 10 10 2" className={styles.outline} />
    </>
  ),
  ended: <path d="M2.5 2.5h7v7h-7z" className={styles.outline} />,
  needsYou: (
    <>
      <path d="M6 1 11.2 10.4H.8z" className={styles.solid} />
      <path d="M6 4.4v2.8M6 8.4v.9" className={styles.cut} />
    </>
  ),
}
