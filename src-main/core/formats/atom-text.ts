import { foldSpace, titleFromHtml } from './plain-text'
import { basedMarkup, contentOf, innerMarkup, type XmlReading } from './xml-read'
import type { XmlElement } from './xml-tree'

/** A text construct (RFC 4287 section 3.1, Atom 0.3 section 3.1) or content element, understood. */
export type AtomText = { kind: 'html' | 'text'; value: string }

const HTML_TYPES: ReadonlySet<string> = new Set(['html', 'text/html'])
const XHTML_TYPES: ReadonlySet<string> = new Set(['xhtml', 'application/xhtml+xml', 'application/xhtml'])

export function readAtomText(reading: XmlReading, element: XmlElement | null): AtomText | null {
  if (element === null) return null
  const type = (element.attributes.get('type') ?? '').trim().toLowerCase().split(';')[0]?.trim() ?? ''
  const mode = element.attributes.get('mode')?.trim().toLowerCase()
  if (mode === 'base64' || type === 'application/octet-stream') return fromBase64(element.text, type)
  // Pictures and films inside an entry are not text.
  if (/^(image|audio|video)\//.test(type)) return null
  if (XHTML_TYPES.has(type)) return html(reading, element, xhtmlMarkup(reading, element))
  if (element.children.length > 0) return html(reading, element, contentOf(reading, element))
  if (HTML_TYPES.has(type)) return html(reading, element, element.text)
  // Atom 0.3 publishers wrote escaped HTML without naming its type more often than not.
  if (mode === 'escaped' && /<[a-z/!]/i.test(element.text)) return html(reading, element, element.text)
  return { kind: 'text', value: element.text.trim() }
}

export function atomTitle(reading: XmlReading, element: XmlElement | null): string | null {
  const title = readAtomText(reading, element)
  if (title === null) return null
  const text = title.kind === 'html' ? titleFromHtml(title.value, reading.decode) : foldSpace(title.value)
  return text === '' ? null : text
}

const html = (reading: XmlReading, element: XmlElement, value: string): AtomText => ({
  kind: 'html',
  value: basedMarkup(reading, element.children.find(isDivision) ?? element, value).trim(),
})

const isDivision = (element: XmlElement): boolean => element.key === 'div' || element.key === 'xhtml:div'

/** RFC 4287 section 3.1.1.3: the div is a wrapper and not part of the content. */
function xhtmlMarkup(reading: XmlReading, element: XmlElement): string {
  const [only] = element.children
  return only !== undefined && element.children.length === 1 && isDivision(only) && element.text.trim() === ''
    ? innerMarkup(reading, only)
    : element.children.length === 0
      ? element.text
      : innerMarkup(reading, element)
}

function fromBase64(text: string, type: string): AtomText {
  const folded = text.replace(/\s+/g, '')
  if (!/^[a-z0-9+/]*={0,2}$/i.test(folded) || folded.replace(/=+$/, '').length % 4 === 1)
    return { kind: 'text', value: text.trim() }
  const value = new TextDecoder().decode(Uint8Array.from(atob(folded), (unit) => unit.charCodeAt(0)))
  return { kind: HTML_TYPES.has(type) || /<[a-z]/i.test(value) ? 'html' : 'text', value }
}
