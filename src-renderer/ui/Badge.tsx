import type { ReactNode } from 'react'
import styles from './Badge.module.css'
import { classNames } from './class-names'

export interface BadgeProps {
  children: ReactNode
  /** `attention` is amber and means that somebody is wanted. */
  tone?: 'quiet' | 'attention'
  className?: string
}

export function Badge({ children, tone = 'quiet', className }: BadgeProps) {
  return <span className={classNames(styles.badge, styles[tone], className)}>{children}</span>
}
