import { Fragment, useMemo } from 'react'
import styles from './ArticleBody.module.css'
import { safeLink } from './safe-link'

/** An address in running text; closing punctuation is the sentence's, not the address's. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}»”’]/gi

/** Plain text: its lines stay lines, and its web addresses become links. */
export function ArticleText({ content }: { content: string }) {
  const paragraphs = useMemo(() => content.split(/\n{2,}/), [content])
  return (
    <div className={styles.body} dir="auto">
      {paragraphs.map((paragraph, index) => (
        <p key={index} className={styles.plain} dir="auto">
          <Linked content={paragraph} />
        </p>
      ))}
    </div>
  )
}

function Linked({ content }: { content: string }) {
  const parts: React.ReactNode[] = []
  let end = 0
  for (const match of content.matchAll(ADDRESS)) {
    const href = safeLink(match[0])
    if (!href) continue
    parts.push(
      <Fragment key={match.index}>
        {content.slice(end, match.index)}
        <a href={href} target="_blank" rel="noopener noreferrer">
          {match[0]}
        </a>
      </Fragment>,
    )
    end = match.index + match[0].length
  }
  return (
    <>
      {parts}
      {content.slice(end)}
    </>
  )
}
