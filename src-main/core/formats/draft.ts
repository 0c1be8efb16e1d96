import { MAX_ITEM_ACTIONS, MAX_SECTION_DEPTH, SECTION_SEPARATOR } from '@contract/index'
import type { ItemDraft } from '../ports'
import { cutText, cutTitle } from './limits'

export const emptyDraft = (): ItemDraft => ({
  guid: null,
  title: null,
  link: null,
  html: null,
  text: null,
  author: null,
  publishedAt: null,
  updatedAt: null,
  categories: [],
  media: [],
  image: null,
  priority: null,
  section: [],
  actions: [],
  idle: false,
  cut: false,
})

const MAX_CATEGORIES = 100
const MAX_MEDIA = 100
const MAX_SECTION_CHARACTERS = 200
const MAX_SHORT_CHARACTERS = 4_096

/** A draft within the limits; `cut` tells when its content was not. Empty strings become null. */
export function boundDraft(draft: ItemDraft): ItemDraft {
  const html = draft.html === null ? null : cutText(draft.html)
  const text = draft.text === null ? null : cutText(draft.text)
  const title = short(draft.title)
  // A title that is too long is cut; the whole stays in the text where there is no other.
  const overlong = title !== null && cutTitle(title) !== title
  return {
    ...draft,
    guid: short(draft.guid),
    title: title === null ? null : cutTitle(title),
    html: emptyToNull(html?.text ?? null),
    text: emptyToNull(text?.text ?? (overlong && html === null ? cutText(title).text : null)),
    author: short(draft.author, MAX_SHORT_CHARACTERS),
    categories: [...new Set(draft.categories.map((name) => name.trim()).filter((name) => name !== ''))].slice(
      0,
      MAX_CATEGORIES,
    ),
    media: draft.media.slice(0, MAX_MEDIA),
    section: sectionPath(draft.section),
    actions: draft.actions.slice(0, MAX_ITEM_ACTIONS),
    cut: draft.cut || (html?.cut ?? false) || (text?.cut ?? false),
  }
}

/** A path of sections within the limits. */
export function sectionPath(parts: readonly string[]): string[] {
  return parts
    .map((part) => part.replaceAll(SECTION_SEPARATOR, ' ').trim().slice(0, MAX_SECTION_CHARACTERS))
    .filter((part) => part !== '')
    .slice(0, MAX_SECTION_DEPTH)
}

function short(text: string | null, most = Number.POSITIVE_INFINITY): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed.slice(0, most)
}

const emptyToNull = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text)
