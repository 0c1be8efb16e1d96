import { Paperclip } from 'lucide-react'
import type { MediaLink } from '@contract/index'
import { useFormats, useText } from '../../text/use-text'
import styles from './MediaList.module.css'
import { safeLink } from './safe-link'

/** What the publisher attached. Opened outside; nothing is fetched from here. */
export function MediaList({ media, base }: { media: MediaLink[]; base: string | null }) {
  const text = useText()
  const formats = useFormats()
  const links = media.flatMap((one) => {
    const href = safeLink(one.url, base)
    return href ? [{ ...one, href }] : []
  })
  if (links.length === 0) return null
  return (
    <section className={styles.media}>
      <h3 className={styles.heading}>{text.article.media}</h3>
      <ul role="list">
        {links.map((one, index) => (
          <li key={`${index} ${one.href}`}>
            <a className={styles.link} href={one.href} target="_blank" rel="noopener noreferrer">
              <Paperclip aria-hidden className={styles.icon} />
              <span className={styles.name} dir="ltr">
                {nameOf(one.href)}
              </span>
              <span className={styles.facts}>
                {[one.type, one.length === null || one.length === 0 ? null : formats.amount.bytes(one.length)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The file's name where the address ends in one, else the host. */
function nameOf(address: string): string {
  const { pathname, hostname } = new URL(address)
  const last = pathname.split('/').filter(Boolean).at(-1)
  if (!last) return hostname
  try {
    return decodeURIComponent(last)
  } catch {
    // Not every "%" in an address is an escape.
    return last
  }
}
