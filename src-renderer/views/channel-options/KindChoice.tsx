import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { ChevronDown } from 'lucide-react'
import type { TransportKind } from '@contract/index'
import { KIND_GROUPS } from '../../state/kinds'
import { useText } from '../../text/use-text'
import { HowIcon } from '../../ui/HowIcon'
import { TextField } from '../../ui/TextField'
import styles from './KindChoice.module.css'

export interface KindChoiceProps {
  value: TransportKind | 'auto'
  onChange(kind: TransportKind | 'auto'): void
}

/** Which technique an address speaks: found out, or chosen from a list by how news comes, with a field to search it. */
export function KindChoice({ value, onChange }: KindChoiceProps) {
  const { kinds: text, techniques } = useText()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [sought, setSought] = useState('')
  const button = useRef<HTMLButtonElement>(null)

  const nameOf = (kind: TransportKind | 'auto') => (kind === 'auto' ? text.auto : techniques[kind].name)
  const words = sought.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const matches = (kind: TransportKind) => {
    const all =
      `${kind} ${techniques[kind].name} ${text.brief[kind]} ${techniques[kind].about ?? ''}`.toLocaleLowerCase()
    return words.every((word) => all.includes(word))
  }
  const groups = KIND_GROUPS.map(({ how, kinds }) => ({ how, kinds: kinds.filter(matches) })).filter(
    ({ kinds }) => kinds.length > 0,
  )
  const first = groups[0]?.kinds[0]

  const close = () => {
    setOpen(false)
    setSought('')
    button.current?.focus()
  }
  const choose = (kind: TransportKind | 'auto') => {
    onChange(kind)
    close()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      close()
    } else if (event.key === 'Enter') {
      // Never the form around it: choosing a kind is not yet looking.
      event.preventDefault()
      if (event.target instanceof HTMLInputElement && event.target.type === 'radio') close()
      else if (words.length > 0 && first) choose(first)
    }
  }
  const option = (kind: TransportKind | 'auto') => (
    <label key={kind} className={styles.kind} data-chosen={kind === value ? '' : undefined}>
      <input
        type="radio"
        name={`${id}-kind`}
        value={kind}
        checked={kind === value}
        // Arrow keys pass over the kinds; a press on one has chosen.
        onChange={() => onChange(kind)}
        onClick={(event) => {
          if (event.detail > 0) choose(kind)
        }}
      />
      <span className={styles.words}>
        <span className={styles.name}>{nameOf(kind)}</span>
        <span className={styles.brief}>{kind === 'auto' ? text.autoHint : text.brief[kind]}</span>
      </span>
    </label>
  )

  return (
    <div className={styles.choice}>
      <div className={styles.line}>
        <span id={`${id}-label`} className={styles.label}>
          {text.label}
        </span>
        <button
          ref={button}
          type="button"
          id={`${id}-button`}
          className={styles.button}
          aria-labelledby={`${id}-label ${id}-button`}
          aria-expanded={open}
          aria-controls={open ? `${id}-list` : undefined}
          onClick={() => (open ? close() : setOpen(true))}
        >
          {nameOf(value)}
          <ChevronDown aria-hidden />
        </button>
      </div>
      {open && (
        <div
          id={`${id}-list`}
          className={styles.panel}
          role="group"
          aria-label={text.label}
          data-takes-escape
          onKeyDown={keys}
        >
          <TextField
            label={text.search}
            labelHidden
            placeholder={text.search}
            value={sought}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            onChange={setSought}
          />
          <div className={styles.scroller}>
            {words.length === 0 && option('auto')}
            {groups.map(({ how, kinds }) => (
              <fieldset key={how} className={styles.group}>
                <legend className={styles.legend}>
                  <HowIcon how={how} /> {text.groups[how]}
                  <span className={styles.brief}> {text.groupHints[how]}</span>
                </legend>
                <div className={styles.kinds}>{kinds.map(option)}</div>
              </fieldset>
            ))}
            {groups.length === 0 && (
              <p className={styles.brief} role="status">
                {text.none}
              </p>
            )}
          </div>
        </div>
      )}
      {value !== 'auto' && !open && techniques[value].about && (
        <p className={styles.brief}>{techniques[value].about}</p>
      )}
    </div>
  )
}
