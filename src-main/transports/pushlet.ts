import { linesOf, PUSHLET, readOptions, type ArrivalHow } from '../contract/index'
import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { abortable } from './abortable'
import { farewell } from './farewell'
import type { HttpClient } from './http'
import { pause } from './pause'
import { isExpiry, kindOf, newsOf, notPushlet, refusalOf, scriptPage } from './pushlet-events'
import { pushletAddress, refreshAddress } from './pushlet-requests'
import type { PushletEvent } from './pushlet-scanner'
import { createPushletWire, type PushletWire } from './pushlet-wire'
import { STALL_FLOOR_MS, watchRhythm, type Rhythm } from './rhythm'

/** A session that hears nothing from us for five minutes is dropped by servers that do not count their own writing. */
const HEARTBEAT_EVERY_MS = 120_000
/** The pause before a refresh: the server's wish within these bounds. */
const MAX_REFRESH_WAIT_MS = 10 * 60_000
/** An answer that came sooner than this and held nothing is not asked for again at once. */
const QUICK_ANSWER_MS = 1_000
/** After a stream that ended without a word. */
const AFTER_END_MS = 3_000
const MAX_ID_CHARACTERS = 512

const HOW: Readonly<Record<string, ArrivalHow>> = { stream: 'push', pull: 'held', poll: 'poll' }

export interface PushletOptions {
  http: HttpClient
  clock: Clock
  /** Shortened in tests; milliseconds. */
  stallFloorMs?: number
  heartbeatEveryMs?: number
}

