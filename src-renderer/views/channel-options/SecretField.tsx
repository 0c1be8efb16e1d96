import { useId, useState } from 'react'
import { Eye, EyeOff, KeyRound } from 'lucide-react'
import { useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import { TextField, type TextFieldProps } from '../../ui/TextField'
import styles from './ChannelOptions.module.css'

export interface SecretFieldProps extends Omit<TextFieldProps, 'value' | 'onChange' | 'type' | 'lines'> {
  /** One is stored: it can be replaced or forgotten, and is never shown. */
  stored: boolean
  /** What was typed; null: the stored one is to be forgotten. */
  value: string | null
  onChange(value: string | null): void
}

/** A token or a password: covered while it is typed, and "set" from then on. */
export function SecretField({ stored, value, onChange, label, ...rest }: SecretFieldProps) {
  const { options: text, add } = useText()
  const id = useId()
  const [replacing, setReplacing] = useState(false)
  const [shown, setShown] = useState(false)

  if (stored && (value === null || !replacing)) {
    return (
      <div className={styles.secret} role="group" aria-labelledby={id}>
        <div className={styles.secretWords}>
          <p id={id} className={styles.label}>
            {label}
          </p>
          <p className={styles.hint} role="status">
            <KeyRound aria-hidden /> {value === null ? text.willForget : text.secretSet}
          </p>
        </div>
        {value === null ? (
          <Button onClick={() => onChange('')}>{text.keep}</Button>
        ) : (
          <>
            <Button onClick={() => setReplacing(true)}>{text.replace}</Button>
            <Button variant="quiet" onClick={() => onChange(null)}>
              {text.forget}
            </Button>
          </>
        )}
      </div>
    )
  }
  return (
    <div className={styles.covered}>
      <TextField
        {...rest}
        label={label}
        type={shown ? 'text' : 'password'}
        autoComplete="off"
        autoFocus={replacing}
        value={value ?? ''}
        onChange={onChange}
      />
      <IconButton
        label={shown ? add.hideValue : add.showValue}
        icon={shown ? <EyeOff /> : <Eye />}
        onClick={() => setShown(!shown)}
      />
      {stored && (
        <Button
          variant="quiet"
          onClick={() => {
            setReplacing(false)
            onChange('')
          }}
        >
          {text.keep}
        </Button>
      )}
    </div>
  )
}
