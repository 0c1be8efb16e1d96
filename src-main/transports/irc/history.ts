import type { Json } from '../../core/ports'
import { folded, type IrcLine } from './line'
import type { Place, RoomPlace } from './place'

/** Asked for at once where the server names no limit (draft/chathistory, ISUPPORT CHATHISTORY). */
const PAGE = 100
/** Pages fetched of one room: whoever was away for a year gets the beginning of it, and the rest next time. */
const MOST_PAGES = 50

/** Open at once; a server that never closes them is not worth remembering. */
const MOST_BATCHES = 100

export interface HistoryWish {
  place: Place
  /** Messages of a room that is new to us. */
  first: number
  send(text: string): void
}

/** Fetches what was said while we were away, from networks that keep it (IRCv3 draft/chathistory). */
export interface History {
  offered(capabilities: ReadonlySet<string>): void
  supports(parameters: readonly string[]): void
  /** We are in a room: asks for what we have not heard. */
  ask(room: string): void
  batch(line: IrcLine): void
  /** Whether a message was not stored before. */
  isNew(line: IrcLine, room: string, id: string | null): boolean
  /** Notes a message. Answers the cursor to keep with it; null where it must not move past what is still missing. */
  noted(line: IrcLine, room: string, place: RoomPlace): (() => Json) | null
}

interface Fetching {
  name: string
  pages: number
  /** Messages of the page under way. */
  came: number
}

export function createHistory({ place, first, send }: HistoryWish): History {
  let isOffered = false
  let limit = PAGE
  /** By folded room. */
  const fetching = new Map<string, Fetching>()
  /** Batches under way, by their reference: the room they belong to. */
  const batches = new Map<string, string>()

  const roomOf = (line: IrcLine): string | null => batches.get(line.tags.get('batch') ?? '') ?? null

  function page(room: string, more: Fetching): void {
    const last = place.last(room)
    const from = last === null ? 'LATEST' : 'AFTER'
    const where = last === null ? '*' : last.id === null ? `timestamp=${last.time}` : `msgid=${last.id}`
    const count = last === null && more.pages === 0 ? Math.min(first, limit) : limit
    more.came = 0
    more.pages += 1
    if (count > 0) send(`CHATHISTORY ${from} ${more.name} ${where} ${count}`)
    else fetching.delete(room)
  }

  return {
    offered(capabilities) {
      isOffered =
        capabilities.has('batch') && (capabilities.has('draft/chathistory') || capabilities.has('chathistory'))
    },
    supports(parameters) {
      const token = parameters.map((one) => /^(?:draft\/)?CHATHISTORY=(\d+)$/i.exec(one)?.[1]).find(Boolean)
      const most = Number(token ?? 0)
      if (most > 0) limit = Math.min(PAGE, most)
    },
    ask(room) {
      if (!isOffered) return
      const more = { name: room, pages: 0, came: 0 }
      fetching.set(folded(room), more)
      page(folded(room), more)
    },
    batch({ parameters: [reference = '', type, target = ''] }) {
      const id = reference.slice(1)
      if (reference.startsWith('+')) {
        if (batches.size >= MOST_BATCHES) batches.clear()
        if (type === 'chathistory' || type === 'draft/chathistory') batches.set(id, folded(target))
        return
      }
      const room = batches.get(id)
      batches.delete(id)
      const more = room === undefined ? undefined : fetching.get(room)
      if (room === undefined || more === undefined) return
      // A full page has another after it, unless it was the latest that we asked for.
      const mayBeMore = more.came >= limit && more.pages < MOST_PAGES && more.pages > 0 && place.last(room) !== null
      if (mayBeMore) page(room, more)
      else fetching.delete(room)
    },
    isNew(line, room, id) {
      const more = fetching.get(room)
      const last = place.last(room)
      if (roomOf(line) === room && more !== undefined) more.came += 1
      return id === null || last?.id !== id
    },
    noted(line, room, at) {
      // What is live while older messages are still missing must not hide them from the next start.
      if (fetching.has(room) && roomOf(line) !== room) return null
      return place.note(room, at)
    },
  }
}
