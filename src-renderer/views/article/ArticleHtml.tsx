import { useLayoutEffect, useMemo, useRef } from 'react'
import { useText } from '../../text/use-text'
import styles from './ArticleBody.module.css'
import { createSanitiser } from './sanitise'

export interface ArticleHtmlProps {
  /** The publisher's HTML, not yet sanitised. */
  html: string
  /** The page that relative addresses belong to. */
  base: string | null
  remoteMedia: boolean
  /** Told how many pictures and films were left out. */
  onBlocked(count: number): void
}

/** The only place where text from outside becomes elements. What it shows went through the sanitiser as a tree. */
export function ArticleHtml({ html, base, remoteMedia, onBlocked }: ArticleHtmlProps) {
  const text = useText()
  const body = useRef<HTMLDivElement>(null)
  const sanitise = useMemo(() => createSanitiser(window), [])

  useLayoutEffect(() => {
    const { fragment, blocked } = sanitise(html, {
      base,
      remoteMedia,
      blockedWords: (name) => (name ? text.article.pictureBlockedNamed(name) : text.article.pictureBlocked),
    })
    // The tree itself is put in place: writing it out and parsing it again is where sanitised HTML goes wrong.
    body.current?.replaceChildren(fragment)
    onBlocked(blocked)
    // What may scroll sideways must be reachable without a pointer; whether it does is not known before it is in sight.
    for (const wide of body.current?.querySelectorAll<HTMLElement>('pre, table') ?? []) wide.tabIndex = 0
  }, [sanitise, html, base, remoteMedia, onBlocked, text])

  return <div ref={body} className={styles.body} dir="auto" />
}
