import { useLayoutEffect, useMemo, useRef } from 'react'
import { useText } from '../../text/use-text'
import styles from './ArticleBody.module.css'
import type { MediaAllowed } from './media-address'
import { createSanitiser } from './sanitise'

/** Pictures and films that are not shown: `blocked` ones the user may allow, `refused` ones nobody may. */
export interface LeftOut {
  blocked: number
  refused: number
}

export interface ArticleHtmlProps extends MediaAllowed {
  /** The publisher's HTML, not yet sanitised. */
  html: string
  /** The page that relative addresses belong to. */
  base: string | null
  /** Told how many pictures and films were left out, and how many of them for good. */
  onLeftOut(left: LeftOut): void
}

/** The only place where text from outside becomes elements. What it shows went through the sanitiser as a tree. */
export function ArticleHtml({ html, base, remoteMedia, localMedia, onLeftOut }: ArticleHtmlProps) {
  const text = useText()
  const body = useRef<HTMLDivElement>(null)
  const sanitise = useMemo(() => createSanitiser(window), [])

  useLayoutEffect(() => {
    const { fragment, ...left } = sanitise(html, {
      base,
      remoteMedia,
      localMedia,
      blockedWords: (name) => (name ? text.article.pictureBlockedNamed(name) : text.article.pictureBlocked),
    })
    // The tree itself is put in place: writing it out and parsing it again is where sanitised HTML goes wrong.
    body.current?.replaceChildren(fragment)
    onLeftOut(left)
    // What may scroll sideways must be reachable without a pointer; whether it does is not known before it is in sight.
    for (const wide of body.current?.querySelectorAll<HTMLElement>('pre, table') ?? []) wide.tabIndex = 0
  }, [sanitise, html, base, remoteMedia, localMedia, onLeftOut, text])

  return <div ref={body} className={styles.body} dir="auto" />
}
