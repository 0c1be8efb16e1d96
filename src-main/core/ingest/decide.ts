import type { ItemIntent, KeyedDraft, KnownItem } from '../ports'

/** Priority from which an item counts as important, on ntfy's scale of 1 to 5. */
const IMPORTANT_PRIORITY = 4

/** What was decided for one batch, and how much of it was nothing new. */
export interface Decision {
  intents: ItemIntent[]
  /** Drafts that were known already and had not changed, or were deleted by the user. */
  repeated: number
}

function isImportant(draft: KeyedDraft): boolean {
  return (draft.priority ?? 0) >= IMPORTANT_PRIORITY
}

/** Lists sort by the publisher's time, but nobody can publish in the future of the one who reads it. */
function sortAt(draft: KeyedDraft): number {
  return Math.min(draft.publishedAt ?? draft.arrival.receivedAt, draft.arrival.receivedAt)
}

/**
 * Compares what came with what is known. Pure: no store, no clock.
 *
 * The same key twice in a batch is one item with the later content, as it would be in two batches. Deleted items stay
 * deleted. An update changes the content and never the status: what was read stays read.
 */
export function decide(drafts: readonly KeyedDraft[], known: ReadonlyMap<string, KnownItem>): Decision {
  const intents = new Map<string, ItemIntent>()
  let repeated = 0
  for (const draft of drafts) {
    const before = known.get(draft.key)
    const earlier = intents.get(draft.key)
    const contentHash = earlier?.draft.contentHash ?? before?.contentHash
    if (before?.deleted === true || contentHash === draft.contentHash) {
      repeated += 1
    } else if (before !== undefined) {
      intents.set(draft.key, { type: 'update', id: before.id, draft, important: isImportant(draft) })
    } else {
      if (earlier !== undefined) repeated += 1
      const arrival = earlier?.draft.arrival ?? draft.arrival
      intents.set(draft.key, {
        type: 'insert',
        draft: { ...draft, arrival },
        sortAt: sortAt(draft),
        // The idle screen shows pages, not news: nobody is to be told that there is one unread.
        read: draft.idle,
        starred: false,
        important: isImportant(draft),
      })
    }
  }
  return { intents: [...intents.values()], repeated }
}
