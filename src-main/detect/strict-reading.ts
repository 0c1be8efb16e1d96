import { decodeText } from '../core/formats/decode'
import type { ParsedPayload } from '../core/ports'

/** Larger documents are not read twice. */
const MAX_STRICT_BYTES = 1024 * 1024

/**
 * Reads a feed once more as a strict reader does, for the publisher who wants to know how others see it: Crier's own
 * reading forgives nearly everything, and many programs forgive nothing.
 *
 * @returns one sentence for people; null where rss-parser has no say (JSON Feed, very large documents)
 */
export async function strictReading(
  payload: Uint8Array,
  contentType: string | null,
  ours: ParsedPayload,
): Promise<string | null> {
  if (
    payload.byteLength > MAX_STRICT_BYTES ||
    !/^(?:RSS|Atom)/.test(ours.format) ||
    ours.drafts.some((draft) => draft.cut)
  )
    return null
  try {
    // Loaded when it is needed: no start waits for it.
    const { default: RssParser } = await import('rss-parser')
    const theirs = await new RssParser().parseString(decodeText(payload, contentType))
    const count = theirs.items.length
    return count === ours.drafts.length
      ? `A strict reader finds the same ${count} items.`
      : `A strict reader finds ${count} items, Crier ${ours.drafts.length}.`
  } catch (error) {
    // Whatever it throws is its verdict on the document: it throws plain errors and type errors alike.
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 120) : 'no reason given'
    return `A strict reader refuses this feed (${why}). Crier reads it all the same.`
  }
}
