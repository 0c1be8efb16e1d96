import styles from './Spinner.module.css'

/** Work is under way; `label` says which, and is read out. */
export function Spinner({ label, showLabel = true }: { label: string; showLabel?: boolean }) {
  return (
    <span className={styles.spinner} role="status">
      <span className={styles.wheel} aria-hidden />
      <span className={showLabel ? undefined : 'visually-hidden'}>{label}</span>
    </span>
  )
}
