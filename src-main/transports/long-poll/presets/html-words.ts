const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
/** Enough for a title; the HTML itself is kept. */
const MAX_SOURCE_CHARACTERS = 8_000

/** The words of a piece of HTML, for a title: tags away, blocks on lines of their own. One pass. */
export function wordsOfHtml(html: string): string {
  const source = html.slice(0, MAX_SOURCE_CHARACTERS)
  let words = ''
  for (let from = 0; from < source.length;) {
    const open = source.indexOf('<', from)
    words += source.slice(from, open === -1 ? source.length : open)
    if (open === -1) break
    const close = source.indexOf('>', open)
    if (close === -1) break
    if (/^<\/?(?:p|div|br|li|h[1-6]|tr|blockquote|pre)\b/i.test(source.slice(open, open + 12))) words += '\n'
    from = close + 1
  }
  return words
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        const known = name === undefined ? undefined : NAMED[name.toLowerCase()]
        if (known !== undefined) return known
        const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1
        return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole
      },
    )
    .replace(/\n\s*/g, '\n')
    .trim()
}
