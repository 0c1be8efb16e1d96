import { SILENT_PUBLISHER, type ItemDraft, type ParsedPayload } from '../ports'
import { parseDate } from './dates'
import { boundDraft, emptyDraft } from './draft'
import { isWebAddress } from './links'
import { mediaOf } from './media'
import { personFromRss } from './person'
import { pushOffersOf } from './push-offers'
import { takeEntries } from './take-entries'
import { scheduleOf } from './schedule'
import {
  basedMarkup,
  childrenOf,
  contentOf,
  explicitBase,
  firstOf,
  linkFrom,
  textOf,
  titleOf,
  type XmlReading,
} from './xml-read'
import type { XmlElement } from './xml-tree'

/** RSS 0.90 to 2.0 and RSS 1.0, with the modules in use. Items count wherever they stand. */
export function readRss(reading: XmlReading, root: XmlElement): ParsedPayload {
  const channel = root.key === 'channel' ? root : (childrenOf(root, 'channel')[0] ?? root)
  const { drafts, dropped } = takeEntries(root, 'item', (item) => readItem(reading, item))
  return {
    format: formatName(reading, root),
    publisher: {
      ...SILENT_PUBLISHER,
      title: titleOf(reading, firstOf(channel, 'title', 'dc:title', 'atom:title', 'itunes:title')),
      siteUrl: siteOf(reading, channel),
      iconUrl: iconOf(reading, channel, root),
      schedule: scheduleOf(reading, channel),
      push: pushOffersOf(reading, channel),
    },
    offersPush: pushServices(channel),
    drafts,
    dropped,
  }
}

function formatName(reading: XmlReading, root: XmlElement): string {
  if (root.key === 'rss') return `RSS ${root.attributes.get('version')?.trim().slice(0, 8) || '2.0'}`
  if (root.key === 'channel') return 'RSS'
  return reading.tree.source.slice(0, 4096).includes('/rdf/simple/0.9') ? 'RSS 0.90' : 'RSS 1.0'
}

function readItem(reading: XmlReading, item: XmlElement): ItemDraft {
  const guid = firstOf(item, 'guid', 'atom:id', 'id', 'dc:identifier')
  const about = aboutOf(item)
  const updatedAt = firstDate(
    reading,
    item,
    'atom:updated',
    'updated',
    'dcterms:modified',
    'atom:modified',
    'modified',
    'dc:date',
  )
  return boundDraft({
    ...emptyDraft(),
    guid: textOf(reading, guid) ?? about,
    title: titleOf(reading, firstOf(item, 'title', 'dc:title', 'atom:title', 'media:title', 'itunes:title')),
    link: itemLink(reading, item, guid) ?? linkFrom(reading, item, about),
    ...bodyOf(reading, item),
    author: authorOf(reading, item),
    publishedAt:
      firstDate(
        reading,
        item,
        'pubdate',
        'dc:date',
        'atom:published',
        'published',
        'dcterms:issued',
        'dcterms:created',
        'atom:issued',
        'date',
      ) ?? updatedAt,
    updatedAt,
    categories: categoriesOf(reading, item),
    ...mediaOf(reading, item),
    cut: item.tooDeep,
  })
}

/** `rdf:about`, whatever prefix stands for RDF. */
function aboutOf(item: XmlElement): string | null {
  for (const [name, value] of item.attributes) if (/^(\w+:)?about$/.test(name)) return value.trim() || null
  return null
}

/**
 * FeedBurner's note of the publisher's own link goes before its redirect; the last of several links stands, as in other
 * readers; then Atom's, then a guid that is one.
 */
function itemLink(reading: XmlReading, item: XmlElement, guid: XmlElement | null): string | null {
  const original = firstOf(item, 'feedburner:origlink')
  const originalLink = original === null ? null : linkFrom(reading, original, textOf(reading, original))
  if (originalLink !== null) return originalLink
  for (const key of ['link', 'atom:link']) {
    for (const element of childrenOf(item, key).reverse()) {
      if (!/^(alternate)?$/i.test(element.attributes.get('rel')?.trim() ?? '')) continue
      const link = linkFrom(reading, element, textOf(reading, element) ?? element.attributes.get('href'))
      if (link !== null) return link
    }
  }
  if (guid === null || guid.attributes.get('ispermalink')?.trim().toLowerCase() === 'false') return null
  const text = textOf(reading, guid) ?? ''
  // A guid is a permanent link unless it says otherwise; only a whole address or an explicit "true" is believed.
  if (isWebAddress(text)) return linkFrom(reading, guid, text)
  return guid.attributes.has('ispermalink') ? linkFrom(reading, guid, text) : null
}

