import type { ClipboardEvent } from 'react'
import { Search } from 'lucide-react'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/TextField'
import styles from './AddChannel.module.css'
import { looksLikeOpml } from './use-opml'

export interface AddressFormProps {
  address: string
  /** Looking is no longer the next step. */
  found: boolean
  onChange(address: string): void
  onLook(address: string): void
  onOpml(text: string): void
}

/** The one field. A pasted address is looked at without another press; pasted OPML is imported. */
export function AddressForm({ address, found, onChange, onLook, onOpml }: AddressFormProps) {
  const { add: text } = useText()
  const paste = (event: ClipboardEvent<HTMLElement>) => {
    const pasted = event.clipboardData.getData('text')
    if (pasted.trim() === '') return
    if (looksLikeOpml(pasted)) {
      event.preventDefault()
      onOpml(pasted)
    } else if (address.trim() === '') {
      // Into an empty field it is the whole address; into a written one it is a correction, and Enter looks.
      event.preventDefault()
      onChange(pasted.trim())
      onLook(pasted)
    }
  }
  return (
    <form
      className={styles.ask}
      onPaste={paste}
      onSubmit={(event) => {
        event.preventDefault()
        onLook(address)
      }}
    >
      <TextField
        className={styles.address}
        label={text.address}
        placeholder={text.placeholder}
        value={address}
        autoFocus
        dir="ltr"
        inputMode="url"
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        onChange={onChange}
      />
      <Button type="submit" icon={<Search />} variant={found ? 'plain' : 'primary'} disabled={address.trim() === ''}>
        {text.look}
      </Button>
    </form>
  )
}
