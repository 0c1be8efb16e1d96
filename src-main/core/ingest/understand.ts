import type { ArrivalHow, FieldMapping } from '@contract/index'
import { parsePayload, type PayloadInput } from '../formats/index'
import {
  TransportError,
  type ItemDraft,
  type KeyedDraft,
  type PublisherFacts,
  type RawEvent,
  type WireFacts,
} from '../ports'
import { identify, separateFalseTwins } from './identity'

/** What a run of events turned out to mean. */
export interface Understood {
  drafts: KeyedDraft[]
  publisher: PublisherFacts | null
  /** Entries and events that could not be read or were over a limit. */
  dropped: number
  /** A document ended in the middle. */
  cutOff: boolean
}

/**
 * Turns raw events into drafts with an identity. Pure.
 *
 * A document that cannot be read is the whole answer, so it throws (TransportError) and its cursor is not kept. One
 * unreadable event of a stream is counted and passed over: the stream goes on.
 */
export function understand(
  events: readonly RawEvent[],
  how: { arrival: ArrivalHow; style: 'stream' | 'document'; mapping: FieldMapping },
): Understood {
  const result: Understood = { drafts: [], publisher: null, dropped: 0, cutOff: false }
  for (const event of events) {
    if (event.withdraws !== undefined) continue
    try {
      const parsed = parsePayload(inputOf(event, how.mapping))
      const origin = {
        event: { type: event.topic, id: event.id },
        arrival: { how: event.how ?? how.arrival, receivedAt: event.receivedAt },
      }
      const keyed = parsed.drafts.map((draft) => identify(completed(draft, event.says), origin))
      result.drafts.push(...(parsed.publisher === null ? keyed : separateFalseTwins(keyed)))
      result.publisher = parsed.publisher ?? event.publisher ?? result.publisher
      result.dropped += parsed.dropped
      result.cutOff ||= parsed.cutOff === true
    } catch (error) {
      if (!(error instanceof TransportError) || how.style === 'document') throw error
      result.dropped += 1
    }
  }
  return result
}

/** Named one by one: an event's cursor may be worked out when it is asked for, and nobody asks for it here. */
function inputOf(event: RawEvent, mapping: FieldMapping): PayloadInput {
  const { payload, contentType, baseUrl, topic, format, links } = event
  return { payload, contentType, baseUrl, topic, mapping, links: links ?? null, ...(format && { format }) }
}

/** What the envelope says stands where the payload is silent. */
function completed(draft: ItemDraft, says: WireFacts | undefined): ItemDraft {
  if (says === undefined) return draft
  return {
    ...draft,
    guid: draft.guid ?? says.guid ?? null,
    title: draft.title ?? says.title ?? null,
    link: draft.link ?? says.link ?? null,
    author: draft.author ?? says.author ?? null,
    publishedAt: draft.publishedAt ?? says.publishedAt ?? null,
    priority: draft.priority ?? says.priority ?? null,
    categories: draft.categories.length > 0 ? draft.categories : (says.categories ?? []),
    image: draft.image ?? says.image ?? null,
    section: draft.section.length > 0 ? draft.section : (says.section ?? []),
    expiresAt: draft.expiresAt ?? says.expiresAt ?? null,
  }
}
