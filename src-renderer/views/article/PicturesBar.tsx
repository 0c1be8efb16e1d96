import { ImageOff } from 'lucide-react'
import type { ChannelId } from '@contract/index'
import { useActions } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import styles from './PicturesBar.module.css'

export interface PicturesBarProps {
  /** Pictures that the user may allow. */
  blocked: number
  /** Pictures on this machine or network, which a publisher elsewhere has no business with. */
  refused: number
  channelId: ChannelId
  onOnce(): void
}

/** Says that pictures were left out, why, and offers those that may be shown: now, or always for this channel. */
export function PicturesBar({ blocked, refused, channelId, onOnce }: PicturesBarProps) {
  const text = useText()
  const { ask } = useActions()
  return (
    <aside className={styles.bar}>
      <ImageOff aria-hidden className={styles.icon} />
      <div className={styles.words}>
        {blocked > 0 && (
          <p>
            {text.article.picturesBlocked(blocked)}. <span className={styles.hint}>{text.article.picturesHint}</span>
          </p>
        )}
        {refused > 0 && (
          <p>
            {text.article.picturesLocal(refused)}. <span className={styles.hint}>{text.article.picturesLocalHint}</span>
          </p>
        )}
      </div>
      {blocked > 0 && (
        <div className={styles.buttons}>
          <Button onClick={onOnce}>{text.article.picturesOnce}</Button>
          <Button
            variant="quiet"
            onClick={() => void ask('channels.change', { id: channelId, patch: { settings: { remoteImages: true } } })}
          >
            {text.article.picturesAlways}
          </Button>
        </div>
      )}
    </aside>
  )
}
