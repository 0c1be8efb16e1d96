import { createHash } from 'node:crypto'
import { POLL, readOptions, type OptionsOf } from '../contract/index'
import { TransportError, type Clock, type Json, type RawEvent, type Transport, type TransportIo } from '../core/ports'
import { createFeedTransport } from './feed'
import type { HttpClient } from './http'
import { at, isObject, readAnswer, written } from './long-poll/json'
import { difference, firstSight } from './poll/difference'
import { watchedPart } from './poll/watched'

export interface PollOptions {
  http: HttpClient
  clock: Clock
}

const ACCEPT = 'application/json, text/plain;q=0.9, */*;q=0.5'
/** A longer value is remembered only by its hash. Characters of JSON. */
const MAX_REMEMBERED_CHARACTERS = 64 * 1024

/** What one poll remembers for the next. */
interface Memory {
  /** The options it was made with: other ones ask for everything again. */
  of: string
  /** Validators and hash of the document, as the feed transport keeps them. */
  document: Json
  /** The value that was watched last; null: none yet, or too long to be kept. */
  value: Json
  hash: string | null
  /** Changes told so far. Part of an item's identity: a value that comes back is news again. */
  changes: number
}

/**
 * Ajax polling: one conditional question a run, asked and answered exactly as for a feed (protocols section 9), of any
 * document. Its entries are handed on whole; in the other mode each change of the watched part is one item.
 */
export function createPollTransport({ http, clock }: PollOptions): Transport {
  const feed = createFeedTransport({ http, clock, as: { accept: ACCEPT, noun: 'document' } })
  return {
    kind: 'poll',
    how: 'poll',
    style: 'document',
    async run(channel, io) {
      const options = readOptions(POLL, channel.settings.options)
      const memory = readMemory(io.cursor, keyOf(options))
      const remember = (document: Json, more: Partial<Memory> = {}): Json => ({ ...memory, ...more, document })
      const documents: TransportIo = {
        ...io,
        cursor: memory.document,
        opened: () => io.opened(),
        received: (events) => io.received(events.flatMap((event) => told(event, options, memory))),
        dropped: (count, why) => io.dropped(count, why),
        heard: (bytes) => io.heard(bytes),
      }
      const end = await feed.run(channel, documents)
      // Whoever chose an interval for this very document wants it asked then, validators or not.
      const { conditional, ...rest } = end
      const isChosen = channel.settings.pollMinutes !== null
      return {
        ...rest,
        ...(conditional !== undefined && !(isChosen && !conditional) && { conditional }),
        ...(end.cursor !== undefined && { cursor: end.cursor === null ? null : remember(end.cursor) }),
      }
    },
  }
}

function told(event: RawEvent, options: OptionsOf<typeof POLL>, memory: Memory): RawEvent[] {
  const document = event.cursor ?? null
  if (options.each === 'entry' && !isPage(event)) {
    const cursor: Json = { ...memory, document }
    if (options.itemsPath === '') return [{ ...event, format: 'document', cursor }]
    return [{ ...event, payload: entriesAt(event.payload, options.itemsPath), format: 'document', cursor }]
  }
  const body = typeof event.payload === 'string' ? Buffer.from(event.payload) : event.payload
  const value = watchedPart(body, event.contentType, options)
  const text = written(value)
  if (text === null) throw new TransportError('malformed', 'The document is nested too deeply to be told.')
  const hash = createHash('sha256').update(text).digest('base64').slice(0, 22)
  const isSame = memory.hash === hash
  const changes = memory.changes + (isSame ? 0 : 1)
  const kept = text.length <= MAX_REMEMBERED_CHARACTERS ? value : null
  const cursor: Json = { ...memory, document, value: kept, hash, changes }
  const message = { contentType: null, topic: null, cursor, receivedAt: event.receivedAt, baseUrl: event.baseUrl }
  // Something else in the document has changed; the place in it is kept all the same. An empty text is no item.
  if (isSame) return [{ ...message, payload: '', id: null }]
  const isFirst = memory.hash === null
  const words = isFirst ? firstSight(value, options.label) : difference(memory.value, value, options.label)
  const guid = `change ${String(changes)} ${hash}`
  const title = words.title === '' ? new URL(event.baseUrl).host : words.title
  return [
    {
      ...message,
      payload: JSON.stringify({ guid, title, ...(words.text !== null && { text: words.text }) }),
      id: null,
    },
  ]
}

/** A page of HTML has no entries that could be told apart, but its words may change. */
function isPage({ payload, contentType }: RawEvent): boolean {
  const start = typeof payload === 'string' ? payload : new TextDecoder().decode(payload.subarray(0, 1_000))
  return /\bhtml\b/i.test(contentType ?? '') || /^\s*<(?:!doctype\s+html|html)\b/i.test(start.slice(0, 1_000))
}

function entriesAt(payload: RawEvent['payload'], path: string): Uint8Array {
  const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload)
  const entries = at(readAnswer(text), path)
  const spelled = entries === undefined ? null : written(entries)
  if (spelled !== null) return Buffer.from(spelled)
  throw new TransportError('malformed', `The document has no entries at “${path}”. Correct where they are.`)
}

const keyOf = (options: OptionsOf<typeof POLL>): string => JSON.stringify(options)

function readMemory(stored: Json | null, key: string): Memory {
  const fresh: Memory = { of: key, document: null, value: null, hash: null, changes: 0 }
  if (stored === null || !isObject(stored)) return fresh
  const { of, document = null, value = null, hash, changes } = stored
  const count = typeof changes === 'number' ? changes : 0
  if (of !== key) return { ...fresh, changes: count }
  return { of: key, document, value, hash: typeof hash === 'string' ? hash : null, changes: count }
}
