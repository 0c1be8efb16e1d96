import type { Json } from '../core/ports'

/** Ids remembered: messages sent at the same moment may come in another order than their numbers. */
export const MAX_REMEMBERED_IDS = 64

/** Ids of the last messages that were handed over, in the order they came; empty before the first. */
export type GotifyCursor = readonly number[]

export function readGotifyCursor(stored: Json | null): GotifyCursor {
  if (stored === null || typeof stored !== 'object' || Array.isArray(stored) || !Array.isArray(stored.recent)) return []
  return stored.recent.filter((id) => isMessageId(id)).slice(-MAX_REMEMBERED_IDS)
}

export const writeGotifyCursor = (cursor: GotifyCursor): Json => ({ recent: [...cursor] })

/**
 * The cursor after one more message. A number far below all that are remembered is that of a server that was set up
 * anew: what was remembered means nothing there.
 */
export function afterGotifyMessage(cursor: GotifyCursor, id: number): GotifyCursor {
  return id < floorOf(cursor) ? [id] : [...cursor.slice(1 - MAX_REMEMBERED_IDS), id]
}

/** Everything up to here was handed over; 0 before the first. */
export const floorOf = (cursor: GotifyCursor): number => (cursor.length === 0 ? 0 : Math.min(...cursor))

export const isMessageId = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
