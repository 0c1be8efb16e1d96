import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'
import { classNames } from './class-names'
import styles from './Field.module.css'

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: ReactNode
  /** The label is read out but not drawn. */
  labelHidden?: boolean
  hint?: ReactNode
  /** What is wrong and what would be right; read out when it appears. */
  error?: ReactNode
  value: string
  onChange(value: string): void
  /** More than one line of text. */
  lines?: number
  ref?: Ref<HTMLInputElement>
}

/** A line (or some lines) of text with its label, its hint and what is wrong with it. */
export function TextField({
  label,
  labelHidden,
  hint,
  error,
  value,
  onChange,
  lines,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      {lines ? (
        <textarea
          id={id}
          className={styles.input}
          rows={lines}
          value={value}
          placeholder={rest.placeholder}
          disabled={rest.disabled}
          spellCheck={rest.spellCheck}
          dir={rest.dir}
          aria-describedby={described}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input
          id={id}
          className={styles.input}
          value={value}
          aria-describedby={described}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChange(event.target.value)}
          {...rest}
        />
      )}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
