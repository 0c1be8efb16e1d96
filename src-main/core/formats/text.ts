import { type FieldMapping, MAX_ITEMS_PER_DOCUMENT, MAX_TITLE_CHARACTERS } from '@contract/index'
import type { ItemDraft, Json, ParsedPayload } from '../ports'
import { boundDraft, emptyDraft } from './draft'
import { readJsonEvents } from './json'
import { isObject, readJson } from './json-values'
import { markdownToHtml } from './markdown'
import { foldSpace } from './plain-text'

/** Plain text is one item: the first line is its title, and a longer text stays whole. */
export function readTextMessage(text: string): ParsedPayload {
  const drafts = text.trim() === '' ? [] : [draftFromText(text)]
  return { format: 'Text', publisher: null, offersPush: [], drafts, dropped: 0 }
}

export function draftFromText(text: string): ItemDraft {
  const whole = text.trim()
  const end = whole.search(/[\r\n]/)
  const first = end === -1 ? whole : whole.slice(0, end)
  const fits = first.length <= MAX_TITLE_CHARACTERS
  return boundDraft({
    ...emptyDraft(),
    title: foldSpace(first),
    text: end === -1 && fits ? null : fits ? whole.slice(end).trim() : whole,
  })
}

/** Markdown is one item: its first line, without the marks of a heading, is the title. */
export function readMarkdownMessage(text: string, baseUrl: string): ParsedPayload {
  const { drafts, ...parsed } = readTextMessage(text.replace(/^\s*#{1,6}\s+/, ''))
  const withHtml = drafts.map((draft) => {
    const html = draft.text === null ? null : markdownToHtml(draft.text, baseUrl)
    return html === null ? draft : boundDraft({ ...draft, html, text: null })
  })
  return { ...parsed, format: 'Markdown', drafts: withHtml }
}

/**
 * Several JSON objects in one message, one a line (NDJSON). A line that is no JSON is counted as dropped.
 *
 * @returns null when the text is something else
 */
export function readJsonLines(text: string, mapping: FieldMapping, baseUrl: string): ParsedPayload | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length < 2) return null
  const first = readJson(lines[0] ?? '')
  if (first === undefined || !(isObject(first) || Array.isArray(first))) return null
  const values: Json[] = []
  let dropped = 0
  for (const line of lines) {
    const value = values.length < MAX_ITEMS_PER_DOCUMENT ? readJson(line) : undefined
    if (value === undefined) dropped += 1
    else values.push(value)
  }
  const pages = values.map((value) => readJsonEvents(value, mapping, baseUrl))
  return {
    format: 'NDJSON',
    publisher: null,
    offersPush: [],
    drafts: pages.flatMap((page) => page.drafts),
    dropped: pages.reduce((sum, page) => sum + page.dropped, dropped),
  }
}
