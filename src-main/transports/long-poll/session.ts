import { MAX_BODY_BYTES, MAX_EVENT_BYTES, type Failure } from '../../contract/index'
import { TransportError, type Channel, type Clock, type Json, type RawEvent, type TransportIo } from '../../core/ports'
import { abortable } from '../abortable'
import type { HttpAnswer, HttpClient } from '../http'
import { readAnswer, written } from './json'
import { writePlace, type Place } from './place'
import type { Answer, Recipe } from './recipe'
import type { Wanted } from './request'

/** Items of one answer that are handed over together. */
const ITEMS_AT_ONCE = 1_000
/** A request that was taken and is kept for this long is being held, so the channel is live. Milliseconds. */
const HELD_MEANS_LIVE_MS = 1_000
/** What a server has beyond the time it was asked to hold: a tenth, and this. Milliseconds. */
const READ_RESERVE_MS = 30_000
/** Where only the place moves, it is stored this often. Milliseconds. */
const MARK_EVERY_MS = 60_000
/** The client's own timer must never be the one that rings. */
const NEVER_FIRST = 4

export interface SessionParts {
  http: HttpClient
  clock: Clock
  channel: Pick<Channel, 'url' | 'settings'>
  io: TransportIo
  recipe: Recipe
  /** Shortened in tests, milliseconds. */
  stallMs?: number | undefined
  heldMs?: number | undefined
}

/** One run of a channel: its requests, what it hands over, and where it stands. */
export interface Session {
  place(): Place
  opened(): void
  /** Null: a server that was not told how long to hold has held for all our patience; ask again. */
  ask(wanted: Wanted, holdMs: number | null): Promise<Answer | null>
  deliver(items: readonly Json[], next: Place, url: string): Promise<void>
  /** The same for an answer that is no JSON. */
  deliverText(text: string, next: Place, url: string): Promise<void>
  leftOut(count: number, why: Failure): void
  pause(milliseconds: number): Promise<void>
}

