import { MAX_ITEM_TEXT_BYTES, MAX_TITLE_CHARACTERS } from '@contract/index'

/** Cuts text at MAX_ITEM_TEXT_BYTES of UTF-8, never inside a character. */
export function cutText(text: string): { text: string; cut: boolean } {
  // A UTF-16 unit is at most three bytes, so most texts need no counting.
  if (text.length * 3 <= MAX_ITEM_TEXT_BYTES) return { text, cut: false }
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MAX_ITEM_TEXT_BYTES))
  return read >= text.length ? { text, cut: false } : { text: text.slice(0, read), cut: true }
}

/** Cuts words at the last one that fits, never inside a character; an ellipsis says so. */
export function cutWords(text: string, most: number): string {
  if (text.length <= most) return text
  const head = text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')
  const space = head.lastIndexOf(' ')
  return `${space > most / 2 ? head.slice(0, space) : head}…`
}

/** Cuts a title at the last word that fits MAX_TITLE_CHARACTERS. */
export const cutTitle = (title: string): string => cutWords(title, MAX_TITLE_CHARACTERS)
