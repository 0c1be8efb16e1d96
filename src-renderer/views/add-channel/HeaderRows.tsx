import { useState } from 'react'
import { Eye, EyeOff, Plus, X } from 'lucide-react'
import { useText } from '../../text/use-text'
import { Button, IconButton } from '../../ui/Button'
import { TextField } from '../../ui/TextField'
import styles from './AddChannel.module.css'
import { isHeaderName, type HeaderRow } from './channel-form'

/** Request headers, a row each. Values are secrets: covered unless asked for. */
export function HeaderRows({ rows, onChange }: { rows: readonly HeaderRow[]; onChange(rows: HeaderRow[]): void }) {
  const { add: text } = useText()
  const [shown, setShown] = useState<number | null>(null)
  const change = (index: number, patch: Partial<HeaderRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...patch } : row)))
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
            error={(name !== '' || value !== '') && !isHeaderName(name.trim()) ? text.badHeaderName : undefined}
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