function bodyOf(reading: XmlReading, item: XmlElement): Pick<ItemDraft, 'html' | 'text'> {
  const element = firstOf(
    item,
    'content:encoded',
    'atom:content',
    'xhtml:body',
    'body',
    'fullitem',
    'description',
    'dc:description',
    'atom:summary',
    'summary',
    'itunes:summary',
    'media:description',
    'content',
  )
  if (element === null) return mediaDescription(reading, item)
  const content = contentOf(reading, element)
  return /<|&#?\w+;/.test(content)
    ? { html: basedMarkup(reading, element, content), text: null }
    : { html: null, text: content.trim() }
}

function mediaDescription(reading: XmlReading, item: XmlElement): Pick<ItemDraft, 'html' | 'text'> {
  const group = childrenOf(item, 'media:group')[0]
  const text = group === undefined ? null : textOf(reading, firstOf(group, 'media:description'))
  return { html: null, text }
}

function authorOf(reading: XmlReading, item: XmlElement): string | null {
  const creators = childrenOf(item, 'dc:creator')
    .map((element) => textOf(reading, element))
    .filter((name) => name !== null)
  if (creators.length > 0) return [...new Set(creators.map(personFromRss))].join(', ')
  const author = firstOf(item, 'author', 'dc:author', 'itunes:author', 'atom:author')
  if (author === null) return null
  const name = textOf(reading, firstOf(author, 'name', 'atom:name', 'email', 'atom:email'))
  return personFromRss(name ?? textOf(reading, author) ?? '')
}

function categoriesOf(reading: XmlReading, item: XmlElement): string[] {
  return item.children.flatMap((child) => {
    switch (child.key) {
      case 'category':
      case 'dc:subject':
        return [textOf(reading, child) ?? '']
      case 'atom:category':
        return [child.attributes.get('label') ?? child.attributes.get('term') ?? '']
      case 'itunes:category':
        return [child.attributes.get('text') ?? '']
      case 'itunes:keywords':
      case 'media:keywords':
        return (textOf(reading, child) ?? '').split(',')
      default:
        return []
    }
  })
}

function siteOf(reading: XmlReading, channel: XmlElement): string | null {
  for (const link of [...childrenOf(channel, 'link'), ...childrenOf(channel, 'atom:link')]) {
    if (!/^(alternate)?$/i.test(link.attributes.get('rel') ?? '')) continue
    const address = linkFrom(reading, link, textOf(reading, link) ?? link.attributes.get('href'))
    if (address !== null) return address
  }
  return null
}

function iconOf(reading: XmlReading, channel: XmlElement, root: XmlElement): string | null {
  for (const holder of [channel, root]) {
    for (const image of [
      ...childrenOf(holder, 'image'),
      ...childrenOf(holder, 'itunes:image'),
      ...childrenOf(holder, 'atom:icon'),
      ...childrenOf(holder, 'atom:logo'),
      ...childrenOf(holder, 'media:thumbnail'),
    ]) {
      const written =
        textOf(reading, firstOf(image, 'url')) ??
        image.attributes.get('href') ??
        image.attributes.get('url') ??
        textOf(reading, image)
      const address = linkFrom(reading, image, written)
      if (address !== null) return address
    }
  }
  return null
}

/** A hub is a push service, never a link of the channel. */
export function pushServices(channel: XmlElement): string[] {
  const services: string[] = []
  if (
    channel.children.some(
      (child) => /^(atom:)?link$/.test(child.key) && child.attributes.get('rel')?.toLowerCase() === 'hub',
    )
  )
    services.push('WebSub')
  if (channel.children.some((child) => child.key === 'cloud')) services.push('rssCloud')
  return services
}

/** The first of these fields that holds a date. */
export function firstDate(reading: XmlReading, item: XmlElement, ...keys: string[]): number | null {
  for (const key of keys) {
    for (const child of childrenOf(item, key)) {
      const date = parseDate(textOf(reading, child))
      if (date !== null) return date
    }
  }
  return null
}

/** An identity that is a relative address stands for the address it resolves to, where the document has a base. */
export function identityOf(reading: XmlReading, element: XmlElement | null): string | null {
  const text = textOf(reading, element)
  if (text === null || element === null || /^[a-z][a-z0-9+.-]*:/i.test(text)) return text
  return explicitBase(reading, element) === null ? text : (linkFrom(reading, element, text) ?? text)
}
