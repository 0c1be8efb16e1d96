import { WINDOWS_1252_SPECIALS } from './entities'
import { decodeUtf32 } from './utf32'

/** Bytes in which an encoding declaration must stand (HTML standard: 1024; XML declarations come first). */
const DECLARATION_BYTES = 1024

/**
 * Turns the bytes of a document into text: byte order mark, then the HTTP header (RFC 7303 section 3), then the XML
 * declaration or HTML's meta, then UTF-8. A declaration that the bytes contradict is not believed: valid UTF-8 beats
 * a one-byte label, and text that is not what it claims is read as windows-1252, as browsers and readers do.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const wide = wideLabel(bytes)
  if (wide !== null) return wide.startsWith('utf-32') ? decodeUtf32(bytes, wide === 'utf-32le') : lenient(bytes, wide)
  const labels = [charsetOf(contentType), declaredIn(bytes), 'utf-8'].filter((label) => label !== null)
  const utf8 = strict(bytes, 'utf-8')
  // Bytes that show ASCII markup are not UTF-16 whatever they say of themselves.
  const narrow = labels.filter((label) => !label.startsWith('utf-16'))
  for (const label of narrow) {
    const text = label === 'utf-8' ? utf8 : strict(bytes, label)
    if (text === null) continue
    return utf8 !== null && isNoAccident(utf8, label) ? utf8 : text
  }
  // Broken in every way that was offered: the declared encoding, UTF-8 or windows-1252, whichever is least so.
  const declared = narrow.find((label) => label !== 'utf-8')
  const readings = [...(declared === undefined ? [] : [declared]), 'utf-8'].map((label) => lenient(bytes, label))
  const best = readings.reduce((first, second) => (brokenIn(second).broken < brokenIn(first).broken ? second : first))
  const { broken, good } = brokenIn(best)
  return broken > good ? lenient(bytes, 'windows-1252') : best
}

/** So many characters beyond ASCII are never valid UTF-8 by chance in a two-byte encoding; in a one-byte one, none is. */
const ENOUGH_CHARACTERS = 8

function isNoAccident(utf8: string, label: string): boolean {
  if (label === 'utf-8') return true
  const { good } = brokenIn(utf8)
  return isWestern(label) ? good > 0 : good >= ENOUGH_CHARACTERS
}

/** Characters beyond ASCII that could be read, and that could not. */
function brokenIn(text: string): { broken: number; good: number } {
  let broken = 0
  let good = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd) broken += 1
    else if (code >= 128) good += 1
  }
  return { broken, good }
}

/** UTF-16 and UTF-32 show themselves, by their mark or by the zeros around the first "<" (XML 1.0 appendix F). */
function wideLabel(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | null {
  const [first, second, third, fourth] = bytes
  if (first === 0 && second === 0 && ((third === 0xfe && fourth === 0xff) || (third === 0 && fourth === 0x3c)))
    return 'utf-32be'
  if (third === 0 && fourth === 0 && ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)))
    return 'utf-32le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0 && begins(second) && third === 0) return 'utf-16be'
  if (begins(first) && second === 0 && fourth === 0) return 'utf-16le'
  return null
}

/** What a document may begin with: "<", "{", "[" or white space. */
const begins = (unit: number | undefined): boolean =>
  unit === 0x3c || unit === 0x7b || unit === 0x5b || unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09

function charsetOf(contentType: string | null): string | null {
  return label(/;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? '')?.[1])
}

function declaredIn(bytes: Uint8Array): string | null {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, DECLARATION_BYTES))
  return label(
    /^[^<]*<\?xml[^>]*?\sencoding\s*=\s*["']\s*([^"'\s]+)\s*["']/i.exec(head)?.[1] ??
      /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1],
  )
}

/** A label as TextDecoder knows it, null for one it does not. */
function label(written: string | undefined): string | null {
  if (written === undefined) return null
  for (const name of [
    written,
    written.replaceAll('_', '-'),
    written.replace(/^(?:cp|win|windows|ms)[-_]?(?=125\d|874)/i, 'windows-'),
    written.replace(/^(?:cp|ibm|dos)[-_]?(?=866)/i, 'ibm'),
    written.replace(/^(?:cp|ms|windows)[-_]?932$/i, 'shift_jis'),
    written.replace(/^(?:cp|ms|windows)[-_]?936$/i, 'gbk'),
    written.replace(/^(?:cp|ms|windows)[-_]?949$/i, 'euc-kr'),
    written.replace(/^(?:cp|ms|windows)[-_]?950$/i, 'big5'),
    // "latin-9": the aliases are written without the word's end.
    written.replace(/^latin[-_]?(?=\d+$)/i, 'l'),
    written.replace(/^ansi$/i, 'windows-1252'),
    written.replace(/^x-|:\d{4}$/gi, ''),
  ]) {
    try {
      return new TextDecoder(name).encoding
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return null
}

const isWestern = (encoding: string): boolean => /^(windows-125\d|iso-8859-\d+|macintosh|koi8-[ru])$/.test(encoding)

function strict(bytes: Uint8Array, encoding: string): string | null {
  try {
    return withSpecials(new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

const lenient = (bytes: Uint8Array, encoding: string): string =>
  withSpecials(new TextDecoder(encoding).decode(bytes), encoding)

/** Some versions of Node read windows-1252 as if it were ISO 8859-1 and leave out its quotes, dashes and the euro sign. */
function withSpecials(text: string, encoding: string): string {
  if (encoding !== 'windows-1252') return text
  return text.replace(/[\u0080-\u009f]/g, (control) => WINDOWS_1252_SPECIALS[control.charCodeAt(0) - 128] ?? control)
}
