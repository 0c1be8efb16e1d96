import type { ArrivalHow } from '@contract/index'
import styles from './HowIcon.module.css'

/** How an item came, as a sign: pushed (an arrow that lands), held (an open gate), polled (a turn). Decorative. */
export function HowIcon({ how }: { how: ArrivalHow }) {
  return (
    <svg
      className={styles.icon}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      data-how={how}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      focusable="false"
    >
      <path d={PATHS[how]} />
    </svg>
  )
}

const PATHS: Record<ArrivalHow, string> = {
  push: 'M1.5 6h7M5.5 3l3 3-3 3M10.8 2.5v7',
  held: 'M2.5 2v8M9.5 2v8M4.5 6h3',
  poll: 'M9.8 4.4A4.2 4.2 0 1 0 10.2 6.6M10 1.8v2.8H7.2',
}
