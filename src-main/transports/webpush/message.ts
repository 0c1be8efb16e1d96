import type { RawEvent, WireFacts } from '../../core/ports'
import { openPush, type Opened, type PushKeys } from './decrypt'

/** RFC 8030 section 7.2: what every push service takes; ntfy cuts what is longer. */
export const MAX_PUSH_BYTES = 4_096

/** RFC 8030 section 5.3, on ntfy's scale. */
const PRIORITIES: Readonly<Record<string, number>> = { 'very-low': 1, low: 2, normal: 3, high: 4 }

export const priorityOfUrgency = (urgency: string | null): number | null =>
  urgency !== null && Object.hasOwn(PRIORITIES, urgency) ? (PRIORITIES[urgency] ?? null) : null

/** Opens a message with the first of several keys that fits. */
export function openWithAny(body: Uint8Array, keys: readonly PushKeys[]): Opened {
  let opened: Opened = { fault: 'notForUs' }
  for (const one of keys) {
    opened = openPush(body, one)
    if ('text' in opened) return opened
    // What is wrong with the envelope is wrong for every key.
    if (opened.fault !== 'notForUs') return opened
  }
  return opened
}

const FAULTS: Readonly<Record<Extract<Opened, { fault: string }>['fault'], string>> = {
  tooShort: 'it is too short to be one',
  badHeader: 'its header is not that of Web Push (RFC 8291)',
  severalRecords: 'it has more than the one record that Web Push allows',
  badKey: 'the key in it is no point of the curve',
  notForUs: 'it was encrypted for other keys, or damaged on the way',
  badPadding: 'its padding is wrong',
}

/** Why a message could not be read, as the end of a sentence. */
export const faultWords = (opened: Extract<Opened, { fault: string }>): string => FAULTS[opened.fault]

/** A message as the reader takes it. */
export function pushEvent(
  text: string,
  at: { id: string; receivedAt: number; baseUrl: string },
  more: { says?: WireFacts; cursor?: RawEvent['cursor'] } = {},
): RawEvent {
  return { payload: text, contentType: null, topic: null, ...at, format: 'notification', ...more }
}
