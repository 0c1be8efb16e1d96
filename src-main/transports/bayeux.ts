import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { createHttpLine, type LineParts } from './bayeux-http-line'
import type { BayeuxLine } from './bayeux-line'
import { noSession } from './bayeux-failures'
import { createSuspendedSessions, newSession, type SuspendedSessions } from './bayeux-sessions'
import { openSocketLine } from './bayeux-socket-line'
import { createTalk, OrderlyEnd, type Talk } from './bayeux-talk'
import { readWishes } from './bayeux-wishes'
import { farewell } from './farewell'
import type { HttpClient } from './http'
import { pause } from './pause'

/** A socket that opens and then carries nothing (a proxy) is given up for long polling after this. */
const TRIAL_MS = 10_000
/** After an orderly end, where the server named no pause. */
const AFTER_END_MS = 3_000
/** Connects that may fail in a row before the session is given up. */
const MAX_FAILED_CONNECTS = 3
/** A server that forgets us again so soon is not asked for another session at once. */
const LEAST_SESSION_MS = 10_000
/** Answers that were held no longer than this and brought nothing, and how the pauses after them grow. */
const QUICK_ANSWER_MS = 500
const PAUSE_STEP_MS = 1_000
const MAX_PAUSE_MS = 10_000

export interface BayeuxOptions {
  http: HttpClient
  clock: Clock
  /** Shortened in tests; milliseconds. */
  stallMs?: number | undefined
  trialMs?: number
}

/**
 * Bayeux 1.0 (protocols 3.3): a session that is kept alive by one connect after another, over a WebSocket or by long
 * polling. With the acknowledge extension a connect says what is stored, so that the rest is sent again.
 */
export function createBayeuxTransport(options: BayeuxOptions): Transport {
  const suspended = createSuspendedSessions()
  return {
    kind: 'bayeux',
    how: 'push',
    style: 'stream',
    // A session outlives a broken line by some seconds at most: nobody can promise that it is still there.
    resumes: () => false,
    run: (channel, io) => run(options, suspended, channel, io),
  }
}

async function run(
  options: BayeuxOptions,
  suspended: SuspendedSessions,
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  const { clock } = options
  io.signal.throwIfAborted()
  const wishes = readWishes(channel.settings, channel.url)
  const { host } = new URL(channel.url)
  const stop = new AbortController()
  const onAbort = () => stop.abort(io.signal.reason)
  io.signal.addEventListener('abort', onAbort, { once: true })
  const session = suspended.take(io.cursor, channel, wishes) ?? newSession()
  const secret = Object.keys(wishes.ext).length > 0
  const parts: LineParts = { ...options, channel, io, jar: session.jar, secret, signal: stop.signal }
  let talk: Talk | null = null
  try {
    const line = wishes.connection === 'websocket' ? await openSocketLine(parts) : createHttpLine(parts)
    talk = createTalk({ line, session, wishes, clock, io, signal: stop.signal, host, stallMs: options.stallMs })
    if (session.clientId === '') await firstHandshake(talk, host)
    if (wishes.connection === 'automatic' && session.offersSocket) await trySocket(talk, parts, options)
    return await keepConnected(talk, { session, clock, signal: stop.signal, host, opened: () => io.opened() })
  } catch (error) {
    const mayComeBack = !stop.signal.aborted && !(error instanceof TransportError && error.final !== null)
    if (talk !== null && session.clientId !== '') {
      const { line } = talk
      const words = talk.farewell()
      if (!mayComeBack) await farewell(clock, (signal) => line.leave(words, signal))
      else if (!(error instanceof OrderlyEnd)) suspended.suspend(session, channel, wishes)
    }
    if (stop.signal.aborted) throw stop.signal.reason
    if (error instanceof OrderlyEnd) return { how: 'closed', waitAtLeastMs: talk?.advice.intervalMs || AFTER_END_MS }
    throw error
  } finally {
    io.signal.removeEventListener('abort', onAbort)
    // Whatever way we leave, the connection must not stay.
    stop.abort()
    talk?.line.close()
  }
}

/** What answers a handshake with something else is no Bayeux server. */
async function firstHandshake(talk: Talk, host: string): Promise<void> {
  try {
    await talk.handshake()
  } catch (error) {
    if (!(error instanceof TransportError) || error.kind !== 'malformed') throw error
    const message = `${host} answers, but not as a Bayeux server.`
    throw new TransportError('wrongType', message, { final: 'ended', detail: error.detail, cause: error })
  }
}

/** Goes over to a WebSocket if it opens and carries a first connect; else everything stays as it is. */
async function trySocket(talk: Talk, parts: LineParts, { trialMs = TRIAL_MS }: BayeuxOptions): Promise<void> {
  const before = talk.line
  let socket: BayeuxLine | null = null
  try {
    socket = await openSocketLine(parts)
    talk.line = socket
    const { how } = await talk.connect({ first: true, within: trialMs })
    if (how !== 'again') return
  } catch (error) {
    // Whatever is wrong there, long polling will show whether it is wrong with the server too.
    if (parts.signal.aborted || !(error instanceof OrderlyEnd || error instanceof TransportError)) throw error
  }
  socket?.close()
  talk.line = before
}

/** One connect after another, with a new session where the server lost the old one. Ends by throwing. */
async function keepConnected(
  talk: Talk,
  parts: {
    session: { subscribed: boolean }
    clock: Clock
    signal: AbortSignal
    host: string
    opened: () => void
  },
): Promise<never> {
  const { session, clock, signal, host } = parts
  let first = true
  let opened = false
  const open = (): void => {
    if (!opened) parts.opened()
    opened = true
  }
  let failed = 0
  let quick = 0
  let renewedAt: number | null = null
  for (;;) {
    if (!session.subscribed) {
      await talk.subscribe()
      open()
    }
    const began = clock.now()
    const { how, reply, delivered } = await talk.connect({ first })
    if (how === 'ok') open()
    const isQuick = how === 'ok' && !first && delivered === 0 && clock.now() - began < QUICK_ANSWER_MS
    quick = isQuick ? quick + 1 : 0
    failed = how === 'ok' ? 0 : failed + 1
    if (failed > MAX_FAILED_CONNECTS) throw noSession(host, reply)
    const least = failed > 0 ? (failed - 1) * PAUSE_STEP_MS : quick > 1 ? quick * PAUSE_STEP_MS : 0
    const waitMs = Math.max(talk.advice.intervalMs, Math.min(least, MAX_PAUSE_MS))
    if (waitMs > 0) await pause(clock, waitMs, signal)
    first = how === 'gone'
    if (how !== 'gone') continue
    if (renewedAt !== null && clock.now() - renewedAt < LEAST_SESSION_MS) throw noSession(host, reply)
    renewedAt = clock.now()
    await talk.handshake()
  }
}
