import { useState } from 'react'
import { Eye, EyeOff, Plus, X } from 'lucide-react'
import type { HeaderRow } from '../../state/channel-form'
import { headerNameFault, isHeaderValue } from '../../state/field-rules'
import { useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import { TextField } from '../../ui/TextField'
import styles from './AddChannel.module.css'

/** Request headers, a row each. Values are secrets: covered unless asked for. */
export function HeaderRows({ rows, onChange }: { rows: readonly HeaderRow[]; onChange(rows: HeaderRow[]): void }) {
  const { add: text } = useText()
  const [shown, setShown] = useState<number | null>(null)
  const change = (index: number, patch: Partial<HeaderRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...patch } : row)))
  const nameFault = ({ name, value }: HeaderRow) => {
    const fault = name === '' && value === '' ? null : headerNameFault(name.trim())
    if (fault === null) return undefined
    return fault === 'reserved' ? text.reservedHeader(name.trim()) : text.badHeaderName
  }
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{text.headers}</legend>
      {rows.map(({ name, value }, index) => (
        <div key={index} className={styles.row}>
          <TextField
            label={text.headerName}
            labelHidden
            placeholder={text.headerName}
            value={name}
            dir="ltr"
            spellCheck={false}
            autoComplete="off"
            error={nameFault({ name, value })}
            onChange={(name) => change(index, { name })}
          />
          <TextField
            label={text.headerValue}
            labelHidden
            placeholder={text.headerValue}
            value={value}
            dir="ltr"
            type={shown === index ? 'text' : 'password'}
            autoComplete="off"
            spellCheck={false}
            error={isHeaderValue(value.trim()) ? undefined : text.badHeaderValue}
            onChange={(value) => change(index, { value })}
          />
          <IconButton
            label={shown === index ? text.hideValue : text.showValue}
            icon={shown === index ? <EyeOff /> : <Eye />}
            onClick={() => setShown(shown === index ? null : index)}
          />
          <IconButton
            label={text.removeRow}
            icon={<X />}
            onClick={() => {
              setShown(null)
              onChange(rows.filter((_, at) => at !== index))
            }}
          />
        </div>
      ))}
      <Button variant="quiet" icon={<Plus />} onClick={() => onChange([...rows, { name: '', value: '' }])}>
        {text.addHeader}
      </Button>
    </fieldset>
  )
}
