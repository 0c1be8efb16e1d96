import type { Decode } from './entities'

/** Markup for the look of a phrase. In a title it is formatting and goes; the words stay. */
const PHRASE_TAGS =
  /<(b|i|u|s|em|strong|small|big|sub|sup|code|tt|kbd|var|samp|span|font|mark|q|cite|del|ins|strike|abbr|acronym|bdi|bdo|nobr)(?:\s[^<>]*)?>([^<]*(?:<(?!\/?\1[\s>])[^<]*)*)<\/\1\s*>/gi
const BREAKS = /<(?:br|wbr|hr)\s*\/?>/gi
/** Several times MAX_TITLE_CHARACTERS: room for markup, and an end to what the patterns must look at. */
const MAX_TITLE_SOURCE_CHARACTERS = 8_000
/** Phrases inside phrases; deeper ones do not occur in titles. */
const PHRASE_DEPTH = 4

/**
 * A title that came as HTML, or as RSS's undeclared mixture, as text to read: references decoded, formatting taken
 * away, white space folded. Anything else in angle brackets stays: in a title it is nearly always what is talked
 * about ("The <details> element"), and a reader that swallows it leaves a hole.
 */
export function titleFromHtml(html: string, decode: Decode): string {
  let text = html.slice(0, MAX_TITLE_SOURCE_CHARACTERS).replace(/<!--[^>]*-->/g, ' ')
  if (text.includes('<')) {
    text = text.replace(BREAKS, ' ')
    for (let depth = 0; depth < PHRASE_DEPTH && text.includes('</'); depth += 1) {
      const next = text.replace(PHRASE_TAGS, '$2')
      if (next === text) break
      text = next
    }
  }
  return foldSpace(decode(text))
}

export const foldSpace = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim()
