import { useId, useState } from 'react'
import styles from './Settings.module.css'

export interface RangeProps {
  label: string
  value: number
  least: number
  most: number
  step: number
  /** The value in words, beside the slider and for screen readers. */
  words(value: number): string
  onChange(value: number): void
}

/** A number on a line. Follows the hand at once and tells the reader when it is let go. */
export function Range({ label, value, least, most, step, words, onChange }: RangeProps) {
  const id = useId()
  const [moving, setMoving] = useState<number | null>(null)
  const shown = moving ?? value
  const settle = () => {
    if (moving !== null && moving !== value) onChange(moving)
    setMoving(null)
  }
  return (
    <div className={styles.range}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={shown}
        aria-valuetext={words(shown)}
        onChange={(event) => setMoving(Number(event.target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <output htmlFor={id}>{words(shown)}</output>
    </div>
  )
}
