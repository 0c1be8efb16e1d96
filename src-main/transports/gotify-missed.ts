import { MAX_BODY_BYTES, MAX_ITEMS_PER_DOCUMENT, type Failure } from '../contract/index'
import { TransportError } from '../core/ports'
import { floorOf, type GotifyCursor } from './gotify-cursor'
import type { GotifyMessage, GotifyRest } from './gotify-rest'

/** What the pages of one catching-up may hold together. Bytes. */
const MAX_CAUGHT_UP_BYTES = 2 * MAX_BODY_BYTES

/**
 * The messages that came since the cursor, oldest first. A new channel begins with one page. Pages are numbered
 * backwards and are read until what is known already; over a bound the oldest are left out, and that is said.
 *
 * @throws TransportError
 */
export async function missedMessages(
  rest: GotifyRest,
  cursor: GotifyCursor,
  host: string,
  dropped: (count: number, why: Failure) => void,
): Promise<GotifyMessage[]> {
  const known = new Set(cursor)
  const missed: GotifyMessage[] = []
  let floor = floorOf(cursor)
  let below: number | null = null
  let bytes = 0
  for (;;) {
    const page = await rest.page(below)
    bytes += page.bytes
    if (page.unreadable > 0) dropped(page.unreadable, unreadable(host))
    const numbers = page.messages.map(({ id }) => id)
    const newest = Math.max(0, ...numbers)
    const oldest = Math.min(...numbers)
    // Nothing as new as what we know: another database answers, or much was deleted. What is there is taken, once.
    const isOther = below === null && newest > 0 && newest < floor
    if (isOther) floor = 0
    missed.push(...page.messages.filter(({ id }) => id > floor && !known.has(id)))
    const isFirst = floor === 0
    if (isFirst || !page.more || numbers.length === 0 || oldest <= floor) break
    // Numbers must fall, or a page without end would be read for ever.
    if (below !== null && oldest >= below) break
    below = oldest
    if (missed.length >= MAX_ITEMS_PER_DOCUMENT || bytes >= MAX_CAUGHT_UP_BYTES) {
      dropped(1, tooMany(host, missed.length))
      break
    }
  }
  return missed.sort((one, other) => one.id - other.id)
}

function unreadable(host: string): Failure {
  return new TransportError('malformed', `${host} sent a message that cannot be read; it was left out.`).failure
}

function tooMany(host: string, kept: number): Failure {
  const message = `${host} has more missed messages than can be fetched at once: the newest ${kept} are here, older ones are left out.`
  return new TransportError('tooLarge', message).failure
}
