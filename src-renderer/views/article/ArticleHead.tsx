import { TriangleAlert } from 'lucide-react'
import type { ItemDetail, ItemSummary } from '@contract/index'
import { selectChannel } from '../../state/selectors'
import { useActions, useReader } from '../../state/use-reader'
import type { Catalogue } from '../../text/en'
import { useFormats, useText } from '../../text/use-text'
import { ArrivalMark } from '../../ui/ArrivalMark'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { arrivalWords } from '../timeline/arrival-words'
import styles from './ArticleHead.module.css'
import { safeLink } from './safe-link'

/** Of ntfy's five: nobody needs to be told. */
const NORMAL_PRIORITY = 3

function priorityName(priority: number, names: Catalogue['priority']['names']): string {
  const step = Math.min(5, Math.max(1, Math.round(priority))) as keyof typeof names
  return names[step]
}

/** Title, who, when, and how it came. */
export function ArticleHead({ item }: { item: ItemSummary | ItemDetail }) {
  const text = useText()
  const formats = useFormats()
  const { showDialog } = useActions()
  const channel = useReader(selectChannel(item.channelId))
  const link = safeLink(item.link, channel?.siteUrl ?? channel?.url)
  const arrival = arrivalWords(item.arrival, text, formats)
  const updatedAt = 'updatedAt' in item ? item.updatedAt : null
  const categories = 'categories' in item ? item.categories : []
  const compare = () => showDialog({ kind: 'journey', id: item.id })
  const at = item.publishedAt ?? item.arrival.receivedAt

  return (
    <header className={styles.head}>
      <p className={styles.origin}>
        <span className={styles.channel} dir="auto">
          {channel?.title}
        </span>
        <ArrivalMark
          how={item.arrival.how}
          delay={arrival.delay}
          explanation={arrival.explanation}
          more={text.journey.open}
          onOpen={compare}
        />
        {item.important && (
          <Badge tone="attention">
            <TriangleAlert aria-hidden className={styles.badgeIcon} /> {text.timeline.important}
          </Badge>
        )}
        {channel?.demo === true && (
          <Button variant="quiet" className={styles.compare} onClick={compare}>
            {text.journey.compare}
          </Button>
        )}
      </p>
      <h2 className={styles.title} dir="auto">
        {link ? (
          <a href={link} target="_blank" rel="noopener noreferrer">
            {item.title}
          </a>
        ) : (
          item.title
        )}
      </h2>
      <p className={styles.facts}>
        <time dateTime={new Date(at).toISOString()}>{formats.moment.full(at)}</time>
        {item.author && <span dir="auto">{text.article.by(item.author)}</span>}
        {item.priority !== null && item.priority !== NORMAL_PRIORITY && (
          <span>{text.priority.label(priorityName(item.priority, text.priority.names))}</span>
        )}
        {updatedAt !== null && updatedAt !== item.publishedAt && (
          <span>{text.article.updated(formats.moment.full(updatedAt))}</span>
        )}
      </p>
      {categories.length > 0 && (
        <ul role="list" className={styles.categories} aria-label={text.article.categories}>
          {categories.map((category) => (
            <li key={category} dir="auto">
              <Badge>{category}</Badge>
            </li>
          ))}
        </ul>
      )}
    </header>
  )
}
