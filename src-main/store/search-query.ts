/** Words and phrases looked at; a longer search is refined by none of the words after these. */
export const MAX_SEARCH_TERMS = 64

/** What the user searches for, in FTS5's grammar; null where there is nothing of the kind. */
export interface SearchQuery {
  wanted: string | null
  unwanted: string | null
}

/** Writing systems without spaces: each character is a word of the index, and a word searched for is a phrase of them. */
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\u{20000}-\u{3ffff}]/u
const EVERY_UNSPACED = new RegExp(UNSPACED.source, 'gu')

/** Text as the index takes it; applied to what is stored and to what is searched for. */
export function forIndex(text: string): string {
  return UNSPACED.test(text) ? text.replace(EVERY_UNSPACED, ' $& ') : text
}

/** What the tokenizer makes words of: letters, numbers and private use (https://sqlite.org/fts5.html#unicode61_tokenizer). */
const HAS_WORD = /[\p{L}\p{N}\p{Co}]/u
/** -"a phrase" | "a phrase" (the closing quote may be missing) | -word | word */
const TERM = /(-?)"([^"]*)(?:"|$)|(-?)([^\s"]+)/gu

function quote(term: string): string {
  return `"${forIndex(term).replaceAll('"', '""').replaceAll('\0', ' ')}"`
}

/**
 * Reads a search as people type it: words that must all occur, "phrases", -without; the last word is taken as the
 * beginning of one while it is being typed. Everything is quoted, so nothing in it can be mistaken for FTS5 syntax.
 */
export function parseSearch(text: string): SearchQuery {
  const wanted: string[] = []
  const unwanted: string[] = []
  for (const match of text.matchAll(TERM)) {
    if (wanted.length + unwanted.length >= MAX_SEARCH_TERMS) break
    const phrase = match[2]
    const term = phrase ?? match[4] ?? ''
    if (!HAS_WORD.test(term)) continue
    const minus = match[1] === '-' || match[3] === '-'
    const unfinished = !minus && phrase === undefined && match.index + match[0].length === text.length
    if (minus) unwanted.push(quote(term))
    else wanted.push(unfinished ? `${quote(term)} *` : quote(term))
  }
  return {
    wanted: wanted.length === 0 ? null : wanted.join(' AND '),
    unwanted: unwanted.length === 0 ? null : unwanted.join(' OR '),
  }
}
