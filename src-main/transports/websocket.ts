import type { LookupFunction } from 'node:net'
import type { RawData } from 'ws'
import { MAX_MESSAGE_BYTES } from '../contract/index'
import {
  TransportError,
  type Channel,
  type Clock,
  type RawEvent,
  type RunEnd,
  type Transport,
  type TransportIo,
} from '../core/ports'
import { abortable } from './abortable'
import { userAgent } from './user-agent'
import { closeOutcome, frameFailure, isOversize } from './websocket-closing'
import { openWebSocket, type OpenWebSocket } from './websocket-handshake'

/** How often we ask whether the other side is still there, and how long it has to show a sign of life. */
export const PING_EVERY_MS = 30_000
export const PONG_WITHIN_MS = 10_000
/** What may wait while the store is busy before the line is held back. */
export const MAX_WAITING_MESSAGES = 2_000
export const MAX_WAITING_BYTES = 8 * 1024 * 1024

export interface WebSocketOptions {
  clock: Clock
  lookup?: LookupFunction
  userAgent?: string
  /** Shortened in tests; milliseconds. */
  pingEveryMs?: number
  pongWithinMs?: number
  connectTimeoutMs?: number
}

/** WebSocket (RFC 6455): every text message, and every binary one that is text, is one event. There is nothing to resume by. */
export function createWebSocketTransport(options: WebSocketOptions): Transport {
  return { kind: 'websocket', how: 'push', style: 'stream', run: (channel, io) => run(options, channel, io) }
}

async function run(
  options: WebSocketOptions,
  { url, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  const { clock } = options
  io.signal.throwIfAborted()
  const open = await openWebSocket({
    lookup: options.lookup,
    connectTimeoutMs: options.connectTimeoutMs,
    userAgent: options.userAgent ?? userAgent(),
    url,
    settings,
    signal: io.signal,
    now: () => clock.now(),
  })
  const stop = new AbortController()
  const onAbort = () => stop.abort(io.signal.reason)
  io.signal.addEventListener('abort', onAbort, { once: true })
  const stopWatching = watchLine(open, options, io, stop)
  try {
    io.opened()
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'open', data: open.baseUrl })
    const session = receive(open, clock, io, stop.signal)
    if (settings.greeting !== null) {
      open.webSocket.send(settings.greeting)
      io.frame?.({ at: clock.now(), direction: 'out', kind: 'text', data: settings.greeting })
    }
    return await session
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason
    throw error
  } finally {
    stopWatching()
    io.signal.removeEventListener('abort', onAbort)
    // A close frame is polite and goes out at once; the answer is not waited for.
    open.webSocket.close(1000)
    open.webSocket.terminate()
  }
}

/** Reads messages until the connection closes and everything that came is stored. */
function receive(open: OpenWebSocket, clock: Clock, io: TransportIo, signal: AbortSignal): Promise<RunEnd> {
  const { webSocket, host, baseUrl } = open
  let waiting: RawEvent[] = []
  let waitingBytes = 0
  let broken: TransportError | null = null

  return new Promise<RunEnd>((resolve, reject) => {
    let storing: Promise<void> | null = null
    const drain = async () => {
      while (waiting.length > 0) {
        const batch = waiting
        waiting = []
        waitingBytes = 0
        if (webSocket.isPaused) webSocket.resume()
        await abortable(io.received(batch), signal)
      }
    }
    /** Messages of one network chunk come in one go: storing begins after the last of them. */
    const store = () => {
      storing ??= Promise.resolve()
        .then(drain)
        .finally(() => (storing = null))
      storing.catch(reject)
    }

    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = bytesOf(data)
      io.heard(bytes.byteLength)
      const text = textOf(bytes)
      io.frame?.({
        at: clock.now(),
        direction: 'in',
        kind: isBinary ? 'binary' : 'text',
        data: text ?? describe(bytes),
      })
      if (text === null) {
        io.dropped(1, {
          kind: 'malformed',
          message: `${host} sent a binary message that is not text; it was left out.`,
        })
        return
      }
      waiting.push({ payload: text, contentType: null, topic: null, id: null, receivedAt: clock.now(), baseUrl })
      waitingBytes += bytes.byteLength
      if (waiting.length >= MAX_WAITING_MESSAGES || waitingBytes >= MAX_WAITING_BYTES) webSocket.pause()
      store()
    })
    webSocket.on('ping', (data) => sign('ping', data))
    webSocket.on('pong', (data) => sign('pong', data))
    const sign = (kind: 'ping' | 'pong', data: Buffer) => {
      io.heard(data.byteLength)
      io.frame?.({ at: clock.now(), direction: 'in', kind, data: data.toString('utf8') })
    }
    webSocket.on('error', (error) => {
      broken ??= isOversize(error) ? oversize(host, io) : lineFailure(error, host)
    })
    webSocket.on('close', (code, reason) => {
      const words = reason.toString('utf8')
      io.frame?.({ at: clock.now(), direction: 'in', kind: 'close', data: `${code} ${words}`.trim() })
      const outcome = broken ?? closeOutcome(code, words, host)
      const finish = () => (outcome instanceof TransportError ? reject(outcome) : resolve(outcome))
      // What came before the close counts.
      Promise.resolve(storing).then(drain).then(finish, reject)
    })
    webSocket.resume()
  })
}

/** Asks regularly, and gives the line up when nothing at all comes back. Returns its stop. */
function watchLine(open: OpenWebSocket, options: WebSocketOptions, io: TransportIo, stop: AbortController): () => void {
  const { clock, pingEveryMs = PING_EVERY_MS, pongWithinMs = PONG_WITHIN_MS } = options
  const { webSocket, socket, host } = open
  let stopTimer = clock.after(pingEveryMs, ask)

  function ask(): void {
    const before = socket.bytesRead
    if (webSocket.readyState === webSocket.OPEN) {
      webSocket.ping()
      io.frame?.({ at: clock.now(), direction: 'out', kind: 'ping', data: '' })
    }
    stopTimer = clock.after(pongWithinMs, () => {
      // While we hold the line back ourselves, its silence proves nothing.
      if (socket.bytesRead === before && !webSocket.isPaused) {
        const message = `${host} does not answer any more; connecting anew.`
        stop.abort(new TransportError('stalled', message))
        return
      }
      stopTimer = clock.after(Math.max(0, pingEveryMs - pongWithinMs), ask)
    })
  }
  return () => stopTimer()
}

export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

/** Null when the bytes are no UTF-8. */
export function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

function describe(bytes: Buffer): string {
  return `${bytes.byteLength} bytes: ${bytes.subarray(0, 32).toString('hex')}`
}

export function oversize(host: string, io: Pick<TransportIo, 'dropped'>): TransportError {
  const message = `${host} sent a message over the limit of ${MAX_MESSAGE_BYTES / 1024 / 1024} MiB; it was left out.`
  const error = new TransportError('tooLarge', message)
  io.dropped(1, error.failure)
  return error
}

/** A line that broke comes with the system's code, a broken frame with one of ws. */
export function lineFailure(error: Error, host: string): TransportError {
  const ofFrames = !('code' in error) || String(error.code).startsWith('WS_ERR')
  if (ofFrames) return frameFailure(error, host)
  return new TransportError('closed', `The connection to ${host} broke off.`, { detail: error.message, cause: error })
}
