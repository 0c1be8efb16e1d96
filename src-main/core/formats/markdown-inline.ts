import { escapeHtml } from './escape-html'
import { resolveLink } from './links'

const EMPHASIS = [
  { mark: '**', tag: 'strong' },
  { mark: '__', tag: 'strong' },
  { mark: '~~', tag: 'del' },
  { mark: '*', tag: 'em' },
  { mark: '_', tag: 'em' },
] as const
/** Emphasis inside emphasis inside a link; deeper ones are shown as written. */
const MAX_DEPTH = 4
const MAX_ADDRESS_CHARACTERS = 2_048

/**
 * The phrases of a line of Markdown as HTML: emphasis, code, links, pictures, bare addresses. Everything else, HTML
 * among it, is text. Each mark looks for its end but once, so that no text takes longer than its length.
 */
export function inlineMarkdown(text: string, baseUrl: string, depth = 0): string {
  const next = finder(text)
  let html = ''
  let at = 0
  while (at < text.length) {
    const found = phraseAt(text, at, baseUrl, depth, next)
    if (found === null) {
      html += escapeHtml(text.charAt(at))
      at += 1
    } else {
      html += found.html
      at = found.end
    }
  }
  return html
}

type Find = (token: string, from: number) => number
type Phrase = { html: string; end: number } | null

function phraseAt(text: string, at: number, baseUrl: string, depth: number, next: Find): Phrase {
  const sign = text.charAt(at)
  if (sign === '\\' && /[!-/:-@[-`{-~]/.test(text.charAt(at + 1))) {
    return { html: escapeHtml(text.charAt(at + 1)), end: at + 2 }
  }
  if (sign === '`') return codeAt(text, at, next)
  if (sign === 'h' && !isWord(text.charAt(at - 1))) return addressAt(text, at, baseUrl)
  if (depth >= MAX_DEPTH) return null
  if (sign === '[' || (sign === '!' && text.charAt(at + 1) === '[')) return linkAt(text, at, baseUrl, depth, next)
  if (sign === '*' || sign === '_' || sign === '~') return emphasisAt(text, at, baseUrl, depth, next)
  return null
}

function codeAt(text: string, at: number, next: Find): Phrase {
  const end = next('`', at + 1)
  return end <= at + 1 ? null : { html: `<code>${escapeHtml(text.slice(at + 1, end))}</code>`, end: end + 1 }
}

function emphasisAt(text: string, at: number, baseUrl: string, depth: number, next: Find): Phrase {
  for (const { mark, tag } of EMPHASIS) {
    if (!text.startsWith(mark, at)) continue
    const from = at + mark.length
    const end = next(mark, from)
    // snake_case_names are no emphasis, and neither are 2 * 3 * 4.
    const isInWord = mark.startsWith('_') && (isWord(text.charAt(at - 1)) || isWord(text.charAt(end + mark.length)))
    if (end <= from || isInWord || isBlank(text.charAt(from)) || isBlank(text.charAt(end - 1))) continue
    const inner = inlineMarkdown(text.slice(from, end), baseUrl, depth + 1)
    return { html: `<${tag}>${inner}</${tag}>`, end: end + mark.length }
  }
  return null
}

/** `[words](address)` and `![words](address)`; a title behind the address is passed over. */
function linkAt(text: string, at: number, baseUrl: string, depth: number, next: Find): Phrase {
  const isPicture = text.charAt(at) === '!'
  const from = at + (isPicture ? 2 : 1)
  const close = next('](', from)
  const end = close === -1 ? -1 : next(')', close)
  if (end === -1 || end - close > MAX_ADDRESS_CHARACTERS) return null
  const words = text.slice(from, close)
  // Words with an opening of their own belong to the link that opens there.
  if (!isPicture && words.includes('[') && !words.startsWith('![')) return null
  const address = resolveLink(
    text
      .slice(close + 2, end)
      .trim()
      .split(/\s/, 1)[0]
      ?.replace(/^<(.*)>$/, '$1'),
    baseUrl,
  )
  if (address === null) return null
  const href = escapeHtml(address)
  if (isPicture) return { html: `<img src="${href}" alt="${escapeHtml(words)}">`, end: end + 1 }
  return { html: `<a href="${href}">${inlineMarkdown(words, baseUrl, depth + 1)}</a>`, end: end + 1 }
}

/** A bare address; punctuation behind it is the sentence's. */
function addressAt(text: string, at: number, baseUrl: string): Phrase {
  if (!/^https?:\/\//.test(text.slice(at, at + 8))) return null
  const written = /^[^\s<>"'`*]+/.exec(text.slice(at, at + MAX_ADDRESS_CHARACTERS))?.[0] ?? ''
  let length = written.length
  while (length > 0 && '.,;:!?)]}»”’_~'.includes(written.charAt(length - 1))) length -= 1
  const address = resolveLink(written.slice(0, length), baseUrl)
  if (address === null) return null
  return { html: `<a href="${escapeHtml(address)}">${escapeHtml(written.slice(0, length))}</a>`, end: at + length }
}

/** Looks a token up from left to right and remembers where it was, so that all searches together pass the text once. */
function finder(text: string): Find {
  const last = new Map<string, number>()
  return (token, from) => {
    const before = last.get(token)
    if (before !== undefined && (before === -1 || before >= from)) return before
    const found = text.indexOf(token, from)
    last.set(token, found)
    return found
  }
}

const isBlank = (sign: string): boolean => sign.trim() === ''
const isWord = (sign: string): boolean => /[\p{L}\p{N}_]/u.test(sign)
