import { MAX_SECTIONS } from '../../contract/index'
import type { Json } from '../../core/ports'

/** The last that was stored of a room. */
export interface RoomPlace {
  /** ISO 8601, as the network writes it. */
  time: string
  id: string | null
}

/** Where reading goes on, for networks that keep what is said (IRCv3 chathistory). */
export interface Place {
  last(room: string): RoomPlace | null
  /** Notes what is about to be stored. Answers how the place stands once it is. */
  note(room: string, place: RoomPlace): () => Json
}

export function createPlace(cursor: Json | null): Place {
  // Never changed but replaced: what was noted later than a stored message is not stored yet.
  let current: ReadonlyMap<string, RoomPlace> = new Map(entriesOf(cursor))
  return {
    last: (room) => current.get(room) ?? null,
    note(room, place) {
      const noted = new Map(current).set(room, place)
      current = noted
      return () => ({ rooms: [...noted].slice(0, MAX_SECTIONS).map(([name, { time, id }]) => [name, time, id]) })
    },
  }
}

/** Whether a cursor tells of any room. */
export const hasPlace = (cursor: Json | null): boolean => entriesOf(cursor).length > 0

function entriesOf(cursor: Json | null): [string, RoomPlace][] {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor) || !Array.isArray(cursor.rooms)) return []
  return cursor.rooms.flatMap((entry): [string, RoomPlace][] => {
    const [room, time, id] = Array.isArray(entry) ? entry : []
    if (typeof room !== 'string' || typeof time !== 'string') return []
    return [[room, { time, id: typeof id === 'string' ? id : null }]]
  })
}
