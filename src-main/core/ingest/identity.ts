import { createHash } from 'node:crypto'
import type { Arrival } from '@contract/index'
import type { ItemDraft, KeyedDraft } from '../ports'

/** Where a draft came from, as far as identity and arrival are concerned. */
export interface Origin {
  /** The event's type and id on the wire; null where it has none. */
  event: { type: string | null; id: string | null }
  arrival: Omit<Arrival, 'delayMs'>
}

/** Unit separator: cannot be confused with content, so ("a", "bc") and ("ab", "c") differ. */
const SEPARATOR = '\u001f'

function hash(...parts: readonly string[]): string {
  return createHash('sha1').update(parts.join(SEPARATOR)).digest('base64url')
}

/** Changes exactly when something that a reader can see changes. Dates are left out: many publishers restamp old entries. */
function contentHash(draft: ItemDraft): string {
  return hash(
    draft.title ?? '',
    draft.link ?? '',
    draft.html ?? '',
    draft.text ?? '',
    draft.author ?? '',
    draft.image ?? '',
    draft.categories.join(SEPARATOR),
    draft.media.map((link) => link.url).join(SEPARATOR),
    // Only where there are any: items stored before these existed must not all look changed.
    ...(draft.section.length > 0 ? ['section', ...draft.section] : []),
    ...(draft.actions.length > 0 ? ['actions', JSON.stringify(draft.actions)] : []),
    ...(draft.idle ? ['idle'] : []),
    ...(draft.revision === undefined ? [] : ['revision', draft.revision]),
  )
}

/**
 * The publisher's own id, else what the wire called the event, else the link, else the content; never the date.
 *
 * A wire id alone is no identity: counters start again when a server restarts, and an old item would be overwritten.
 * Together with the content it recognises exactly the event that is sent twice around a reconnection, and keeps apart
 * the many alerts that share one link.
 */
function keyOf(draft: ItemDraft, event: Origin['event'], content: string): string {
  if (draft.guid) return draft.guid
  if (event.id) return `event:${hash(event.id, event.type ?? '', content)}`
  if (draft.link) return draft.link
  return `content:${hash(event.type ?? '', content)}`
}

/** Milliseconds from published to received; null when the publisher gave no time, never negative (clocks differ). */
function delayOf(draft: ItemDraft, receivedAt: number): number | null {
  return draft.publishedAt === null ? null : Math.max(0, receivedAt - draft.publishedAt)
}

export function identify(draft: ItemDraft, origin: Origin): KeyedDraft {
  const content = contentHash(draft)
  return {
    ...draft,
    key: keyOf(draft, origin.event, content),
    contentHash: content,
    event: origin.event,
    arrival: { ...origin.arrival, delayMs: delayOf(draft, origin.arrival.receivedAt) },
  }
}

/**
 * Some publishers give every entry of a document the same guid. Entries of one document that share a key but neither
 * title nor link are different items, so what they share is no identity and the rest must tell them apart.
 */
export function separateFalseTwins(drafts: readonly KeyedDraft[]): KeyedDraft[] {
  const first = new Map<string, KeyedDraft>()
  const twins = new Set<string>()
  for (const draft of drafts) {
    const other = first.get(draft.key)
    if (other === undefined) first.set(draft.key, draft)
    else if (other.title !== draft.title && other.link !== draft.link) twins.add(draft.key)
  }
  if (twins.size === 0) return [...drafts]
  return drafts.map((draft) =>
    twins.has(draft.key) ? { ...draft, key: `${draft.key}#${hash(draft.link ?? '', draft.title ?? '')}` } : draft,
  )
}