/** Pushlet (protocols 3.2): a session that is joined, listened to and left. Nothing is sent again after a gap. */
export function createPushletTransport(options: PushletOptions): Transport {
  return {
    kind: 'pushlet',
    how: 'push',
    style: 'stream',
    resumes: () => false,
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(
  options: PushletOptions,
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  const { clock, stallFloorMs = STALL_FLOOR_MS } = options
  io.signal.throwIfAborted()
  const stop = new AbortController()
  const onAbort = () => stop.abort(io.signal.reason)
  io.signal.addEventListener('abort', onAbort, { once: true })
  const { host } = new URL(channel.url)
  const stalled = (silenceMs: number) =>
    stop.abort(
      new TransportError('stalled', `${host} has sent nothing for ${Math.round(silenceMs / 1000)} s; joining anew.`),
    )
  let rhythm: Rhythm | null = null
  const wire = createPushletWire(options, channel, io, () => rhythm?.sign())
  const session = { id: null as string | null }
  try {
    const { mode, format, subjects } = readOptions(PUSHLET, channel.settings.options)
    const wishedFormat = format !== 'automatic' ? format : mode === 'stream' ? 'xml' : 'xml-strict'
    session.id = await join(wire, channel.url, wishedFormat, stop.signal)
    rhythm = watchRhythm(clock, stalled, stallFloorMs)
    await listen({
      options,
      channel,
      io,
      stop,
      wire,
      rhythm,
      id: session.id,
      mode,
      subjects: linesOf(subjects).join(','),
    })
    return { how: 'closed', waitAtLeastMs: AFTER_END_MS }
  } catch (error) {
    const { id } = session
    if (io.signal.aborted && id !== null) {
      await farewell(clock, (signal) => wire.ask(pushletAddress(channel.url, { event: 'leave', id }), signal))
    }
    if (stop.signal.aborted) throw stop.signal.reason
    throw error
  } finally {
    rhythm?.stop()
    io.signal.removeEventListener('abort', onAbort)
    // Whatever way we leave, the connection must not stay.
    stop.abort()
  }
}

/** Answers the id of the session. */
async function join(wire: PushletWire, url: string, format: string, signal: AbortSignal): Promise<string> {
  const { host } = new URL(url)
  const events = await wire.ask(pushletAddress(url, { event: 'join', format }), signal)
  const refusal = events.find((event) => kindOf(event) === 'nack' || kindOf(event) === 'abort')
  if (refusal !== undefined) throw refusalOf(refusal, host)
  const ack = events.find((event) => kindOf(event) === 'join-ack')
  const id = ack?.get('p_id') ?? ''
  if (ack === undefined || id === '' || id.length > MAX_ID_CHARACTERS) throw notPushlet(host)
  // The last one is Java's own serialisation, which is not to be read from strangers.
  if (/^(?:js|ser)$/.test(ack.get('p_format') ?? '')) throw scriptPage(host)
  return id
}

interface Listening {
  options: PushletOptions
  channel: Pick<Channel, 'url' | 'settings'>
  io: TransportIo
  stop: AbortController
  wire: PushletWire
  rhythm: Rhythm
  id: string
  mode: string
  subjects: string
}

/** Listens, and refreshes as often and wherever the server says, until an answer ends without saying so. */
async function listen(listening: Listening): Promise<void> {
  const { options, channel, io, stop, wire, rhythm, id, subjects } = listening
  const { clock, heartbeatEveryMs = HEARTBEAT_EVERY_MS } = options
  const { host } = new URL(channel.url)
  let { mode } = listening
  let opened = false
  let next = pushletAddress(channel.url, { event: 'listen', id, mode, subjects })

  const subscribe = async (): Promise<void> => {
    const events = await wire.ask(pushletAddress(channel.url, { event: 'subscribe', id, subjects }), stop.signal)
    const refusal = events.find((event) => kindOf(event) === 'nack' || kindOf(event) === 'abort')
    if (refusal !== undefined) throw refusalOf(refusal, host)
  }

  for (;;) {
    let refresh: { url: string; waitMs: number } | null = null
    let news = 0
    const began = clock.now()
    const stopHeartbeat = beat(listening, heartbeatEveryMs)
    const take = async (events: PushletEvent[], answered: string): Promise<void> => {
      const batch = []
      let refusal: PushletEvent | null = null
      let mustSubscribe = false
      for (const event of events) {
        const kind = kindOf(event)
        if (kind === 'listen-ack' || kind === 'join-listen-ack') {
          // The server may force another mode than was asked for.
          mode = event.get('p_mode') ?? mode
          mustSubscribe = !event.has('p_sid')
        } else if (kind === 'data') {
          batch.push(newsOf(event, { how: HOW[mode] ?? 'push', baseUrl: answered, receivedAt: clock.now() }))
        } else if (kind === 'refresh') {
          const url = refreshAddress(event.get('p_url') ?? '', answered, channel.url)
          if (url !== null) refresh = { url, waitMs: waitOf(event) }
        } else if (kind === 'nack' || kind === 'abort') {
          refusal = event
          break
        }
      }
      if (refusal === null && mustSubscribe) await subscribe()
      if (!opened && refusal === null) {
        opened = true
        io.opened()
      }
      if (batch.length > 0) {
        news += batch.length
        rhythm.busy(true)
        await abortable(io.received(batch), stop.signal)
        rhythm.busy(false)
      }
      if (refusal !== null) throw refusalOf(refusal, host)
    }
    try {
      await wire.read(next, stop.signal, take)
    } finally {
      stopHeartbeat()
    }
    if (!opened) throw notPushlet(host)
    const wish = refresh as { url: string; waitMs: number } | null
    if (wish === null) return
    next = wish.url
    const isQuick = news === 0 && clock.now() - began < QUICK_ANSWER_MS
    rhythm.busy(true)
    await pause(clock, isQuick ? Math.max(wish.waitMs, QUICK_ANSWER_MS) : wish.waitMs, stop.signal)
    rhythm.busy(false)
  }
}

function waitOf(event: PushletEvent): number {
  const text = event.get('p_wait') ?? ''
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), MAX_REFRESH_WAIT_MS) : QUICK_ANSWER_MS
}

/** Says now and then that we still listen. Returns its stop. A session that is no longer known ends the listening. */
function beat({ options: { clock }, channel, wire, stop, id }: Listening, everyMs: number): () => void {
  let stopTimer = clock.after(everyMs, say)
  function say(): void {
    stopTimer = clock.after(everyMs, say)
    wire.ask(pushletAddress(channel.url, { event: 'hb', id }), stop.signal).catch((error: unknown) => {
      // A heartbeat that was not heard for another reason proves nothing: the stream itself is what counts.
      if (error instanceof TransportError && !isExpiry(error)) return
      stop.abort(error)
    })
  }
  return () => stopTimer()
}
