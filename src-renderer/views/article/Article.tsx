import { useEffect, useRef, useState } from 'react'
import { Newspaper, TriangleAlert } from 'lucide-react'
import type { ItemDetail, ItemSummary } from '@contract/index'
import { isLocalAddress } from '../../state/local-address'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import { useText } from '../../text/use-text'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Spinner } from '../../ui/Spinner'
import styles from './Article.module.css'
import { ArticleHead } from './ArticleHead'
import { ArticleHtml, type LeftOut } from './ArticleHtml'
import { ArticleText } from './ArticleText'
import { ArticleTools } from './ArticleTools'
import { ItemActions } from './ItemActions'
import { fateOf, webAddress } from './media-address'
import { MediaList } from './MediaList'
import { PicturesBar } from './PicturesBar'

/** The right pane: the open item, or what this place is. */
export function Article() {
  const text = useText()
  const { findRow, reloadArticle } = useActions()
  const { openId, detail, loading, failure } = useReader((state) => state.article)
  // While its body is on the way, the head is drawn from the row that was chosen.
  const item = detail ?? (openId === null ? undefined : findRow(openId))
  const scroller = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0
  }, [openId])

  return (
    <section className={styles.pane} data-place="article" aria-label={text.article.label} aria-busy={loading}>
      <ArticleTools item={item ?? null} />
      <div className={styles.scroller} ref={scroller} tabIndex={item ? 0 : undefined} role={item && 'document'}>
        {openId === null && <EmptyState icon={<Newspaper />} title={text.article.none} hint={text.article.noneHint} />}
        {item && (
          <article className={styles.article}>
            <ArticleHead item={item} />
            {detail ? <ArticleContent key={detail.id} item={detail} /> : loading && <LateSpinner />}
          </article>
        )}
        {failure !== null && (
          <EmptyState
            alert
            icon={<TriangleAlert />}
            title={text.article.failed}
            hint={failure}
            action={<Button onClick={() => void reloadArticle()}>{text.app.retry}</Button>}
          />
        )}
        {openId !== null && !loading && !detail && failure === null && (
          <EmptyState icon={<Newspaper />} title={text.article.gone} hint={text.article.noneHint} />
        )}
        {openId !== null && loading && !item && <LateSpinner />}
      </div>
    </section>
  )
}

/** Most articles are there at once; only a slow one shows that it is on its way. */
function LateSpinner() {
  const text = useText()
  return (
    <div className={styles.late}>
      <Spinner label={text.article.loading} />
    </div>
  )
}

function ArticleContent({ item }: { item: ItemDetail }) {
  const text = useText()
  const channel = useReader(selectChannel(item.channelId))
  const general = useReader((state) => state.reader.settings.remoteImages)
  const [once, setOnce] = useState(false)
  const [left, setLeft] = useState<LeftOut>({ blocked: 0, refused: 0 })

  const allowed = {
    remoteMedia: once || (channel?.settings.remoteImages ?? general),
    // Only a publisher on this machine or network may show what is there.
    localMedia: channel !== undefined && isLocalAddress(channel.url),
  }
  const base = item.link ?? channel?.siteUrl ?? channel?.url ?? null
  const lead = leadPicture(item, base)
  const leadFate = lead === null ? null : fateOf(lead, allowed)
  const blocked = left.blocked + (leadFate === 'blocked' ? 1 : 0)
  const refused = left.refused + (leadFate === 'refused' ? 1 : 0)

  return (
    <>
      <ItemActions item={item} />
      {blocked + refused > 0 && (
        <PicturesBar blocked={blocked} refused={refused} channelId={item.channelId} onOnce={() => setOnce(true)} />
      )}
      {lead !== null && leadFate === 'kept' && (
        <img className={styles.lead} src={lead} alt="" loading="lazy" referrerPolicy="no-referrer" />
      )}
      {item.html !== null ? (
        <ArticleHtml html={item.html} base={base} {...allowed} onLeftOut={setLeft} />
      ) : item.text ? (
        <ArticleText content={item.text} />
      ) : (
        <p className={styles.note}>{text.article.noBody}</p>
      )}
      {item.cut && <p className={styles.note}>{text.article.cut}</p>}
      <MediaList media={item.media} base={base} />
    </>
  )
}

/** The item's own picture, unless its article shows it already. */
function leadPicture(item: Pick<ItemSummary, 'image'> & { html: string | null }, base: string | null): string | null {
  if (!item.image || item.html?.includes(item.image)) return null
  return webAddress(item.image, base)
}
