import { type FieldMapping, MAX_ITEMS_PER_DOCUMENT, type MappableField } from '@contract/index'
import type { ItemDraft, Json, ParsedPayload } from '../ports'
import { fromEpoch, parseDate } from './dates'
import { boundDraft, emptyDraft } from './draft'
import { ENVELOPES, FIELD_NAMES, foldName, HTML_NAMES, priorityFrom } from './json-fields'
import { atPointer } from './json-pointer'
import { isObject, type JsonObject, textFrom } from './json-values'
import { resolveLink } from './links'
import { foldSpace } from './plain-text'
import { draftFromText } from './text'

/** Values shown of an object that has no text of its own. */
const MAX_LISTED_VALUES = 20

/**
 * JSON of streams and sockets. An array is several events; an object with nothing but a list of objects is that list.
 * The user's mapping goes first, field by field; what it leaves open is found by name, at the top or one level down.
 */
export function readJsonEvents(value: Json, mapping: FieldMapping, baseUrl: string): ParsedPayload {
  const events = Array.isArray(value) && !isPointedAt(mapping, value) ? value : [value]
  const kept = events.slice(0, MAX_ITEMS_PER_DOCUMENT)
  const news = kept.filter((event) => event !== null && !isHeartbeat(event))
  const drafts = news.map((event) => readEvent(event, mapping, baseUrl))
  return { format: 'JSON', publisher: null, offersPush: [], drafts, dropped: events.length - kept.length }
}

/** A mapping that begins with an index means the array as one event: `["news", {…}]` with `/1/title`. */
const isPointedAt = (mapping: FieldMapping, value: Json[]): boolean =>
  Object.values(mapping).some((pointer) => /^\/\d+(\/|$)/.test(pointer) && atPointer(value, pointer) !== undefined)

/** Signs of life that services send as ordinary messages: no news, and no loss either. */
function isHeartbeat(event: Json): boolean {
  if (!isObject(event)) return false
  const kind = textFrom(event.type ?? event.event ?? event.op ?? event.action ?? event.kind)
  return (
    kind !== null &&
    /^(?:ping|pong|heart-?_?beat|hb|keep-?_?alive)$/i.test(kind) &&
    !('title' in event || 'message' in event)
  )
}

function readEvent(event: Json, mapping: FieldMapping, baseUrl: string): ItemDraft {
  if (typeof event === 'string' || typeof event === 'number' || typeof event === 'boolean')
    return draftFromText(String(event))
  const object = isObject(event) ? event : {}
  const places = placesIn(object)
  const found = (field: Exclude<MappableField, 'html'>): Json | undefined => {
    const pointer = mapping[field]
    const mapped = pointer === undefined ? undefined : atPointer(event, pointer)
    // A pointer that leads nowhere in this event leaves the field to the defaults.
    return mapped ?? memberNamed(places, FIELD_NAMES[field])
  }
  const pointed = mapping.html === undefined ? undefined : atPointer(event, mapping.html)
  const html = textFrom(pointed ?? memberNamed(places, HTML_NAMES))
  const text = plain(found('text'))
  const title = plain(found('title'))
  const publishedAt = dateFrom(found('publishedAt'))
  const isMarkup =
    html === null && text !== null && /<(p|div|br|a|b|i|em|strong|ul|ol|li|img|h\d|span|blockquote)[\s/>]/i.test(text)
  const draft = boundDraft({
    ...emptyDraft(),
    guid: textFrom(found('key')),
    title: title === null ? null : foldSpace(title),
    link: webLink(found('link'), baseUrl),
    html: html ?? (isMarkup ? text : null),
    // The same words are not needed twice.
    text: isMarkup || text === title ? null : text,
    author: nameFrom(found('author')),
    publishedAt,
    updatedAt: dateFrom(found('updatedAt')),
    categories: namesFrom(found('categories')),
    image: webLink(found('image'), baseUrl),
    priority: priorityOf(found('priority')),
  })
  if (draft.text !== null || draft.html !== null) return draft
  // Without words of its own an event is told by its values: all of them, or those the title does not tell.
  const values = listValues(event, draft.title !== null)
  return values === null ? draft : boundDraft({ ...draft, text: values })
}

