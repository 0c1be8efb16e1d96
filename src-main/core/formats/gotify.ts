import type { ItemDraft, Json, ParsedPayload } from '../ports'
import { parseDate } from './dates'
import { boundDraft, emptyDraft } from './draft'
import { isObject, type JsonObject, textIn } from './json-values'
import { resolveLink } from './links'
import { markdownToHtml } from './markdown'

const MINUTE_MS = 60_000

/** One message object of a Gotify server. What its application is called and looks like is told by the wire. */
export function readGotifyMessage(value: Json, baseUrl: string): ParsedPayload {
  const parsed: ParsedPayload = { format: 'Gotify', publisher: null, offersPush: [], drafts: [], dropped: 0 }
  if (!isObject(value) || (textIn(value, 'message') === null && textIn(value, 'title') === null)) {
    return { ...parsed, dropped: 1 }
  }
  return { ...parsed, drafts: [readDraft(value, baseUrl)] }
}

function readDraft(message: JsonObject, baseUrl: string): ItemDraft {
  const publishedAt = parseDate(textIn(message, 'date'))
  return boundDraft({
    ...emptyDraft(),
    guid: identityOf(message, publishedAt),
    title: textIn(message, 'title'),
    ...content(message, baseUrl),
    link: resolveLink(textAt(message, 'client::notification', 'click', 'url'), baseUrl),
    image: resolveLink(textAt(message, 'client::notification', 'bigImageUrl'), baseUrl),
    publishedAt,
    priority: priorityOf(message.priority),
  })
}

/** Markdown as HTML, everything else as the text it is. */
function content(message: JsonObject, baseUrl: string): Pick<ItemDraft, 'html' | 'text'> {
  const text = textIn(message, 'message')
  const type = textAt(message, 'client::display', 'contentType')?.toLowerCase() ?? ''
  const html = text !== null && type.startsWith('text/markdown') ? markdownToHtml(text, baseUrl) : null
  return html === null ? { html: null, text } : { html, text: null }
}

/**
 * The number begins again when a server is set up anew, and an old item must not be overwritten then: the minute
 * belongs to it. Not the exact time, which some databases give back rounded.
 */
function identityOf(message: JsonObject, publishedAt: number | null): string | null {
  const id = textIn(message, 'id')
  if (id === null || publishedAt === null) return null
  return `${id}@${Math.floor(publishedAt / MINUTE_MS)}`
}

/** A text inside `extras`, along these names. */
function textAt(message: JsonObject, ...names: readonly string[]): string | null {
  let place: Json | undefined = message.extras
  for (const name of names) place = isObject(place) && Object.hasOwn(place, name) ? place[name] : undefined
  return typeof place === 'string' ? place : null
}

/** 0 makes no notification, 1–3 no sound, 4–7 a sound, from 8 on it pops up: Gotify's clients in ntfy's five steps. */
function priorityOf(value: Json | undefined): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  if (value < 1) return 1
  if (value < 4) return 2
  if (value < 8) return 3
  return value < 10 ? 4 : 5
}
