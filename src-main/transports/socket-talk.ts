import type { RawData } from 'ws'
import { TransportError, type Clock, type RunEnd, type TransportIo } from '../core/ports'
import { createIntake } from './intake'
import type { BeginTalk, Line, News, Talk } from './talk'
import { bytesOf, lineFailure, oversize, textOf } from './websocket'
import { closeOutcome, isOversize } from './websocket-closing'
import type { OpenWebSocket } from './websocket-handshake'

/**
 * Holds a conversation over a WebSocket until one side ends it and everything that came is stored. Messages are
 * understood as they come, so that heartbeats are answered while the store is busy; when too much waits, the line is
 * held back. Closes the socket, whatever way it ends.
 *
 * @throws TransportError, what storing failed with, or the signal's reason
 */
export async function talkOverSocket(
  open: OpenWebSocket,
  clock: Clock,
  io: TransportIo,
  signal: AbortSignal,
  begin: BeginTalk,
): Promise<RunEnd> {
  const { webSocket } = open
  const leave: (() => void)[] = []
  try {
    return await new Promise<RunEnd>((resolve, reject) => {
      const onAbort = () => reject(signal.reason)
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      leave.push(() => signal.removeEventListener('abort', onAbort))
      leave.push(converse(open, clock, io, signal, begin, resolve, reject))
    })
  } finally {
    for (const undo of leave) undo()
    // A close frame is polite and goes out at once; the answer is not waited for.
    webSocket.close(1000)
    webSocket.terminate()
  }
}

/** Returns its stop. */
function converse(
  open: OpenWebSocket,
  clock: Clock,
  io: TransportIo,
  signal: AbortSignal,
  begin: BeginTalk,
  resolve: (end: RunEnd) => void,
  reject: (error: unknown) => void,
): () => void {
  const { webSocket, socket, host, baseUrl } = open
  let over = false
  let broken: TransportError | null = null
  let lastHeard = clock.now()
  let lastBytes = socket.bytesRead
  const intake = createIntake(io, signal, {
    roomAgain: () => {
      if (!webSocket.isPaused) return
      lastHeard = clock.now()
      webSocket.resume()
    },
    failed: reject,
  })

  const line: Line = {
    host,
    baseUrl,
    send(text, shown = text) {
      if (over || webSocket.readyState !== webSocket.OPEN) return
      webSocket.send(text)
      io.frame?.({ at: clock.now(), direction: 'out', kind: 'text', data: shown })
    },
    end(outcome) {
      if (over) return
      over = true
      // What came before counts.
      const told = () => (outcome instanceof TransportError ? reject(outcome) : resolve(outcome))
      intake.settled().then(told, reject)
    },
    silentMs() {
      if (webSocket.isPaused || socket.bytesRead !== lastBytes) lastHeard = clock.now()
      lastBytes = socket.bytesRead
      return Math.max(0, clock.now() - lastHeard)
    },
  }

  /** What the talk makes of a message; a failure of its ends the conversation after what came before. */
  const understood = (read: () => readonly News[]): void => {
    try {
      intake.take(read())
      if (intake.isFull && !over) webSocket.pause()
    } catch (error) {
      if (error instanceof TransportError) line.end(error)
      else reject(error)
    }
  }

  const talk: Talk = begin(line)
  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (over) return
    lastHeard = clock.now()
    const bytes = bytesOf(data)
    io.heard(bytes.byteLength)
    const text = isBinary ? null : textOf(bytes)
    const shown = text ?? `${bytes.byteLength} bytes`
    io.frame?.({ at: clock.now(), direction: 'in', kind: isBinary ? 'binary' : 'text', data: shown })
    understood(() => {
      if (text !== null) return talk.text(text)
      if (talk.binary !== undefined) return talk.binary(bytes.byteLength)
      io.dropped(1, { kind: 'malformed', message: `${host} sent a binary message; it was left out.` })
      return []
    })
  })
  const sign = (kind: 'ping' | 'pong', data: Buffer) => {
    lastHeard = clock.now()
    io.heard(data.byteLength)
    io.frame?.({ at: clock.now(), direction: 'in', kind, data: data.toString('utf8') })
  }
  webSocket.on('ping', (data) => sign('ping', data))
  webSocket.on('pong', (data) => sign('pong', data))
  webSocket.on('error', (error) => {
    broken ??= isOversize(error) ? oversize(host, io) : lineFailure(error, host)
  })
  webSocket.on('close', (code, reason) => {
    const words = reason.toString('utf8')
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'close', data: `${code} ${words}`.trim() })
    line.end(broken ?? talk.closed?.(code, words) ?? closeOutcome(code, words, host))
  })
  webSocket.resume()
  return () => {
    over = true
    talk.stop()
  }
}
