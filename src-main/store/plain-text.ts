import { Tokenizer } from 'htmlparser2'

/** Elements whose end is a pause in reading; inside a word nothing is put in the place of a tag. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)
/** Elements whose content nobody reads. */
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'object', 'svg', 'title'])

const nothing = (): void => undefined

/**
 * The words of an HTML text, for the search index and for snippets: linear in its length and indifferent to nesting,
 * since only the tokens are looked at and no tree is built. Not a sanitiser.
 */
export function htmlToText(html: string): string {
  if (!html.includes('<') && !html.includes('&')) return html
  const parts: string[] = []
  let silent: string | null = null
  const pauseFor = (name: string): void => {
    if (!INLINE.has(name)) parts.push('\n')
  }
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onattribdata: nothing,
      onattribentity: nothing,
      onattribend: nothing,
      onattribname: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
      onselfclosingtag: () => {
        silent = null
      },
      onopentagname: (start, end) => {
        const name = html.slice(start, end).toLowerCase()
        pauseFor(name)
        if (silent === null && SILENT.has(name)) silent = name
      },
      onclosetag: (start, end) => {
        const name = html.slice(start, end).toLowerCase()
        if (name === silent) silent = null
        pauseFor(name)
      },
      ontext: (start, end) => {
        if (silent === null) parts.push(html.slice(start, end))
      },
      ontextentity: (codePoint) => {
        if (silent === null) parts.push(String.fromCodePoint(codePoint))
      },
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return parts.join('')
}

/** One line: every run of white space is a single space, none at the ends. */
export function foldSpace(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

/** At most `limit` UTF-16 units, cut at a word where one ends in the last third, never inside a surrogate pair; an ellipsis says it was cut. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  let end = limit - 1
  const space = text.lastIndexOf(' ', end)
  if (space > (limit * 2) / 3) end = space
  else if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1
  return `${text.slice(0, end).trimEnd()}…`
}
