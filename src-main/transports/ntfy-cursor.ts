import type { Json } from '../core/ports'

/**
 * A little before the last message is asked for again. A message may carry a time that has passed when it is sent out:
 * scheduled ones are sent up to ten seconds late, and clustered servers store some late. Seconds.
 */
const OVERLAP_SECONDS = 60
/** Ids remembered so that the overlap is not told twice; more of them the store recognises. */
const MAX_REMEMBERED = 64
/** `since=1` means "nothing" to the server. */
const LEAST_SINCE = 2

/**
 * Where an ntfy channel goes on: by time, not by `since=<id>`. By id the server sends what was *published* after that
 * message, so a scheduled message that became due meanwhile, but was handed in before, would never come.
 */
export interface NtfyCursor {
  /** Time of the last message, Unix seconds by the server's clock; null before the first. */
  time: number | null
  /** Ids of the last messages. */
  recent: readonly string[]
}

export const NO_NTFY_CURSOR: NtfyCursor = { time: null, recent: [] }

export function readNtfyCursor(stored: Json | null): NtfyCursor {
  if (stored === null || typeof stored !== 'object' || Array.isArray(stored)) return NO_NTFY_CURSOR
  const { time, recent } = stored
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0) return NO_NTFY_CURSOR
  const ids = Array.isArray(recent) ? recent.filter((id) => typeof id === 'string') : []
  return { time, recent: ids.slice(-MAX_REMEMBERED) }
}

export const writeNtfyCursor = ({ time, recent }: NtfyCursor): Json => ({ time, recent: [...recent] })

/** The cursor after one more message. */
export function afterMessage(cursor: NtfyCursor, message: { id: string; time: number }): NtfyCursor {
  return { time: message.time, recent: [...cursor.recent.slice(1 - MAX_REMEMBERED), message.id] }
}

/** The `since` to ask with; null: only what comes from now on. */
export function sinceOf(cursor: NtfyCursor, historyHours: number): string | null {
  if (cursor.time !== null) return String(Math.max(LEAST_SINCE, cursor.time - OVERLAP_SECONDS))
  // A duration in whole hours, as the server's parser reads it.
  return historyHours >= 1 ? `${Math.floor(historyHours)}h` : null
}
