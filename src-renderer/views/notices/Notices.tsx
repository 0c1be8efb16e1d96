import { Info, TriangleAlert, X } from 'lucide-react'
import { selectChannels, selectNotices } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import { IconButton } from '../../ui/Button'
import { noticeWords } from './notice-words'
import styles from './Notices.module.css'

/** Shown at once; older ones wait their turn behind these. */
const MAX_SHOWN = 3

/** What the reader has to say, newest first, each until it is dismissed. */
export default function Notices() {
  const text = useText()
  const { locale } = useFormats()
  const { ask } = useActions()
  const notices = useReader(selectNotices)
  const channels = useReader(selectChannels)
  if (notices.length === 0) return null
  const newest = notices.slice(-MAX_SHOWN).reverse()
  return (
    <section className={styles.notices} aria-label={text.notices.label}>
      {newest.map((notice) => (
        <div
          key={notice.id}
          className={styles.notice}
          data-level={notice.level}
          role={notice.level === 'error' ? 'alert' : 'status'}
        >
          {notice.level === 'info' ? <Info aria-hidden /> : <TriangleAlert aria-hidden />}
          <p dir="auto">{noticeWords(notice, text, channels, locale)}</p>
          <IconButton
            label={text.notices.dismiss}
            icon={<X />}
            onClick={() => void ask('notices.dismiss', { id: notice.id })}
          />
        </div>
      ))}
    </section>
  )
}
