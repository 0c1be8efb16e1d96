import type { ReactNode } from 'react'
import styles from './EmptyState.module.css'

export interface EmptyStateProps {
  icon?: ReactNode
  title: string
  /** What this place is. */
  hint: ReactNode
  /** The one next step. */
  action?: ReactNode
  /** Something went wrong: announced when it appears. */
  alert?: boolean
}

export function EmptyState({ icon, title, hint, action, alert }: EmptyStateProps) {
  return (
    <div className={styles.state} role={alert ? 'alert' : undefined}>
      {icon && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      <p className={styles.title}>{title}</p>
      <p className={styles.hint}>{hint}</p>
      {action}
    </div>
  )
}
