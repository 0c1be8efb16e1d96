import type { Json } from '../../core/ports'
import { folded, type IrcLine } from './line'
import type { Place, RoomPlace } from './place'

/** Asked for at once (IRCv3 draft/chathistory). The server's own limit may be lower. */
const PAGE = 100
/** Open at once; a server that never closes them is not worth remembering. */
const MOST_BATCHES = 100

export interface HistoryWish {
  place: Place
  /** Messages of a room that is new to us. */
  first: number
  send(text: string): void
  /** What was said in this room since we left cannot be had. */
  lost(room: string, why: string): void
}

/**
 * Fetches what was said while we were away, from networks that keep it (IRCv3 draft/chathistory): one room after the
 * other and one page after the other, since servers take whoever asks for much at once for a flood.
 */
export interface History {
  /** The network keeps what is said. Known once we are let in. */
  readonly isOffered: boolean
  offered(capabilities: ReadonlySet<string>): void
  /** ISUPPORT: how much may be asked for at once, and by what. */
  supports(parameters: readonly string[]): void
  /** We are in a room: asks for what we have not heard. */
  ask(room: string): void
  batch(line: IrcLine): void
  /** The server does not give what was asked for last. */
  refused(why: string): void
  /** Whether a message was not stored before. */
  isNew(room: string, id: string | null): boolean
  /**
   * Notes a message, wanted or not. Answers the cursor to keep with it; null where there is nothing to go on by, or where it
   * must not move past what is still missing.
   */
  noted(line: IrcLine, room: string, at: RoomPlace): (() => Json) | null
}

interface Fetching {
  room: string
  /** As the server writes it. */
  name: string
  /** What the page under way begins after; null: the latest messages were asked for. */
  after: RoomPlace | null
  by: 'msgid' | 'timestamp'
  /** The last message of the page under way. */
  last: RoomPlace | null
}

export function createHistory({ place, first, send, lost }: HistoryWish): History {
  let isOffered = false
  /** 0: the server names none. */
  let mostAtOnce = 0
  let knowsIds = true
  let current: Fetching | null = null
  /** Rooms whose turn is still to come: their names by the folded ones. */
  const waiting = new Map<string, string>()
  /** Batches under way, by their reference: the room they belong to. */
  const batches = new Map<string, string>()

  const bounded = (count: number): number => (mostAtOnce > 0 ? Math.min(count, mostAtOnce) : count)

  function request(more: Fetching): void {
    const { after, name } = more
    more.last = null
    if (after === null) return send(`CHATHISTORY LATEST ${name} * ${bounded(first)}`)
    const where = more.by === 'msgid' && isWord(after.id) ? `msgid=${after.id}` : `timestamp=${justBefore(after.time)}`
    send(`CHATHISTORY AFTER ${name} ${where} ${bounded(PAGE)}`)
  }

  function next(): void {
    current = null
    for (const [room, name] of waiting) {
      waiting.delete(room)
      const after = place.last(room)
      if (after === null && first === 0) continue
      current = { room, name, after, by: knowsIds && isWord(after?.id) ? 'msgid' : 'timestamp', last: null }
      return request(current)
    }
  }

  return {
    get isOffered() {
      return isOffered
    },
    offered(capabilities) {
      isOffered =
        capabilities.has('batch') && (capabilities.has('draft/chathistory') || capabilities.has('chathistory'))
    },
    supports(parameters) {
      for (const token of parameters) {
        const most = /^(?:draft\/)?CHATHISTORY=(\d{1,9})$/i.exec(token)?.[1]
        if (most !== undefined) mostAtOnce = Number(most)
        const types = /^MSGREFTYPES=(.*)$/i.exec(token)?.[1]
        if (types !== undefined) knowsIds = types.toLowerCase().split(',').includes('msgid')
      }
    },
    ask(name) {
      if (!isOffered || current?.room === folded(name)) return
      waiting.set(folded(name), name)
      if (current === null) next()
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
      if (current === null || room !== current.room) return
      // A page may be short because what we cannot see was counted, too: only an empty one is the end.
      const { after, last } = current
      if (after === null || last === null || isSame(after, last)) return next()
      current.after = last
      request(current)
    },
    refused(why) {
      if (current === null) return
      const { after, by, name } = current
      if (after === null) return next()
      // The message we know last may be gone while what came after it is still there.
      if (by === 'msgid') current.by = 'timestamp'
      else {
        lost(name, why)
        if (first === 0) return next()
        current.after = null
      }
      request(current)
    },
    isNew: (room, id) => id === null || place.last(room)?.id !== id,
    noted(line, room, at) {
      if (!isOffered) return null
      const isPast = batches.get(line.tags.get('batch') ?? '') === room
      const isAsked = isPast && current?.room === room
      if (isAsked && current !== null) current.last = at
      // What is live while older messages are missing must not hide them from the next start; nor must what some
      // networks repeat unasked lead back.
      const isMissing = current?.room === room || waiting.has(room)
      if (isAsked || (!isPast && !isMissing)) return place.note(room, at)
      return null
    },
  }
}

/** A parameter in the middle of a message holds no space (RFC 2812 section 2.3.1). */
const isWord = (id: string | null | undefined): boolean => typeof id === 'string' && /^[^\s:]\S*$/.test(id)

const isSame = (one: RoomPlace, other: RoomPlace): boolean => one.time === other.time && one.id === other.id

/** AFTER leaves out the time itself, and two messages may have the same: the one we know is recognised. */
function justBefore(time: string): string {
  const at = Date.parse(time)
  return Number.isNaN(at) || at < 1 ? time : new Date(at - 1).toISOString()
}
