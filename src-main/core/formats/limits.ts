import { MAX_ITEM_TEXT_BYTES, MAX_TITLE_CHARACTERS } from '@contract/index'

/** Cuts text at MAX_ITEM_TEXT_BYTES of UTF-8, never inside a character. */
export function cutText(text: string): { text: string; cut: boolean } {
  // A UTF-16 unit is at most three bytes, so most texts need no counting.
  if (text.length * 3 <= MAX_ITEM_TEXT_BYTES) return { text, cut: false }
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MAX_ITEM_TEXT_BYTES))
  return read >= text.length ? { text, cut: false } : { text: text.slice(0, read), cut: true }
}

/** Cuts a title at the last word that fits MAX_TITLE_CHARACTERS. */
export function cutTitle(title: string): string {
  if (title.length <= MAX_TITLE_CHARACTERS) return title
  const head = title.slice(0, MAX_TITLE_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '')
  const space = head.lastIndexOf(' ')
  return `${space > MAX_TITLE_CHARACTERS / 2 ? head.slice(0, space) : head}…`
}
