import { createHash } from 'node:crypto'
import { BODY_TIMEOUT_MS, MAX_BODY_BYTES } from '../contract/index'
import { type Channel, type Clock, type RunEnd, type Transport, TransportError, type TransportIo } from '../core/ports'
import { abortable } from './abortable'
import { conditionsOf, type FeedCursor, readCursor, validatorsOf, withoutUser, writeCursor } from './feed-cursor'
import { refusal } from './feed-failures'
import { freshForMs } from './feed-waits'
import type { HttpAnswer, HttpClient } from './http'
import { retryAfterMs } from './http-statuses'

/** Feed types first, and anything rather than nothing: some servers choose by it. */
export const FEED_ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/x-cdf, application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5'
/** Servers that choke on headers they do not know answer with one of these. */
const REFUSES_HEADERS: ReadonlySet<number> = new Set([400, 405, 406, 415])
/** Polls in a row that must be sent to the same place before a move is believed. */
const MOVES_TO_BELIEVE = 2

/**
 * Polled documents: one conditional GET a run (RFC 9110 section 13). Validators go back byte for byte, only to the
 * origin that gave them, and are kept only with a document that could be read: they travel in its RawEvent.
 */
export function createFeedTransport(parts: {
  http: HttpClient
  clock: Pick<Clock, 'now'>
  /** What is asked for where it is no feed, and what it is called. */
  as?: { accept: string; noun: 'document' }
}): Transport {
  const { http, clock, as = { accept: FEED_ACCEPT, noun: 'feed' as const } } = parts

  return {
    kind: 'feed',
    how: 'poll',
    style: 'document',
    async run(channel, io) {
      const cursor = readCursor(io.cursor, channel.url)
      let bare = cursor?.bare ?? false
      let answer = await ask(channel, io, bare ? null : cursor, bare)
      if (REFUSES_HEADERS.has(answer.status) && !bare) {
        answer.discard()
        bare = true
        answer = await ask(channel, io, null, true)
      }
      const conditional = !bare && wasConditional(cursor, answer)
      const asked = { channel, cursor, bare, conditional }
      try {
        if (answer.status === 200) return await document(asked, answer, io)
        if (answer.status === 204) return unchanged(asked, answer, io)
        if (answer.status === 304 && asked.conditional) return unchanged(asked, answer, io)
        throw refusal(answer, clock.now(), as.noun)
      } finally {
        answer.discard()
      }
    },
  }

  async function ask(
    channel: Asked['channel'],
    io: TransportIo,
    cursor: FeedCursor | null,
    bare: boolean,
  ): Promise<HttpAnswer> {
    const conditions = conditionsOf(cursor)
    io.frame?.({
      at: clock.now(),
      direction: 'out',
      kind: 'request',
      data: ['GET', withoutUser(channel.url), ...Object.keys(conditions)].join(' '),
    })
    const answer = await http.get({
      url: channel.url,
      headers: bare ? {} : { Accept: as.accept },
      ...(cursor !== null && { originHeaders: { origin: new URL(cursor.answered).origin, headers: conditions } }),
      secretHeaders: channel.settings.headers,
      signal: io.signal,
      acceptSelfSigned: channel.settings.acceptSelfSigned,
      trust: 'typed',
      decodedLimitBytes: MAX_BODY_BYTES,
      bodyTimeoutMs: BODY_TIMEOUT_MS,
    })
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'response', data: `HTTP ${answer.status} ${answer.url}` })
    return answer
  }

  async function document(asked: Asked, answer: HttpAnswer, io: TransportIo): Promise<RunEnd> {
    if (/^\s*text\/event-stream\b/i.test(answer.header('content-type') ?? '')) {
      throw new TransportError(
        'wrongType',
        `This is a live event stream, not a ${as.noun}. Add it again as a live channel.`,
        { final: 'needsYou' },
      )
    }
    io.opened()
    const payload = await body(answer, io)
    const bodyHash = createHash('sha256').update(payload).digest('base64')
    const next: FeedCursor = {
      asked: asked.channel.url,
      answered: answer.url,
      ...validatorsOf(answer),
      bodyHash,
      moved: movedBy(asked.cursor, answer),
      bare: asked.bare,
    }
    const end = endOf(asked, next, answer)
    if (bodyHash === asked.cursor?.bodyHash) return { ...end, how: 'unchanged', cursor: writeCursor(next) }
    await abortable(
      io.received([
        {
          payload,
          contentType: answer.header('content-type') ?? 'application/octet-stream',
          topic: null,
          id: null,
          cursor: writeCursor(next),
          receivedAt: clock.now(),
          baseUrl: answer.url,
          links: answer.header('link'),
        },
      ]),
      io.signal,
    )
    return { ...end, how: 'document' }
  }

  /** 304: the freshest validators are kept (RFC 9111 section 4.3.4); 204 says nothing about them. */
  function unchanged(asked: Asked, answer: HttpAnswer, io: TransportIo): RunEnd {
    io.opened()
    if (asked.cursor === null) return { how: 'unchanged', waitAtLeastMs: waitOf(answer) }
    const fresh = answer.status === 304 ? validatorsOf(answer) : { etag: null, lastModified: null }
    const next: FeedCursor = {
      ...asked.cursor,
      etag: fresh.etag ?? asked.cursor.etag,
      lastModified: fresh.lastModified ?? asked.cursor.lastModified,
      asked: asked.channel.url,
      answered: answer.status === 304 ? answer.url : asked.cursor.answered,
      moved: movedBy(asked.cursor, answer),
      bare: asked.bare,
    }
    return { ...endOf(asked, next, answer), how: 'unchanged', cursor: writeCursor(next) }
  }

  function endOf(asked: Asked, next: FeedCursor, answer: HttpAnswer): Omit<RunEnd, 'how'> {
    const movedTo =
      next.moved !== null && next.moved.times >= MOVES_TO_BELIEVE ? destination(asked.channel, next.moved.to) : null
    return {
      waitAtLeastMs: waitOf(answer),
      conditional: !asked.bare && (next.etag !== null || next.lastModified !== null),
      ...(movedTo === null ? {} : { movedTo }),
    }
  }

  function waitOf(answer: HttpAnswer): number {
    return Math.max(freshForMs(answer, clock.now()), retryAfterMs(answer.header('retry-after'), clock.now()) ?? 0)
  }
}

