import { useId, type ReactNode } from 'react'
import styles from './Field.module.css'

export interface SelectProps<Value extends string> {
  label: ReactNode
  hint?: ReactNode
  value: Value
  options: readonly { value: Value; label: string }[]
  disabled?: boolean
  onChange(value: Value): void
}

/** One of a few. The system's own list: it works everywhere, also for screen readers and on touch. */
export function Select<Value extends string>({ label, hint, value, options, disabled, onChange }: SelectProps<Value>) {
  const id = useId()
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className={styles.hint}>
            {hint}
          </p>
        )}
      </div>
      <select
        id={id}
        className={styles.select}
        value={value}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
