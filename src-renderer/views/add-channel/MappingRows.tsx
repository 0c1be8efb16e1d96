import { Plus, X } from 'lucide-react'
import { MAPPABLE_FIELDS, type MappableField } from '@contract/index'
import type { MappingRow } from '../../state/channel-form'
import { isJsonPointer } from '../../state/field-rules'
import { useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import { TextField } from '../../ui/TextField'
import styles from './AddChannel.module.css'

/** Where each part of an item is in the publisher's JSON: a field and a pointer per row, checked while typing. */
export function MappingRows({ rows, onChange }: { rows: readonly MappingRow[]; onChange(rows: MappingRow[]): void }) {
  const { add: text, channel } = useText()
  const used = new Set(rows.map(({ field }) => field))
  const free = MAPPABLE_FIELDS.filter((field) => !used.has(field))
  const change = (index: number, patch: Partial<MappingRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...patch } : row)))
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{text.mapping}</legend>
      <p className={styles.hint}>{text.mappingHint}</p>
      {rows.map(({ field, pointer }, index) => (
        <div key={field} className={styles.row}>
          <select
            className={styles.field}
            aria-label={text.field}
            value={field}
            onChange={(event) => change(index, { field: event.target.value as MappableField })}
          >
            {MAPPABLE_FIELDS.filter((name) => name === field || !used.has(name)).map((name) => (
              <option key={name} value={name}>
                {channel.fields[name]}
              </option>
            ))}
          </select>
          <TextField
            label={text.pointer(channel.fields[field])}
            labelHidden
            placeholder="/data/headline"
            value={pointer}
            dir="ltr"
            spellCheck={false}
            autoComplete="off"
            error={isJsonPointer(pointer.trim()) ? undefined : text.badPointer}
            onChange={(pointer) => change(index, { pointer })}
          />
          <IconButton
            label={text.removeRow}
            icon={<X />}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {free[0] !== undefined && (
        <Button
          variant="quiet"
          icon={<Plus />}
          onClick={() => free[0] && onChange([...rows, { field: rows.length === 0 ? 'title' : free[0], pointer: '' }])}
        >
          {text.addField}
        </Button>
      )}
    </fieldset>
  )
}
