import { MAX_ITEMS_PER_DOCUMENT, type MediaLink } from '@contract/index'
import { SILENT_PUBLISHER, type ItemDraft, type Json, type ParsedPayload } from '../ports'
import { parseDate } from './dates'
import { boundDraft, emptyDraft } from './draft'
import { isObject, type JsonObject, textIn } from './json-values'
import { resolveLink } from './links'
import { pushOffersOfJson } from './push-offers'
import { foldSpace } from './plain-text'

/** JSON Feed 1 and 1.1 say so in `version`; some publishers forget, so the shape counts too. */
export function isJsonFeed(value: Json): value is JsonObject {
  if (!isObject(value) || !Array.isArray(value.items)) return false
  if (typeof value.version === 'string' && /jsonfeed\.org/i.test(value.version)) return true
  const named = typeof value.title === 'string' || typeof value.version === 'string'
  return (
    named &&
    value.items.every((item) => isObject(item) && ('id' in item || 'content_text' in item || 'content_html' in item))
  )
}

/** https://www.jsonfeed.org/version/1.1/ */
export function readJsonFeed(feed: JsonObject, baseUrl: string): ParsedPayload {
  const items = Array.isArray(feed.items) ? feed.items : []
  const kept = items.slice(0, MAX_ITEMS_PER_DOCUMENT).filter(isObject)
  const version = /version\/([\d.]+)/.exec(textIn(feed, 'version') ?? '')?.[1] ?? '1'
  return {
    format: `JSON Feed ${version}`,
    publisher: {
      ...SILENT_PUBLISHER,
      title: textIn(feed, 'title'),
      siteUrl: resolveLink(textIn(feed, 'home_page_url'), baseUrl),
      iconUrl: resolveLink(textIn(feed, 'icon') ?? textIn(feed, 'favicon'), baseUrl),
      push: pushOffersOfJson(feed, baseUrl),
    },
    offersPush: pushServices(feed),
    drafts: kept.map((item) => readItem(item, feed, baseUrl)),
    dropped: items.length - kept.length,
  }
}

function readItem(item: JsonObject, feed: JsonObject, baseUrl: string): ItemDraft {
  const title = textIn(item, 'title')
  const html = textIn(item, 'content_html')
  const publishedAt = parseDate(textIn(item, 'date_published'))
  const updatedAt = parseDate(textIn(item, 'date_modified'))
  return boundDraft({
    ...emptyDraft(),
    guid: textIn(item, 'id'),
    title: title === null ? null : foldSpace(title),
    link:
      resolveLink(textIn(item, 'url'), baseUrl) ?? resolveLink(textIn(item, 'external_url'), baseUrl) ?? linkId(item),
    html,
    text: textIn(item, 'content_text') ?? (html === null ? textIn(item, 'summary') : null),
    author: authorOf(item) ?? authorOf(feed),
    publishedAt: publishedAt ?? updatedAt,
    updatedAt,
    categories: Array.isArray(item.tags) ? item.tags.filter((tag) => typeof tag === 'string') : [],
    media: attachments(item, baseUrl),
    image: resolveLink(textIn(item, 'image') ?? textIn(item, 'banner_image'), baseUrl),
  })
}

const linkId = (item: JsonObject): string | null => {
  const id = textIn(item, 'id')
  return id !== null && /^https?:\/\//i.test(id) ? resolveLink(id, '') : null
}

function authorOf(holder: JsonObject): string | null {
  const authors = [
    ...(Array.isArray(holder.authors) ? holder.authors : []),
    ...(holder.author === undefined ? [] : [holder.author]),
  ]
  const names = authors.map((author) =>
    isObject(author) ? (textIn(author, 'name') ?? textIn(author, 'url')) : typeof author === 'string' ? author : null,
  )
  const known = [...new Set(names.filter((name) => name !== null))]
  return known.length === 0 ? null : known.join(', ')
}

function attachments(item: JsonObject, baseUrl: string): MediaLink[] {
  const list = Array.isArray(item.attachments) ? item.attachments : []
  return list.filter(isObject).flatMap((attachment) => {
    const url = resolveLink(textIn(attachment, 'url'), baseUrl)
    const size = attachment.size_in_bytes
    return url === null
      ? []
      : [
          {
            url,
            type: textIn(attachment, 'mime_type'),
            length: typeof size === 'number' && size > 0 ? Math.floor(size) : null,
          },
        ]
  })
}

function pushServices(feed: JsonObject): string[] {
  const hubs = Array.isArray(feed.hubs) ? feed.hubs.filter(isObject) : []
  return [...new Set(hubs.map((hub) => textIn(hub, 'type') ?? '').filter((type) => type !== ''))].map((type) =>
    type.toLowerCase() === 'websub' ? 'WebSub' : type,
  )
}
