import { useState } from 'react'
import { TECHNIQUES, type OptionFault, type Technique, type TransportKind } from '@contract/index'
import { shownFields, type HandField, type OptionDraft } from '../../state/option-form'
import { WISHED } from '../../state/wishes'
import { useFormats, useText } from '../../text/use-text'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { TextField } from '../../ui/TextField'
import styles from './ChannelOptions.module.css'
import { faultWords, optionWords } from './option-words'
import { SecretField } from './SecretField'

export interface OptionFieldsProps {
  kind: TransportKind
  draft: OptionDraft
  faults: ReadonlyMap<string, OptionFault>
  /** Names of the secrets that are stored already. */
  stored?: readonly string[]
  /** Somebody tried to go on: from now on what is missing is said too, not only what is wrong. */
  asked: boolean
  onChange(draft: OptionDraft): void
}

/** What the technique lets the user set, drawn from its table: required ones first, what is rarely needed one step further. */
export function OptionFields({ kind, draft, faults, stored = [], asked, onChange }: OptionFieldsProps) {
  const { options: text, techniques } = useText()
  const technique: Technique = TECHNIQUES[kind]
  const [opened, setOpened] = useState(false)
  const fields = shownFields(technique, draft).filter(({ name }) => !WISHED.has(name))
  const usual = fields.filter(({ advanced }) => advanced !== true)
  // What depends on another field stays below it.
  const first = usual.filter((field) => isRequired(field) && field.when === undefined)
  const rare = fields.filter(({ advanced }) => advanced === true)
  if (fields.length === 0) return null

  const drawn = (field: HandField) => (
    <OptionInput
      key={field.name}
      kind={kind}
      field={field}
      draft={draft}
      stored={stored.includes(field.name)}
      fault={faults.get(field.name)}
      asked={asked}
      onChange={(value) => onChange({ ...draft, [field.name]: value })}
    />
  )
  // What is wrong in a folded part must be seen.
  const open = opened || (asked && rare.some(({ name }) => faults.has(name)))
  return (
    <section className={styles.options} aria-label={text.label(techniques[kind].name)}>
      {first.map(drawn)}
      {usual.filter((field) => !first.includes(field)).map(drawn)}
      {rare.length > 0 && (
        <details className={styles.rare} open={open} onToggle={(event) => setOpened(event.currentTarget.open)}>
          <summary>{text.advanced}</summary>
          <div className={styles.rareFields}>{rare.map(drawn)}</div>
        </details>
      )}
    </section>
  )
}

function isRequired(field: HandField): boolean {
  return 'required' in field && field.required === true
}

interface OptionInputProps {
  kind: TransportKind
  field: HandField
  draft: OptionDraft
  stored: boolean
  fault: OptionFault | undefined
  asked: boolean
  onChange(value: string | boolean | null): void
}

function OptionInput({ kind, field, draft, stored, fault, asked, onChange }: OptionInputProps) {
  const text = useText()
  const { amount } = useFormats()
  const words = optionWords(text, kind, field.name)
  const written = draft[field.name]
  const said = fault !== undefined && (asked || fault !== 'required')
  const error = said ? faultWords(fault, field, words.label, text.options, amount) : undefined
  const label = isRequired(field) ? (
    <>
      {words.label} <span aria-hidden>*</span>
    </>
  ) : (
    words.label
  )
  const line = {
    label,
    error,
    placeholder: words.placeholder,
    dir: 'ltr' as const,
    spellCheck: false,
    autoCapitalize: 'off',
    autoComplete: 'off',
    'aria-required': isRequired(field) || undefined,
  }
  switch (field.type) {
    case 'switch':
      return (
        <Switch
          label={words.label}
          hint={words.hint}
          checked={written === undefined || written === null ? field.default : written === true}
          onChange={onChange}
        />
      )
    case 'choice':
      return (
        <Select
          label={words.label}
          hint={words.hint}
          value={typeof written === 'string' ? written : field.default}
          options={field.choices.map((value) => ({ value, label: words.choices?.[value] ?? value }))}
          onChange={onChange}
        />
      )
    case 'secret':
      return (
        <SecretField
          {...line}
          hint={words.hint ?? text.options.secretHint}
          stored={stored}
          value={written === null ? null : typeof written === 'string' ? written : ''}
          onChange={onChange}
        />
      )
    case 'lines':
      return (
        <TextField
          {...line}
          hint={words.hint ?? text.options.linesHint}
          lines={3}
          value={typeof written === 'string' ? written : field.default}
          onChange={onChange}
        />
      )
    default:
      return (
        <TextField
          {...line}
          hint={words.hint}
          {...(field.type === 'number' ? { inputMode: 'decimal' as const } : {})}
          value={typeof written === 'string' ? written : String(field.default)}
          onChange={onChange}
        />
      )
  }
}
