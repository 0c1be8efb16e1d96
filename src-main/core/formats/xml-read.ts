import type { Decode } from './entities'
import { resolveBase, resolveLink } from './links'
import { resolveMarkup } from './markup-links'
import { titleFromHtml } from './plain-text'
import type { XmlElement, XmlTree } from './xml-tree'

/** Reading one document: its tree, and the address it came from. */
export interface XmlReading {
  tree: XmlTree
  baseUrl: string
  decode: Decode
  /** Bases that were worked out, so that each is only once. */
  bases: Map<XmlElement, string | null>
  /** How tags of prefixed XHTML are recognised; worked out when first needed. */
  htmlTags?: RegExp
}

export const childrenOf = (element: XmlElement, key: string): XmlElement[] =>
  element.children.filter((child) => child.key === key)

/** The first child of any of these names that has something in it, in the order of the names. */
export function firstOf(element: XmlElement, ...keys: string[]): XmlElement | null {
  for (const key of keys) {
    for (const child of element.children) {
      if (child.key === key && (child.children.length > 0 || child.text.trim() !== '')) return child
    }
  }
  return null
}

/** What an element holds: its text, or its markup where someone wrote elements inside. */
export function contentOf(reading: XmlReading, element: XmlElement): string {
  if (element.children.length === 0) return element.text
  return element.tooDeep ? textInside(element) : innerMarkup(reading, element)
}

/** Markup that nests too deep to be shown is reduced to its words. Recursion ends at MAX_NESTING_DEPTH. */
function textInside(element: XmlElement): string {
  return [element.text, ...element.children.map(textInside)].join(' ').trim()
}

/** The source between an element's tags as HTML: CDATA opened, prefixes of elements dropped. */
export function innerMarkup(reading: XmlReading, element: XmlElement): string {
  if (element.tooDeep) return textInside(element)
  return openCdata(reading.tree.source.slice(element.from, element.to)).replace(prefixedTags(reading), '<$1$2').trim()
}

const XHTML_BINDING = /\sxmlns:([\w.-]{1,40})\s*=\s*["']https?:\/\/www\.w3\.org\/1999\/xhtml\/?["']/gi
/** Prefixes publishers use for XHTML also where they forgot to declare them. */
const USUAL_PREFIXES = ['xhtml', 'html', 'xh', 'h', 'x']
const MAX_PREFIXES = 20

/** Tags of XHTML under any prefix the document gives it. */
function prefixedTags(reading: XmlReading): RegExp {
  if (reading.htmlTags === undefined) {
    const prefixes = new Set(USUAL_PREFIXES)
    for (const [, prefix] of reading.tree.source.matchAll(XHTML_BINDING)) {
      if (prefix !== undefined && prefixes.size < MAX_PREFIXES) prefixes.add(prefix.toLowerCase())
    }
    const either = [...prefixes].map((prefix) => prefix.replace(/[.-]/g, '\\$&')).join('|')
    reading.htmlTags = new RegExp(`<(/?)(?:${either}):([a-z])`, 'gi')
  }
  return reading.htmlTags
}

function openCdata(source: string): string {
  let opened = ''
  let done = 0
  for (let at = source.indexOf('<![CDATA['); at !== -1; at = source.indexOf('<![CDATA[', done)) {
    const end = source.indexOf(']]>', at)
    opened += source.slice(done, at) + source.slice(at + 9, end === -1 ? source.length : end)
    done = end === -1 ? source.length : end + 3
  }
  return opened + source.slice(done)
}

export function textOf(reading: XmlReading, element: XmlElement | null): string | null {
  const text = element === null ? '' : contentOf(reading, element).trim()
  return text === '' ? null : text
}

/** The nearest `xml:base`, itself resolved outwards; null when the document has none here. */
export function explicitBase(reading: XmlReading, element: XmlElement): string | null {
  const known = reading.bases.get(element)
  if (known !== undefined) return known
  const outer = element.parent === null ? null : explicitBase(reading, element.parent)
  const own = element.attributes.get('xml:base')
  const base = own === undefined ? outer : resolveBase(own, outer ?? reading.baseUrl)
  reading.bases.set(element, base)
  return base
}

/** An address found in `element`, made absolute; null when there is none worth following. */
export function linkFrom(reading: XmlReading, element: XmlElement, written: string | null | undefined): string | null {
  return resolveLink(written, explicitBase(reading, element) ?? reading.baseUrl)
}

/** HTML with its relative addresses resolved where the document itself says against what. */
export function basedMarkup(reading: XmlReading, element: XmlElement, html: string): string {
  const base = explicitBase(reading, element)
  return base === null ? html : resolveMarkup(html, base)
}

/** A title that may be HTML without saying so. */
export function titleOf(reading: XmlReading, element: XmlElement | null): string | null {
  if (element === null) return null
  const title = titleFromHtml(basedMarkup(reading, element, contentOf(reading, element)), reading.decode)
  return title === '' ? null : title
}
