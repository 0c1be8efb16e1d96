const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const BLOCK = /^<\/?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|pre|section|article|header|footer|title)\b/i
/** Elements whose content nobody sees. */
const SILENT = /^<(script|style|template|noscript)\b/i
/** Enough for a title. */
const TITLE_SOURCE_CHARACTERS = 8_000

/** The words of a piece of HTML: tags away, blocks on lines of their own. One pass, nothing is run. */
export function wordsOfHtml(html: string, most = TITLE_SOURCE_CHARACTERS): string {
  const source = html.slice(0, most)
  const words: string[] = []
  for (let from = 0; from < source.length;) {
    const open = source.indexOf('<', from)
    words.push(source.slice(from, open === -1 ? source.length : open))
    if (open === -1) break
    const [opening, close] = source.startsWith('<!--', open) ? ['-->', 3] : ['>', 1]
    const end = source.indexOf(opening, open)
    if (end === -1) break
    const tag = source.slice(open, open + 16)
    if (BLOCK.test(tag)) words.push('\n')
    const silent = SILENT.exec(tag)?.[1]
    from = silent === undefined ? end + close : afterElement(source, silent, end + close)
  }
  return decoded(words.join(''))
    .split('\n')
    .map((line) => line.replace(/[\s\u00a0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

function afterElement(source: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}`, 'gi')
  closing.lastIndex = from
  const end = closing.exec(source)?.index ?? -1
  return end === -1 ? source.length : end
}

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      const known = name === undefined ? undefined : NAMED[name.toLowerCase()]
      if (known !== undefined) return known
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole
    },
  )
}
