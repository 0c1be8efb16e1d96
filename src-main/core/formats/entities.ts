import { Parser } from 'htmlparser2'

/** Names met in nearly every feed; the rest of HTML's 2,231 are looked up by htmlparser2. */
const COMMON_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['hellip', '…'],
  ['eacute', 'é'],
  ['uuml', 'ü'],
  ['ouml', 'ö'],
  ['auml', 'ä'],
  ['szlig', 'ß'],
])

/** What the numbers 128 to 159 mean in practice (HTML standard, numeric character reference end state). */
export const WINDOWS_1252_SPECIALS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const LONGEST_REFERENCE = 40
const REPLACEMENT = '\ufffd'
/** HTML has 2,231 names; a document with more different ones is making them up. */
const MAX_NAMES_LOOKED_UP = 4_000

/** Some publishers write an emoji as two references, one for each half: together they are one sign, alone they are none. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Replaces character references in a text. */
export type Decode = (text: string) => string

/**
 * Makes a decoder for one document: numbers, HTML's names and the document's own. A reference must end with a
 * semicolon, so that `?a=1&copy=2` stays what it is; what is no reference stays as it was written.
 *
 * @param own entities that the document declared, already reduced to plain text; see `xml-doctype.ts`
 */
export function createDecoder(own: (name: string) => string | undefined = () => undefined): Decode {
  const lookedUp = new Map<string, string | undefined>()
  const valueOf = (name: string): string | undefined => {
    if (name.charCodeAt(0) === 35) return numbered(name)
    const known = COMMON_ENTITIES.get(name) ?? own(name)
    if (known !== undefined || lookedUp.has(name)) return known ?? lookedUp.get(name)
    if (lookedUp.size >= MAX_NAMES_LOOKED_UP) return undefined
    const value = named(name)
    lookedUp.set(name, value)
    return value
  }
  return (text) => {
    let at = text.indexOf('&')
    if (at === -1) return text
    let decoded = ''
    let done = 0
    while (at !== -1) {
      const end = text.indexOf(';', at + 1)
      if (end === -1) break
      const value = end - at <= LONGEST_REFERENCE ? valueOf(text.slice(at + 1, end)) : undefined
      if (value !== undefined) {
        decoded += text.slice(done, at) + value
        done = end + 1
      }
      // With no semicolon near, the search goes on behind this "&"; the next one may be a reference.
      at = text.indexOf('&', value === undefined ? at + 1 : done)
    }
    return done === 0 ? text : decoded.replace(LONE_SURROGATES, REPLACEMENT) + text.slice(done)
  }
}

function numbered(name: string): string | undefined {
  const hexadecimal = /^#[xX]([0-9a-fA-F]+)$/.exec(name)
  const decimal = hexadecimal === null ? /^#([0-9]+)$/.exec(name) : null
  if (hexadecimal === null && decimal === null) return undefined
  const code = hexadecimal === null ? Number(decimal?.[1]) : Number.parseInt(hexadecimal[1] ?? '', 16)
  if (code >= 128 && code < 160) return WINDOWS_1252_SPECIALS[code - 128] ?? REPLACEMENT
  if (code === 0 || code > 0x10ffff) return REPLACEMENT
  if (code < 32 && code !== 9 && code !== 10 && code !== 13) return ''
  return String.fromCodePoint(code)
}

function named(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9]{1,31}$/.test(name)) return undefined
  const reference = `&${name};`
  let value = ''
  const parser = new Parser({ ontext: (piece) => (value += piece) }, { decodeEntities: true })
  parser.end(reference)
  // A partial match ("&notit;" is "¬it;" in HTML) is not a reference that anyone meant.
  return value === reference || value.endsWith(';') ? undefined : value
}
