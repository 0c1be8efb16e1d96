import { useRef } from 'react'
import { FileUp } from 'lucide-react'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './AddChannel.module.css'

/** The other way in: a file of channels from another reader. */
export function OpmlChoice({
  dropping,
  disabled,
  onFile,
}: {
  dropping: boolean
  disabled: boolean
  onFile(file: File): void
}) {
  const { add: text } = useText()
  const file = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        className={styles.opml}
        variant="quiet"
        icon={<FileUp />}
        disabled={disabled}
        onClick={() => file.current?.click()}
      >
        {dropping ? text.opmlDrop : text.opml}
      </Button>
      <input
        ref={file}
        type="file"
        hidden
        accept=".opml,.xml,text/x-opml,application/xml,text/xml"
        onChange={(event) => {
          const picked = event.target.files?.[0]
          event.target.value = ''
          if (picked) onFile(picked)
        }}
      />
    </>
  )
}
