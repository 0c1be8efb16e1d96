import type { PublisherFacts } from '../../ports'
import { parseDate } from '../dates'
import { resolveLink } from '../links'
import type { CdfUsage, Precache } from './model'
import type { CdfElement } from './tree'

/** Misspelt attributes that stand in real documents. */
const MISSPELT: ReadonlyMap<string, readonly string[]> = new Map([['precache', ['prechache', 'pre-cache']]])

export function attributeOf(element: CdfElement, name: string): string | null {
  for (const spelling of [name, ...(MISSPELT.get(name) ?? [])]) {
    const value = element.attributes.get(spelling)?.trim()
    if (value !== undefined && value !== '') return value
  }
  return null
}

export const childrenOf = (element: CdfElement, name: string): CdfElement[] =>
  element.children.filter((child) => child.name === name)

export const childOf = (element: CdfElement, name: string): CdfElement | null =>
  element.children.find((child) => child.name === name) ?? null

/** Line breaks of the source are no part of a text; a space that must not break is. */
const tidy = (text: string): string => text.replace(/[\t\n\f\r ]+/g, ' ').trim()

/** What an element says: its text (0.4), else VALUE (W3C submission). */
export function wordsOf(element: CdfElement | null): string | null {
  if (element === null) return null
  return tidy(element.text) || tidy(element.attributes.get('value') ?? '') || null
}

export const wordsIn = (element: CdfElement, name: string): string | null => {
  for (const child of childrenOf(element, name)) {
    const words = wordsOf(child)
    if (words !== null) return words
  }
  return null
}

/** LASTMOD and its like: as an attribute or an element; GMT where they name no zone. */
export function dateIn(element: CdfElement, name: string): number | null {
  return parseDate(attributeOf(element, name)) ?? parseDate(wordsIn(element, name))
}

/** HREF as written, of the element or of its A. */
export function addressIn(element: CdfElement): string | null {
  for (const holder of [element, ...childrenOf(element, 'a')]) {
    const written = attributeOf(holder, 'href')
    if (written !== null) return written
  }
  return null
}

/** The same, made absolute. Addresses that must not be followed are none. */
export const linkOf = (element: CdfElement, base: string): string | null => webLink(addressIn(element), base)

/** Made absolute; backslashes, which documents of the time write, become slashes on the way (URL standard). */
export const webLink = (written: string | null, base: string): string | null => resolveLink(written, base)

/** BASE is itself relative to the document; its last segment goes as everywhere (RFC 3986 section 5.2.3). */
export function baseOf(element: CdfElement, outer: string, documentUrl: string): string {
  const written = attributeOf(element, 'base')
  const address = resolveLink(written, documentUrl)
  return address !== null && /^https?:/i.test(address) ? new URL('.', address).href : outer
}

export function numberOf(written: string | null, most: number): number | null {
  return written !== null && /^\d{1,9}$/.test(written) ? Math.min(Number(written), most) : null
}

export const isNo = (written: string | null): boolean => /^(?:no|false|0)$/i.test(written ?? '')

export function precacheOf(element: CdfElement): Precache {
  const written = attributeOf(element, 'precache')
  return /^yes$/i.test(written ?? '') ? 'yes' : isNo(written) ? 'no' : 'user'
}

/** Our own policy: a page and what it links to is the most that may ever be fetched ahead. */
const MOST_LEVEL = 1
export const levelOf = (element: CdfElement): number => numberOf(attributeOf(element, 'level'), MOST_LEVEL) ?? 0

/** The first logo of each style. W3C submission: TYPE; older still: ICON. */
export function logosOf(element: CdfElement, base: string): PublisherFacts['logos'] {
  const logos: PublisherFacts['logos'] = { icon: null, image: null, wide: null }
  for (const logo of childrenOf(element, 'logo')) {
    const style = (attributeOf(logo, 'style') ?? attributeOf(logo, 'type') ?? 'image').toLowerCase()
    const place = STYLES.get(style) ?? 'image'
    logos[place] ??= logo.broken ? null : webPicture(attributeOf(logo, 'href'), base)
  }
  const icon = childOf(element, 'icon')
  logos.icon ??= icon === null ? null : webPicture(attributeOf(icon, 'href') ?? attributeOf(icon, 'value'), base)
  return logos
}
const STYLES: ReadonlyMap<string, keyof PublisherFacts['logos']> = new Map([
  ['icon', 'icon'],
  ['small', 'icon'],
  ['image', 'image'],
  ['regular', 'image'],
  ['big', 'image'],
  ['image-wide', 'wide'],
  ['imagewide', 'wide'],
  ['wide', 'wide'],
])

function webPicture(written: string | null, base: string): string | null {
  const url = webLink(written, base)
  return url !== null && /^https?:/i.test(url) ? url : null
}

/** One USAGE is one role; SHOW is the old way to write it. */
export function usagesOf(element: CdfElement): CdfUsage[] {
  const shown = attributeOf(element, 'show')
  const usages = childrenOf(element, 'usage').flatMap((usage): CdfUsage[] => {
    const value = attributeOf(usage, 'value')
    if (value === null) return []
    const use = nameOfUse(value)
    return [{ use, tile: use === 'desktopcomponent' ? tileOf(usage) : null }]
  })
  return shown === null ? usages : [...usages, { use: nameOfUse(shown), tile: null }]
}

/** SmartScreen was PointCast's word for the same. */
function nameOfUse(written: string): string {
  const use = written.replace(/[\s_-]+/g, '').toLowerCase()
  return use === 'smartscreen' ? 'screensaver' : use
}

const MOST_PIXELS = 10_000
function tileOf(usage: CdfElement): CdfUsage['tile'] {
  const value = (name: string): string | null => {
    const child = childOf(usage, name)
    return child === null ? null : attributeOf(child, 'value')
  }
  const resizes = !isNo(value('canresize'))
  return {
    opensAs: /^image$/i.test(value('openas') ?? '') ? 'image' : 'html',
    width: numberOf(value('width'), MOST_PIXELS),
    height: numberOf(value('height'), MOST_PIXELS),
    resizeX: resizes && !isNo(value('canresizex')),
    resizeY: resizes && !isNo(value('canresizey')),
  }
}

/** Listed unless none is its only use, or the W3C submission's IsVisible says no. */
export function isHidden(element: CdfElement, usages: readonly CdfUsage[]): boolean {
  return isNo(attributeOf(element, 'isvisible')) || (usages.length > 0 && usages.every(({ use }) => use === 'none'))
}

export const keywordsOf = (element: CdfElement): string[] =>
  [wordsIn(element, 'keywords'), ...childrenOf(element, 'category').map(wordsOf)]
    .flatMap((words) => (words ?? '').split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '')
