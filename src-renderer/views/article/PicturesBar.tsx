import { ImageOff } from 'lucide-react'
import type { ChannelId } from '@contract/index'
import { useActions } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './PicturesBar.module.css'

/** Says that pictures were left out, why, and offers them: now, or always for this channel. */
export function PicturesBar({ count, channelId, onOnce }: { count: number; channelId: ChannelId; onOnce(): void }) {
  const text = useText()
  const { ask } = useActions()
  return (
    <aside className={styles.bar}>
      <ImageOff aria-hidden className={styles.icon} />
      <p>
        {text.article.picturesBlocked(count)}. <span className={styles.hint}>{text.article.picturesHint}</span>
      </p>
      <div className={styles.buttons}>
        <Button onClick={onOnce}>{text.article.picturesOnce}</Button>
        <Button
          variant="quiet"
          onClick={() => void ask('channels.change', { id: channelId, patch: { settings: { remoteImages: true } } })}
        >
          {text.article.picturesAlways}
        </Button>
      </div>
    </aside>
  )
}
