import { SILENT_PUBLISHER, type ItemDraft, type ParsedPayload } from '../ports'
import { atomTitle, readAtomText } from './atom-text'
import { boundDraft, emptyDraft } from './draft'
import { isWebAddress } from './links'
import { mediaOf } from './media'
import { pushOffersOf } from './push-offers'
import { firstDate, identityOf, pushServices } from './rss'
import { scheduleOf } from './schedule'
import { takeEntries } from './take-entries'
import { childrenOf, firstOf, linkFrom, textOf, type XmlReading } from './xml-read'
import type { XmlElement } from './xml-tree'

/** Atom 0.3 and 1.0 (RFC 4287). A lone entry is a document of its own. */
export function readAtom(reading: XmlReading, root: XmlElement): ParsedPayload {
  const holder = root.key === 'entry' ? { ...root, key: '', children: [root] } : root
  const { drafts, dropped } = takeEntries(holder, 'entry', (entry) => readEntry(reading, entry, root))
  return {
    format: isOld(reading, root) ? 'Atom 0.3' : 'Atom 1.0',
    publisher: {
      ...SILENT_PUBLISHER,
      title: atomTitle(reading, firstOf(root, 'title', 'dc:title')),
      siteUrl: alternateLink(reading, root),
      iconUrl: iconOf(reading, root),
      schedule: scheduleOf(reading, root),
      push: pushOffersOf(reading, root),
    },
    offersPush: pushServices(root),
    drafts,
    dropped,
  }
}

function isOld(reading: XmlReading, root: XmlElement): boolean {
  if (root.attributes.get('version')?.trim().startsWith('0')) return true
  return reading.tree.source.slice(0, 4096).toLowerCase().includes('purl.org/atom/ns#')
}

function readEntry(reading: XmlReading, entry: XmlElement, feed: XmlElement): ItemDraft {
  const updatedAt = firstDate(reading, entry, 'updated', 'modified', 'dcterms:modified', 'dc:date')
  const published = firstDate(
    reading,
    entry,
    'published',
    'issued',
    'created',
    'dc:date',
    'dcterms:issued',
    'dcterms:created',
    'pubdate',
  )
  const guid = identityOf(reading, firstOf(entry, 'id', 'guid'))
  return boundDraft({
    ...emptyDraft(),
    guid,
    title: atomTitle(reading, firstOf(entry, 'title', 'dc:title', 'media:title')),
    link:
      originalLink(reading, entry) ??
      alternateLink(reading, entry) ??
      (guid !== null && isWebAddress(guid) ? linkFrom(reading, entry, guid) : null),
    ...bodyOf(reading, entry),
    author: authorOf(reading, entry) ?? authorOf(reading, firstOf(entry, 'source')) ?? authorOf(reading, feed),
    publishedAt: published ?? updatedAt,
    updatedAt,
    categories: categoriesOf(reading, entry),
    ...mediaOf(reading, entry),
    cut: entry.tooDeep,
  })
}

/** FeedBurner keeps the publisher's own link beside its redirect. */
function originalLink(reading: XmlReading, entry: XmlElement): string | null {
  const original = firstOf(entry, 'feedburner:origlink')
  return original === null ? null : linkFrom(reading, original, textOf(reading, original))
}

const relationOf = (link: XmlElement): string =>
  (link.attributes.get('rel') ?? '')
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/www\.iana\.org\/assignments\/relation\//, '')

/** RFC 4287 section 4.2.7.2: a link without rel is an alternate. A web page is preferred to other forms of the entry. */
function alternateLink(reading: XmlReading, holder: XmlElement): string | null {
  const links = [...childrenOf(holder, 'link'), ...childrenOf(holder, 'atom:link')].filter((link) =>
    /^(alternate)?$/.test(relationOf(link)),
  )
  const page = links.filter((link) => /^$|html/i.test(link.attributes.get('type') ?? ''))
  for (const link of [...page, ...links]) {
    const address = linkFrom(reading, link, link.attributes.get('href') ?? textOf(reading, link))
    if (address !== null) return address
  }
  const source = childrenOf(holder, 'content')[0]
  return source === undefined ? null : linkFrom(reading, source, source.attributes.get('src'))
}

function iconOf(reading: XmlReading, root: XmlElement): string | null {
  const image = childrenOf(root, 'itunes:image')[0]
  const icon = firstOf(root, 'icon', 'logo')
  if (icon !== null) return linkFrom(reading, icon, textOf(reading, icon))
  return image === undefined ? null : linkFrom(reading, image, image.attributes.get('href'))
}

function bodyOf(reading: XmlReading, entry: XmlElement): Pick<ItemDraft, 'html' | 'text'> {
  for (const key of ['content', 'summary', 'content:encoded', 'description', 'media:description', 'dc:description']) {
    const body = readAtomText(reading, firstOf(entry, key))
    if (body === null || body.value === '') continue
    return body.kind === 'html' ? { html: body.value, text: null } : { html: null, text: body.value }
  }
  const group = childrenOf(entry, 'media:group')[0]
  return { html: null, text: group === undefined ? null : textOf(reading, firstOf(group, 'media:description')) }
}

/** RFC 4287 section 4.2.1: without authors of its own an entry has its source's, then the feed's. */
function authorOf(reading: XmlReading, holder: XmlElement | null): string | null {
  if (holder === null) return null
  const names = [...childrenOf(holder, 'author'), ...childrenOf(holder, 'dc:creator')].map(
    (author) =>
      textOf(reading, firstOf(author, 'name', 'email', 'uri', 'url', 'homepage')) ?? (author.text.trim() || null),
  )
  const known = [...new Set(names.filter((name) => name !== null))]
  return known.length === 0 ? null : known.join(', ')
}

function categoriesOf(reading: XmlReading, entry: XmlElement): string[] {
  return [
    ...childrenOf(entry, 'category').map(
      (category) =>
        category.attributes.get('label') || category.attributes.get('term') || textOf(reading, category) || '',
    ),
    ...childrenOf(entry, 'dc:subject').map((subject) => textOf(reading, subject) ?? ''),
  ]
}
