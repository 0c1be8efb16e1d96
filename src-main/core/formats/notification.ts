import { MAX_ITEM_ACTIONS, type ItemAction } from '@contract/index'
import type { ItemDraft, Json, ParsedPayload } from '../ports'
import { fromEpoch, parseDate } from './dates'
import { boundDraft, emptyDraft } from './draft'
import { readJsonEvents } from './json'
import { isJsonFeed, readJsonFeed } from './json-feed'
import { isObject, readJson, textFrom, textIn, type JsonObject } from './json-values'
import { resolveLink } from './links'
import { foldSpace } from './plain-text'
import { readTextMessage } from './text'

/**
 * What a Web Push carries. Nobody prescribes it, so the forms in use are tried from the most to the least certain:
 * declarative (RFC 8030 as the marker, W3C Push API “declarative push message”), Mastodon's, the members of
 * `showNotification`, an entry of a feed, any other JSON, text.
 *
 * @param readXml what becomes of markup; null where it is no feed
 */
export function readNotification(
  text: string,
  baseUrl: string,
  readXml: (text: string) => ParsedPayload | null,
): ParsedPayload {
  const trimmed = text.trim()
  if (trimmed.startsWith('<')) {
    const markup = /^<(?:\?xml[^>]*>\s*<)?item[\s>]/i.test(trimmed) ? wrapped(trimmed) : trimmed
    const parsed = readXml(markup)
    if (parsed !== null) return asMessage(parsed)
  }
  const value = /^[[{]/.test(trimmed) ? readJson(trimmed) : undefined
  if (value === undefined) return readTextMessage(text)
  if (!isObject(value)) return readJsonEvents(value, {}, baseUrl)
  if (isJsonFeed(value)) return asMessage(readJsonFeed(value, baseUrl))
  if (isFeedItem(value)) return asMessage(readJsonFeed({ version: '1.1', items: [value] }, baseUrl))
  const shown = notificationIn(value)
  if (shown === null) return readJsonEvents(value, {}, baseUrl)
  return { format: shown.format, publisher: null, offersPush: [], drafts: [readShown(shown)], dropped: 0 }
}

interface Shown {
  format: string
  notification: JsonObject
  /** The members around it, where there is an envelope. */
  data: JsonObject
}

function notificationIn(value: JsonObject): Shown | null {
  const inner = own(value, 'notification')
  if (isObject(inner)) {
    const format = own(value, 'web_push') === 8030 ? 'Declarative Web Push' : 'Notification'
    const data = own(inner, 'data') ?? own(value, 'data')
    return { format, notification: inner, data: isObject(data) ? data : {} }
  }
  if (textIn(value, 'title') === null && textIn(value, 'body') === null) return null
  const isMastodon = textIn(value, 'notification_type') !== null && textIn(value, 'notification_id') !== null
  const data = own(value, 'data')
  return {
    format: isMastodon ? 'Mastodon' : 'Notification',
    notification: value,
    data: isObject(data) ? data : {},
  }
}

function readShown({ notification, data }: Shown): ItemDraft {
  const title = textIn(notification, 'title')
  const body = textIn(notification, 'body') ?? textIn(notification, 'message') ?? textIn(notification, 'text')
  const tag = textIn(notification, 'tag')
  const type = textIn(notification, 'notification_type')
  return boundDraft({
    ...emptyDraft(),
    // A tag replaces what was shown under it, so it is the identity; else the sender's own.
    guid:
      tag === null
        ? (textIn(notification, 'notification_id') ?? textIn(notification, 'id') ?? textIn(data, 'id'))
        : `tag:${tag}`,
    title: title === null ? null : foldSpace(title),
    text: body === title ? null : body,
    link: firstLink(notification, data),
    image: resolveLink(textIn(notification, 'image') ?? textIn(notification, 'icon'), ''),
    publishedAt: dateIn(notification, 'timestamp') ?? dateIn(data, 'timestamp'),
    categories: type === null ? [] : [type],
    actions: actionsIn(notification),
  })
}

const LINK_NAMES = ['navigate', 'url', 'link', 'click', 'click_action'] as const

/** Only whole addresses: what a relative one belongs to, a push does not say. */
function firstLink(...places: readonly JsonObject[]): string | null {
  for (const place of places) {
    for (const name of LINK_NAMES) {
      const link = resolveLink(textIn(place, name), '')
      if (link !== null) return link
    }
  }
  return null
}

/** Declarative actions name where they lead; those of `showNotification` lead into the sender's own script. */
function actionsIn(notification: JsonObject): ItemAction[] {
  const list = own(notification, 'actions')
  if (!Array.isArray(list)) return []
  return list
    .filter(isObject)
    .flatMap((action): ItemAction[] => {
      const label = textIn(action, 'title')
      const url = resolveLink(textIn(action, 'navigate'), '')
      return label === null || url === null ? [] : [{ type: 'view', label, url }]
    })
    .slice(0, MAX_ITEM_ACTIONS)
}

function dateIn(place: JsonObject, name: string): number | null {
  const value = own(place, name)
  return typeof value === 'number' ? fromEpoch(value) : parseDate(textFrom(value))
}

const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

const isFeedItem = (value: JsonObject): boolean =>
  textIn(value, 'id') !== null && (textIn(value, 'content_html') !== null || textIn(value, 'content_text') !== null)

const wrapped = (item: string): string =>
  `<rss version="2.0"><channel>${item.replace(/^<\?xml[^>]*>/i, '')}</channel></rss>`

/** A message says nothing of the publisher, even where it is a document of one. */
const asMessage = (parsed: ParsedPayload): ParsedPayload => ({ ...parsed, publisher: null, offersPush: [] })
