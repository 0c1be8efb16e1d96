import { ArrowLeft, ChevronDown, ChevronUp, CircleDot, Circle, Copy, ExternalLink, Star, Trash2 } from 'lucide-react'
import type { ItemSummary } from '@contract/index'
import { copyToClipboard } from '../../state/clipboard'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import { BackButton } from '../window/BackButton'
import bar from '../window/PaneBar.module.css'
import { safeLink } from './safe-link'

/** What can be done to the open item. */
export function ArticleTools({ item }: { item: ItemSummary | null }) {
  const text = useText()
  const actions = useActions()
  const channel = useReader(selectChannel(item?.channelId ?? -1))
  const link = item && safeLink(item.link, channel?.siteUrl ?? channel?.url)

  return (
    <div className={bar.bar} role="toolbar" aria-label={text.article.label}>
      <BackButton icon={<ArrowLeft />} onClick={actions.closeItem} />
      {item && (
        <>
          <IconButton
            label={item.status.starred ? text.article.unstar : text.article.star}
            shortcut="S"
            aria-pressed={item.status.starred}
            icon={<Star fill={item.status.starred ? 'currentColor' : 'none'} />}
            onClick={() => void actions.toggleStar(item.id)}
          />
          <IconButton
            label={item.status.read ? text.article.markUnread : text.article.markRead}
            shortcut="M"
            icon={item.status.read ? <Circle /> : <CircleDot />}
            onClick={() => void actions.toggleRead(item.id)}
          />
          {link && (
            <>
              <IconButton
                label={text.article.open}
                shortcut="V"
                icon={<ExternalLink />}
                onClick={() => window.open(link, '_blank', 'noopener,noreferrer')}
              />
              <IconButton
                label={text.article.copyLink}
                icon={<Copy />}
                onClick={() =>
                  void copyToClipboard(link).then((done) =>
                    actions.toast(done ? text.app.copied : text.app.copyFailed, { level: done ? 'info' : 'error' }),
                  )
                }
              />
            </>
          )}
          <IconButton
            label={text.article.delete}
            icon={<Trash2 />}
            onClick={() => void actions.deleteItems([item.id], { deleted: text.timeline.deleted })}
          />
          <span className={bar.gap} />
          <IconButton
            label={text.article.previous}
            shortcut="K"
            icon={<ChevronUp />}
            onClick={() => void actions.step(-1, true)}
          />
          <IconButton
            label={text.article.next}
            shortcut="J"
            icon={<ChevronDown />}
            onClick={() => void actions.step(1, true)}
          />
        </>
      )}
    </div>
  )
}
