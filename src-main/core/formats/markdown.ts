import { escapeHtml } from './escape-html'
import { inlineMarkdown } from './markdown-inline'

/** Longer texts are shown as they are written. */
const MAX_MARKDOWN_CHARACTERS = 128 * 1024

/**
 * The Markdown that messages use, as HTML: paragraphs whose lines stay lines, headings, lists, quotes, code, rules and
 * phrases. HTML inside it is text. Null for a text too long to be looked through.
 */
export function markdownToHtml(text: string, baseUrl: string): string | null {
  if (text.length > MAX_MARKDOWN_CHARACTERS) return null
  const blocks: string[] = []
  let open: { tag: 'p' | 'ul' | 'ol' | 'blockquote'; lines: string[] } | null = null
  let code: string[] | null = null

  const close = (): void => {
    if (open !== null) blocks.push(block(open.tag, open.lines))
    open = null
  }
  const add = (tag: 'p' | 'ul' | 'ol' | 'blockquote', line: string): void => {
    if (open?.tag !== tag) close()
    open ??= { tag, lines: [] }
    open.lines.push(inlineMarkdown(line, baseUrl))
  }

  for (const line of text.split(/\r\n|\r|\n/)) {
    const isFence = /^ {0,3}(?:```|~~~)/.test(line)
    if (code !== null) {
      if (isFence) {
        blocks.push(preformatted(code))
        code = null
      } else code.push(line)
      continue
    }
    if (isFence) {
      close()
      code = []
      continue
    }
    const trimmed = line.trim()
    const heading = /^(#{1,6})\s+(.*)$/.exec(trimmed)
    const bullet = /^[-*+]\s+(.*)$/.exec(trimmed)
    const numbered = /^\d{1,9}[.)]\s+(.*)$/.exec(trimmed)
    const quote = /^>\s?(.*)$/.exec(trimmed)
    if (trimmed === '') close()
    else if (heading !== null) {
      close()
      // The item's own title is the first heading of the page.
      const level = Math.min(6, (heading[1] ?? '').length + 1)
      blocks.push(`<h${level}>${inlineMarkdown(heading[2] ?? '', baseUrl)}</h${level}>`)
    } else if (/^(?:-{3,}|\*{3,}|_{3,})$/.test(trimmed)) {
      close()
      blocks.push('<hr>')
    } else if (bullet !== null) add('ul', bullet[1] ?? '')
    else if (numbered !== null) add('ol', numbered[1] ?? '')
    else if (quote !== null) add('blockquote', quote[1] ?? '')
    else add('p', trimmed)
  }
  close()
  if (code !== null) blocks.push(preformatted(code))
  return blocks.join('\n')
}

function block(tag: 'p' | 'ul' | 'ol' | 'blockquote', lines: readonly string[]): string {
  const inside = tag === 'ul' || tag === 'ol' ? lines.map((line) => `<li>${line}</li>`).join('') : lines.join('<br>')
  return `<${tag}>${inside}</${tag}>`
}

const preformatted = (lines: readonly string[]): string => `<pre><code>${escapeHtml(lines.join('\n'))}</code></pre>`