interface Asked {
  channel: Pick<Channel, 'url' | 'settings'>
  cursor: FeedCursor | null
  bare: boolean
  /** The server that answered had our validators before it. */
  conditional: boolean
}

function wasConditional(cursor: FeedCursor | null, answer: HttpAnswer): boolean {
  if (cursor === null || Object.keys(conditionsOf(cursor)).length === 0) return false
  return new URL(answer.url).origin === new URL(cursor.answered).origin
}

async function body(answer: HttpAnswer, io: TransportIo): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.chunks) {
    io.heard(chunk.byteLength)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

function movedBy(cursor: FeedCursor | null, answer: HttpAnswer): FeedCursor['moved'] {
  if (answer.permanentUrl === null) return null
  const before = cursor?.moved?.to === answer.permanentUrl ? cursor.moved.times : 0
  return { to: answer.permanentUrl, times: before + 1 }
}

/** Where to subscribe from now on. Secrets stay with the origin they were given for, so such a channel does not move. */
function destination(channel: Asked['channel'], to: string): string | null {
  const from = new URL(channel.url)
  const target = new URL(to)
  const hasSecrets = from.username !== '' || from.password !== '' || Object.keys(channel.settings.headers).length > 0
  if (hasSecrets && target.origin !== from.origin) return null
  target.username = from.username
  target.password = from.password
  return target.href
}