/** The object itself, then the objects in it, envelopes first. */
function placesIn(object: JsonObject): ReadonlyMap<string, Json>[] {
  const inner = Object.entries(object).filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
  const rank = (name: string): number => {
    const index = ENVELOPES.indexOf(foldName(name))
    return index === -1 ? ENVELOPES.length : index
  }
  inner.sort(([first], [second]) => rank(first) - rank(second))
  return [object, ...inner.map(([, value]) => value)].map((place) => {
    const folded = new Map<string, Json>()
    for (const [name, value] of Object.entries(place))
      if (!folded.has(foldName(name))) folded.set(foldName(name), value)
    return folded
  })
}

function memberNamed(places: readonly ReadonlyMap<string, Json>[], names: readonly string[]): Json | undefined {
  for (const place of places) {
    for (const name of names) {
      const value = place.get(name)
      if (value === undefined || value === null || value === '') continue
      // An object of the wanted name is an envelope rather than the value, except for people and pictures.
      if (isObject(value) && nameFrom(value) === null && textFrom(value.url) === null) continue
      return value
    }
  }
  return undefined
}

function plain(value: Json | undefined): string | null {
  if (Array.isArray(value))
    return (
      value
        .map((part) => textFrom(part))
        .filter((part) => part !== null)
        .join('\n') || null
    )
  return textFrom(value)
}

function dateFrom(value: Json | undefined): number | null {
  return typeof value === 'number' ? fromEpoch(value) : parseDate(textFrom(value))
}

function nameFrom(value: Json | undefined): string | null {
  if (Array.isArray(value))
    return (
      value
        .map((one) => nameFrom(Array.isArray(one) ? null : one))
        .filter((name) => name !== null)
        .join(', ') || null
    )
  if (!isObject(value)) return textFrom(value)
  for (const name of ['name', 'displayName', 'display_name', 'username', 'login', 'nick', 'email', 'title']) {
    const text = textFrom(value[name])
    if (text !== null) return text
  }
  return null
}

function namesFrom(value: Json | undefined): string[] {
  if (typeof value === 'string') return value.split(/\s*[,;]\s*/)
  if (!Array.isArray(value)) return []
  return value.map((one) => nameFrom(Array.isArray(one) ? null : one)).filter((name) => name !== null)
}

function webLink(value: Json | undefined, baseUrl: string): string | null {
  const text = Array.isArray(value)
    ? textFrom(value[0])
    : isObject(value)
      ? textFrom(value.url ?? value.href ?? value.web)
      : textFrom(value)
  // A bare word or a number is not an address, although it would resolve to one.
  return text !== null && (/^[a-z][a-z0-9+.-]*:/i.test(text) || text.startsWith('/'))
    ? resolveLink(text, baseUrl)
    : null
}

function priorityOf(value: Json | undefined): number | null {
  if (typeof value === 'boolean') return value ? 5 : 3
  const text = textFrom(value)
  return text === null ? null : priorityFrom(text)
}

/** A quote, a reading, a status. `onlyOthers` leaves out the members that fields are read from. */
function listValues(event: Json, onlyOthers: boolean): string | null {
  if (typeof event !== 'object' || event === null) return null
  const lines: string[] = []
  const list = (object: JsonObject, prefix: string, deeper: boolean): void => {
    for (const [name, value] of Object.entries(object)) {
      if (lines.length >= MAX_LISTED_VALUES) return
      if (onlyOthers && KNOWN_NAMES.has(foldName(name))) continue
      if (typeof value === 'object' && value !== null) {
        if (deeper && isObject(value)) list(value, `${prefix}${name}.`, false)
      } else if (value !== null && value !== '') lines.push(`${prefix}${name}: ${String(value)}`)
    }
  }
  list(isObject(event) ? event : Object.fromEntries(Object.entries(event)), '', true)
  return lines.length === 0 ? null : lines.join(', ')
}

const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(FIELD_NAMES).flat(),
  ...HTML_NAMES,
  'type',
  'event',
  'kind',
])
