import { Parser } from 'htmlparser2'
import { PREVIEW_ITEMS, type PreviewItem, SNIPPET_LENGTH } from '../contract/index'
import type { ItemDraft } from '../core/ports'

/** Enough source to fill a title and a snippet. */
const PREVIEW_SOURCE_CHARACTERS = 8_000

/** The first items as they will look. */
export function previewOf(drafts: readonly ItemDraft[]): PreviewItem[] {
  return drafts.slice(0, PREVIEW_ITEMS).map((draft) => {
    const words = draft.text ?? (draft.html === null ? '' : wordsOf(draft.html))
    const [first = '', ...rest] = words.slice(0, PREVIEW_SOURCE_CHARACTERS).trim().split('\n')
    const title = draft.title ?? (fold(first, SNIPPET_LENGTH) || draft.link || '—')
    return {
      title,
      snippet: fold(draft.title === null ? rest.join(' ') : words.slice(0, PREVIEW_SOURCE_CHARACTERS), SNIPPET_LENGTH),
      link: draft.link,
      publishedAt: draft.publishedAt,
    }
  })
}

function wordsOf(html: string): string {
  let words = ''
  let silent = 0
  const isSilent = (name: string): boolean => name === 'script' || name === 'style'
  const parser = new Parser({
    ontext: (text) => (silent > 0 ? undefined : (words += text)),
    onopentagname: (name) =>
      isSilent(name) ? (silent += 1) : /^(?:p|div|br|li|h\d|tr|td)$/.test(name) ? (words += '\n') : undefined,
    onclosetag: (name) => (isSilent(name) ? (silent -= 1) : undefined),
  })
  parser.end(html.slice(0, PREVIEW_SOURCE_CHARACTERS * 2))
  return words
}

function fold(text: string, most: number): string {
  const folded = text.replace(/\s+/g, ' ').trim()
  return folded.length <= most ? folded : `${folded.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
