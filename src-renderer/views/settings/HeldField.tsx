import { useState } from 'react'
import { TextField, type TextFieldProps } from '../../ui/TextField'

export interface HeldFieldProps extends Omit<TextFieldProps, 'onChange' | 'error' | 'lines'> {
  /** What is wrong with a finished value, in words. */
  fault(value: string): string | undefined
  onSave(value: string): void
}

/** A setting that is written before it holds: saved with Enter or on leaving the field, and only when it is right. */
export function HeldField({ value, fault, onSave, ...rest }: HeldFieldProps) {
  const [written, setWritten] = useState<string | null>(null)
  const shown = written ?? value
  const save = () => {
    const finished = shown.trim()
    if (written === null || fault(finished) !== undefined) return
    setWritten(null)
    if (finished !== value) onSave(finished)
  }
  return (
    <TextField
      {...rest}
      dir="ltr"
      autoComplete="off"
      spellCheck={false}
      value={shown}
      error={written === null ? undefined : fault(written.trim())}
      onChange={setWritten}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
      }}
    />
  )
}
