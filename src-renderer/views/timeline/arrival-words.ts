import type { Arrival } from '@contract/index'
import type { Formats } from '../../format/formats'
import type { Catalogue } from '../../text/en'

/** A delay longer than this says when the item was found, not how fast it travelled; the mark then leaves it to hover. */
const SHOWN_DELAY_MS = 24 * 60 * 60 * 1_000

/** The words of an arrival mark: the short delay beside it and the sentence behind it. */
export function arrivalWords(arrival: Arrival, text: Catalogue, formats: Formats) {
  const { how, delayMs, receivedAt } = arrival
  const delay = delayMs === null ? text.arrival.noDelay : text.arrival.delay(formats.span.long(delayMs))
  return {
    delay: delayMs === null || delayMs > SHOWN_DELAY_MS ? null : formats.span.short(delayMs),
    explanation: `${text.arrival.howLong[how]}, ${delay}. ${text.arrival.received(formats.moment.full(receivedAt))}.`,
  }
}
