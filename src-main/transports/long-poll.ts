import type { Clock, Transport } from '../core/ports'
import type { HttpClient } from './http'
import { follow } from './long-poll/follow'
import { hasPlace, readPlace, startingPlace } from './long-poll/place'
import { recipeOf } from './long-poll/presets'
import { createSession } from './long-poll/session'

export interface LongPollOptions {
  http: HttpClient
  clock: Clock
  /** How long an answer may take, in place of the wait and its reserve. Milliseconds; for tests. */
  stallMs?: number | undefined
  /** After how long an unanswered request counts as held. Milliseconds; for tests. */
  heldMs?: number | undefined
}

/**
 * Long polling (Comet): a request that the publisher holds until it has something to say, and the next one after it
 * (protocols 3.5 and 3.6). Runs for as long as all goes well.
 */
export function createLongPollTransport(options: LongPollOptions): Transport {
  return {
    kind: 'longpoll',
    how: 'held',
    style: 'stream',
    resumes: hasPlace,
    async run(channel, io) {
      io.signal.throwIfAborted()
      const recipe = recipeOf(channel)
      const place = readPlace(io.cursor, recipe.key) ?? startingPlace(recipe.initial)
      return follow(createSession({ ...options, channel, io, recipe }, place), recipe)
    },
  }
}
