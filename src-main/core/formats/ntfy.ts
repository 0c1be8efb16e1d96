import type { MediaLink } from '@contract/index'
import type { ItemDraft, Json, ParsedPayload } from '../ports'
import { fromEpoch } from './dates'
import { boundDraft, emptyDraft } from './draft'
import { isObject, type JsonObject, textIn } from './json-values'
import { resolveLink } from './links'
import { markdownToHtml } from './markdown'
import { ntfyActions } from './ntfy-actions'
import { sortTags } from './ntfy-tags'

/** Longer lists of tags are attacks or accidents. */
const MAX_TAGS = 50

/**
 * One message object of an ntfy server. Events that are no message (`open`, `keepalive`, `poll_request`,
 * `message_clear`, `message_delete`) hold no news. What the item is called by is told by the wire, which knows whether updates replace each other.
 */
export function readNtfyMessage(value: Json, baseUrl: string): ParsedPayload {
  const none: ParsedPayload = { format: 'ntfy', publisher: null, offersPush: [], drafts: [], dropped: 0 }
  if (!isObject(value)) return { ...none, dropped: 1 }
  if ((textIn(value, 'event') ?? 'message') !== 'message') return none
  const draft = readDraft(value, baseUrl)
  return draft === null ? { ...none, dropped: 1 } : { ...none, drafts: [draft] }
}

function readDraft(message: JsonObject, baseUrl: string): ItemDraft | null {
  const text = words(message)
  if (text === null) return null
  const { emojis, others } = sortTags(textsIn(message.tags))
  const title = textIn(message, 'title')
  const attachment = attachmentOf(message.attachment, baseUrl)
  return boundDraft({
    ...emptyDraft(),
    title: title === null ? null : withEmojis(emojis, title),
    ...content(title === null ? withEmojis(emojis, text) : text, message, baseUrl),
    link: resolveLink(textIn(message, 'click'), baseUrl),
    publishedAt: typeof message.time === 'number' ? fromEpoch(message.time) : null,
    categories: others,
    media: attachment === null ? [] : [attachment],
    image:
      attachment !== null && isPicture(attachment) ? attachment.url : resolveLink(textIn(message, 'icon'), baseUrl),
    priority: priorityOf(message.priority),
    actions: ntfyActions(message.actions, baseUrl),
  })
}

/** Markdown as HTML, everything else as the text it is. */
function content(text: string, message: JsonObject, baseUrl: string): Pick<ItemDraft, 'html' | 'text'> {
  const isMarkdown = textIn(message, 'content_type')?.toLowerCase().startsWith('text/markdown') === true
  const html = isMarkdown ? markdownToHtml(text, baseUrl) : null
  return html === null ? { html: null, text } : { html, text: null }
}

/** The body as text; null where it is bytes that are none (an encrypted push, a binary body). */
function words(message: JsonObject): string | null {
  const text = typeof message.message === 'string' ? message.message : ''
  if (message.encoding !== 'base64') return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'))
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

const withEmojis = (emojis: readonly string[], words: string): string => [...emojis, words].join(' ').trim()

function textsIn(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MAX_TAGS).filter((entry) => typeof entry === 'string')
}

function attachmentOf(value: Json | undefined, baseUrl: string): MediaLink | null {
  if (!isObject(value)) return null
  const url = resolveLink(textIn(value, 'url'), baseUrl)
  if (url === null) return null
  const { size } = value
  return {
    url,
    type: textIn(value, 'type'),
    length: typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : null,
  }
}

/** The server says the type of what it keeps itself, and nothing of what lies elsewhere. */
function isPicture({ type, url }: MediaLink): boolean {
  if (type !== null) return /^image\//i.test(type)
  return /\.(?:jpe?g|png|gif|webp|avif|svg)$/i.test(url.split(/[?#]/, 1)[0] ?? '')
}

function priorityOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5 ? value : null
}
