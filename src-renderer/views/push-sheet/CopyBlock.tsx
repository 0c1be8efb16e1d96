import { useId, useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { copyToClipboard } from '../../state/clipboard'
import { useActions } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './PushSheet.module.css'

export interface CopyBlockProps {
  title: string
  hint?: string
  content: string
  level?: 3 | 4
}

/** Something to be taken elsewhere: whole, selectable, with a button that copies it. */
export function CopyBlock({ title, hint, content, level = 3 }: CopyBlockProps) {
  const { sheet: words, app } = useText()
  const { toast } = useActions()
  const id = useId()
  const [copied, setCopied] = useState<string | null>(null)
  const Heading = `h${level}` as const
  const done = copied === content

  const copy = async () => {
    if (await copyToClipboard(content)) setCopied(content)
    else toast(app.copyFailed, { level: 'error' })
  }
  return (
    <section className={styles.block} aria-labelledby={id}>
      <div className={styles.blockHead}>
        <div>
          <Heading id={id} className={level === 3 ? styles.heading : styles.command}>
            {title}
          </Heading>
          {hint && <p className={styles.hint}>{hint}</p>}
        </div>
        <Button icon={done ? <Check /> : <Copy />} aria-label={words.copy(title)} onClick={() => void copy()}>
          <span aria-live="polite">{done ? words.copied : words.copyShort}</span>
        </Button>
      </div>
      <pre className={styles.content} dir="ltr" tabIndex={0} aria-labelledby={id}>
        {content}
      </pre>
    </section>
  )
}