export function createSession(parts: SessionParts, start: Place): Session {
  const { http, clock, channel, io, recipe, stallMs, heldMs = HELD_MEANS_LIVE_MS } = parts
  const typedOrigin = new URL(channel.url).origin
  let place = start
  let isOpen = false
  let storedAt = clock.now()

  function opened(): void {
    if (isOpen || io.signal.aborted) return
    isOpen = true
    io.opened()
  }

  async function ask(wanted: Wanted, holdMs: number | null): Promise<Answer | null> {
    io.signal.throwIfAborted()
    const isOwn = new URL(wanted.url).origin === typedOrigin
    const { host } = new URL(wanted.url)
    const allowedMs = stallMs ?? (holdMs ?? recipe.waitMs) * 1.1 + READ_RESERVE_MS
    const stop = new AbortController()
    const onAbort = () => stop.abort(io.signal.reason)
    io.signal.addEventListener('abort', onAbort, { once: true })
    let connected = false
    let stopHeldTimer = (): void => undefined
    const ringAfter = () => clock.after(allowedMs, () => stop.abort(silence(host, allowedMs)))
    let stopSilence = ringAfter()
    const askedAt = clock.now()
    frame('out', 'request', `${wanted.method} ${wanted.shown}`)
    try {
      const answer = await http.request({
        method: wanted.method,
        url: wanted.url,
        headers: wanted.headers,
        ...(wanted.body !== null && { body: wanted.body }),
        ...(Object.keys(wanted.conditions).length > 0 && {
          originHeaders: { origin: new URL(wanted.url).origin, headers: wanted.conditions },
        }),
        secretHeaders: isOwn && !wanted.open ? { ...recipe.secrets, ...channel.settings.headers } : {},
        signal: stop.signal,
        acceptSelfSigned: channel.settings.acceptSelfSigned,
        // The user typed the address, and that of the second step; any other comes from the publisher.
        trust: isOwn || wanted.url.split('?', 1)[0] === recipe.hold?.url.split('?', 1)[0] ? 'typed' : 'publisher',
        decodedLimitBytes: MAX_BODY_BYTES,
        headersTimeoutMs: allowedMs * NEVER_FIRST + READ_RESERVE_MS,
        connected() {
          connected = true
          stopHeldTimer()
          stopHeldTimer = clock.after(heldMs, opened)
        },
      })
      const chunks: Uint8Array[] = []
      for await (const chunk of answer.chunks) {
        io.heard(chunk.byteLength)
        chunks.push(chunk)
        stopSilence()
        stopSilence = ringAfter()
      }
      return answered(answer, chunks, wanted, askedAt)
    } catch (error) {
      io.signal.throwIfAborted()
      if (connected && holdMs === null && stop.signal.aborted && error === stop.signal.reason) return null
      if (stop.signal.aborted) throw stop.signal.reason
      throw error
    } finally {
      stopSilence()
      stopHeldTimer()
      io.signal.removeEventListener('abort', onAbort)
      stop.abort()
    }
  }

  function answered(answer: HttpAnswer, chunks: readonly Uint8Array[], wanted: Wanted, askedAt: number): Answer {
    const text = new TextDecoder().decode(Buffer.concat(chunks))
    const type = answer.header('content-type')
    frame('in', 'response', `${String(answer.status)} ${type ?? ''}`.trim())
    return {
      status: answer.status,
      header: answer.header,
      text,
      json: readAnswer(text),
      url: shownAnswer(answer.url, wanted),
      askedAt,
      answeredAt: clock.now(),
    }
  }

  /**
   * All of an answer, in handfuls: the place it leads to is behind its last item, so what was left out of it would be
   * lost for good. How much there can be is bounded by the size of an answer.
   */
  async function deliver(items: readonly Json[], next: Place, url: string): Promise<void> {
    for (let from = 0; from === 0 || from < items.length; from += ITEMS_AT_ONCE) {
      const events = eventsOf(items.slice(from, from + ITEMS_AT_ONCE), url)
      if (from + ITEMS_AT_ONCE >= items.length) await store(events, next, url)
      else if (events.length > 0) await abortable(io.received(events), io.signal)
    }
  }

  function eventsOf(items: readonly Json[], url: string): RawEvent[] {
    const raw = Object.keys(channel.settings.mapping).length > 0
    return items.flatMap((item): RawEvent[] => {
      const news = raw ? null : (recipe.read?.(item) ?? null)
      if (!raw && recipe.read !== undefined && news === null) return []
      const json = news?.json ?? item
      return eventOf(typeof json === 'string' ? json : written(json), news?.id ?? null, news?.topic ?? null, url)
    })
  }

  function eventOf(payload: string | null, id: string | null, topic: string | null, url: string): RawEvent[] {
    if (payload === null || Buffer.byteLength(payload) > MAX_EVENT_BYTES) {
      io.dropped(1, tooLarge(url).failure)
      return []
    }
    frame('in', 'text', payload)
    return [{ payload, contentType: null, topic, id, receivedAt: clock.now(), baseUrl: url }]
  }

  /** The place goes with the last event. Without one it is stored now and then: an old place only repeats. */
  async function store(events: readonly RawEvent[], next: Place, url: string): Promise<void> {
    const moved = next !== place && JSON.stringify(writePlace(next, '')) !== JSON.stringify(writePlace(place, ''))
    place = next
    const cursor = writePlace(next, recipe.key)
    const last = events.at(-1)
    const now = clock.now()
    if (last !== undefined) {
      await abortable(io.received([...events.slice(0, -1), { ...last, cursor }]), io.signal)
    } else if (moved && Math.abs(now - storedAt) >= MARK_EVERY_MS) {
      // An empty text is no item.
      const mark = { payload: '', contentType: null, topic: null, id: null, cursor, receivedAt: now, baseUrl: url }
      await abortable(io.received([mark]), io.signal)
    } else return
    storedAt = clock.now()
  }

  function frame(direction: 'in' | 'out', kind: 'request' | 'response' | 'text', data: string): void {
    io.frame?.({ at: clock.now(), direction, kind, data })
  }

  return {
    place: () => place,
    opened,
    ask,
    deliver,
    deliverText: (text, next, url) => store(eventOf(text, null, null, url), next, url),
    leftOut: (count, why) => io.dropped(count, why),
    pause: (milliseconds) => pause(clock, io.signal, milliseconds),
  }
}

async function pause(clock: Clock, signal: AbortSignal, milliseconds: number): Promise<void> {
  signal.throwIfAborted()
  if (milliseconds <= 0) return
  let stop = (): void => undefined
  try {
    await abortable(new Promise<void>((resolve) => (stop = clock.after(milliseconds, resolve))), signal)
  } finally {
    stop()
  }
}

const limitOf = (bytes: number): string => `${String(bytes / 1024 / 1024)} MiB`
const silence = (host: string, ms: number): TransportError =>
  new TransportError('stalled', `${host} has not answered for ${String(Math.round(ms / 1000))} s; asking anew.`)
const tooLarge = (url: string): TransportError =>
  new TransportError(
    'tooLarge',
    `${new URL(url).host} sent an item over the limit of ${limitOf(MAX_EVENT_BYTES)}; it was left out.`,
  )

/** Where it came from. An address that hides a secret is shown as the question was, also after a redirect. */
function shownAnswer(address: string, { url, shown }: Wanted): string {
  const [answered, asked, safe] = [new URL(address), new URL(url), new URL(shown)]
  if (asked.pathname === safe.pathname) return answered.href
  const isSame = answered.pathname === asked.pathname
  return new URL(isSame ? safe.pathname + answered.search : '/', answered.origin).href
}
