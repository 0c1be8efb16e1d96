import { createHash } from 'node:crypto'
import type { Json } from '../../core/ports'
import type { Publish } from './packets'

/** How many messages may be under way to us unacknowledged (Receive Maximum), and so how many may come again. */
export const RECEIVE_MAXIMUM = 1_000
/** Topics whose last value is known again when a broker tells it anew. */
const MAX_LATEST = 500

/**
 * What was stored of a session and may yet come again.
 *
 * A message of QoS 1 or 2 is stored first and acknowledged then. Whoever is killed in between gets it again under its
 * old packet identifier (MQTT 5 section 4.4), so the identifiers of what was stored last are kept with it, in the same
 * transaction, and such a message is acknowledged once more and not stored. An identifier alone is no proof, since brokers
 * use them over and over: a digest of the message goes with it.
 */
export interface Place {
  /** Whether this message was stored in the life before. */
  has(message: Publish): boolean
  /** Whether this is a retained value, and the last we heard on its topic already. */
  isToldAnew(message: Publish): boolean
  /** How the place stands before anything came. */
  start(): Json
  /**
   * Notes a message that is about to be stored. Answers how the place stands once it is, and whether the last of its topic
   * is remembered.
   */
  note(message: Publish): { cursor(): Json; isRemembered: boolean }
  /** The broker has our last word on it, so its identifier is free. */
  release(packetId: number): void
}

export interface Kept {
  /** What was subscribed to, as a digest. */
  subscribed: string
  /** Identifier and digest of what was stored last, oldest first. */
  stored: [packetId: number, digest: string][]
  /** The last of each topic: digests of topic and message. */
  latest: [topic: string, digest: string][]
}

export function readPlace(cursor: Json | null): Kept | null {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) return null
  if (typeof cursor.subscribed !== 'string') return null
  return {
    subscribed: cursor.subscribed,
    stored: pairsOf(cursor.stored, (id) => typeof id === 'number'),
    latest: pairsOf(cursor.latest, (topic) => typeof topic === 'string'),
  }
}

function pairsOf<Name>(list: Json | undefined, isName: (name: Json | undefined) => boolean): [Name, string][] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one): [Name, string][] => {
    const [name, digest] = Array.isArray(one) ? one : []
    // Checked by isName, which knows what the type cannot say here.
    return isName(name) && typeof digest === 'string' ? [[name as Name, digest]] : []
  })
}

/** An entry, and when it was noted: what was noted later than a stored message is not stored yet. */
interface Entry {
  digest: string
  order: number
}

/** @param sessionPresent the broker kept our session, so that what was stored of it may come again */
export function createPlace(kept: Kept | null, sessionPresent: boolean, subscribed: string): Place {
  const stored = new Map<number, Entry>()
  const latest = new Map<string, Entry>()
  for (const [id, digest] of sessionPresent ? (kept?.stored ?? []) : []) stored.set(id, { digest, order: 0 })
  for (const [topic, digest] of kept?.latest ?? []) latest.set(topic, { digest, order: 0 })
  let order = 0

  return {
    start: () => ({ subscribed, stored: upTo(stored, 0), latest: upTo(latest, 0) }),
    has({ packetId, again, ...message }) {
      if (packetId === null || !again) return false
      return stored.get(packetId)?.digest === digestOf(message.topic, message.payload)
    },
    isToldAnew: ({ retained, topic, payload }) =>
      retained && latest.get(nameOf(topic))?.digest === digestOf(topic, payload),
    note({ packetId, topic, payload }) {
      order += 1
      const noted = order
      const entry = { digest: digestOf(topic, payload), order }
      if (packetId !== null) putLast(stored, packetId, entry, RECEIVE_MAXIMUM)
      // Brokers tell topics in one order: making room for a new one would forget the very next.
      const name = nameOf(topic)
      const isRemembered = latest.has(name) || latest.size < MAX_LATEST
      if (isRemembered) latest.set(name, entry)
      return {
        isRemembered,
        cursor: () => ({ subscribed, stored: upTo(stored, noted), latest: upTo(latest, noted) }),
      }
    },
    release: (packetId) => void stored.delete(packetId),
  }
}

/** The latest stand last, and the oldest make room. */
function putLast<Name>(entries: Map<Name, Entry>, name: Name, entry: Entry, most: number): void {
  entries.delete(name)
  entries.set(name, entry)
  if (entries.size <= most) return
  const oldest = entries.keys().next()
  if (oldest.done !== true) entries.delete(oldest.value)
}

function upTo<Name extends string | number>(entries: Map<Name, Entry>, order: number): Json[] {
  const pairs: Json[] = []
  for (const [name, entry] of entries) if (entry.order <= order) pairs.push([name, entry.digest])
  return pairs
}

const nameOf = (topic: string): string => createHash('sha1').update(topic).digest('base64').slice(0, 12)

function digestOf(topic: string, payload: Uint8Array): string {
  return createHash('sha1').update(topic).update('\0').update(payload).digest('base64').slice(0, 12)
}

/** What is asked of a broker, so that a session that was made for something else is begun anew. */
export function subscriptionDigest(filters: readonly string[], qos: number): string {
  return createHash('sha1')
    .update(JSON.stringify([qos, ...filters]))
    .digest('base64')
    .slice(0, 12)
}
