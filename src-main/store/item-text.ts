import { MAX_TITLE_CHARACTERS, SNIPPET_LENGTH } from '@contract/index'
import type { ItemDraft } from '../core/ports'
import { foldSpace, htmlToText, shorten } from './plain-text'

/** What lists show of an item and what search looks through, worked out once when it is stored. */
export interface ItemText {
  /** Never empty. */
  title: string
  snippet: string
  /** The draft's text, with the whole title in front when the title had to be cut. */
  text: string | null
  /** For the search index. */
  body: string
}

/** Enough of a text to fill a snippet whatever the white space; the rest need not be folded. */
const SNIPPET_SOURCE = SNIPPET_LENGTH * 8

/** A title holds markup when it has a tag that titles are dressed with; "a < b" and "List<T>" are none. */
const TITLE_MARKUP =
  /<\/?(?:a|abbr|b|big|br|cite|code|em|font|i|img|mark|p|q|s|small|span|strong|sub|sup|tt|u)(?:\s[^<>]*)?\/?>/i

function cleanTitle(title: string): string {
  return foldSpace(TITLE_MARKUP.test(title) ? htmlToText(title) : title)
}

function firstLine(text: string): { line: string; rest: string } {
  const start = text.search(/\S/u)
  if (start < 0) return { line: '', rest: '' }
  const end = text.slice(start).search(/[\r\n]/u)
  if (end < 0) return { line: foldSpace(text.slice(start)), rest: '' }
  return { line: foldSpace(text.slice(start, start + end)), rest: text.slice(start + end) }
}

/** HTML and text are often the same words twice: then they are indexed once. */
function bodyOf(fromHtml: string, text: string | null): string {
  if (text === null || text === '') return fromHtml
  if (fromHtml === '' || fromHtml.includes(text)) return fromHtml || text
  return `${text}\n${fromHtml}`
}

export function itemText(draft: Pick<ItemDraft, 'title' | 'text' | 'html' | 'link'>): ItemText {
  const fromHtml = draft.html === null ? '' : htmlToText(draft.html)
  const words = draft.text ?? fromHtml
  let title = cleanTitle(draft.title ?? '')
  let shown = words
  if (title === '') {
    const { line, rest } = firstLine(words)
    title = line
    // A list that shows the title need not say the same words again below it.
    if (line.length <= MAX_TITLE_CHARACTERS) shown = rest
  }
  const whole = title
  if (title === '') title = foldSpace(draft.link ?? '')
  if (title === '') title = '—'
  title = shorten(title, MAX_TITLE_CHARACTERS)
  const text =
    whole.length > MAX_TITLE_CHARACTERS && !words.includes(whole)
      ? [whole, draft.text].filter((part) => part !== null).join('\n\n')
      : draft.text
  return {
    title,
    snippet: shorten(foldSpace(shown.slice(0, SNIPPET_SOURCE)), SNIPPET_LENGTH),
    text,
    body: bodyOf(fromHtml, text),
  }
}
