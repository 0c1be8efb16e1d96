import type { ReactNode } from 'react'
import type { DetectedChannel } from '@contract/index'
import { useNow } from '../../state/use-reader'
import { useFormats, useText } from '../../text/use-text'
import styles from './AddChannel.module.css'
import { foundWords } from './found-words'

/** What was found, and its first items as the timeline will show them. */
export function FoundChannel({ found, children }: { found: DetectedChannel; children: ReactNode }) {
  const text = useText()
  const formats = useFormats()
  const now = useNow(60_000)
  return (
    <section className={styles.found}>
      <h3 className={styles.name} dir="auto">
        {found.title}
      </h3>
      <p>{foundWords(found, text, formats)}</p>
      <p className={styles.url} dir="ltr">
        {found.url}
      </p>
      {found.facts.events.length > 0 && (
        <p className={styles.hint}>
          {text.add.events}: <bdi>{found.facts.events.join(', ')}</bdi>
        </p>
      )}
      {found.alternatives.length > 0 && (
        <p className={styles.hint}>
          {text.others.also([...new Set(found.alternatives.map(({ kind }) => text.techniques[kind].name))].join(', '))}
        </p>
      )}
      {children}
      <h4 className={styles.legend}>{text.add.preview}</h4>
      {found.preview.length === 0 ? (
        <p className={styles.hint}>{text.add.noPreview}</p>
      ) : (
        <ul role="list" className={styles.preview}>
          {found.preview.map((item, index) => (
            <li key={index} className={styles.item}>
              <span className={styles.itemTitle} dir="auto">
                {item.title}
              </span>
              <span className={styles.itemTime}>
                {item.publishedAt === null ? text.add.noTime : formats.moment.brief(item.publishedAt, now)}
              </span>
              {item.snippet !== '' && item.snippet !== item.title && (
                <span className={styles.snippet} dir="auto">
                  {item.snippet}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
