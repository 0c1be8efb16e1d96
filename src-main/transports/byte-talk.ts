import type { Socket } from 'node:net'
import { TransportError, type Clock, type RunEnd, type TransportIo } from '../core/ports'
import { createIntake } from './intake'
import type { News } from './talk'
import { wireFailure } from './wire-failures'

/** A reader says little: whoever does not even take that, and makes us answer all the same, is hung up on. */
export const MAX_UNSENT_BYTES = 1024 * 1024

/** A line of bytes, whatever carries it. Nothing is read before `listen`. */
export interface ByteLine {
  /** The host, for words. */
  readonly host: string
  write(bytes: Uint8Array | string): void
  pause(): void
  resume(): void
  readonly isPaused: boolean
  /** Bytes we wrote that the other side has not taken. */
  readonly unsentBytes: number
  /** Begins to read. `closed` is called once; without an error the other side ended in order. */
  listen(data: (bytes: Buffer) => void, closed: (error: TransportError | null) => void): void
  /** Sends what was written and closes; nothing is waited for. */
  end(): void
}

/** What a conversation in bytes may do with its line. */
export interface ByteTalkLine {
  readonly host: string
  /** `shown` stands for it in frames: no secrets, in words where the bytes are none. Absent: no frame. */
  send(bytes: Uint8Array | string, shown?: string): void
  /** Tells watchers what came, as the talk understood it. */
  came(shown: string): void
  /** News that were understood only after their bytes came; or, within `closed`, the last of them. */
  tell(news: readonly News[]): void
  /** Ends the conversation once everything that came is stored. The first word counts. */
  end(outcome: RunEnd | TransportError): void
  /** How long nothing at all has come, milliseconds; 0 while we hold the line back ourselves. */
  silentMs(): number
}

/** Our side of a protocol over bytes, on one connection. */
export interface ByteTalk {
  /** The next bytes, cut anywhere. What throws a TransportError loses what it told of these bytes: prefer `line.end`. */
  bytes(chunk: Buffer): readonly News[]
  /** How an orderly end of the line is to be taken. Absent: as a clean end. */
  closed?(): RunEnd | TransportError
  /** Our last word, sent before the line is closed by us; absent: none. */
  farewell?(): Uint8Array | string | null
  /** Ends its timers. */
  stop(): void
}

export type BeginByteTalk = (line: ByteTalkLine) => ByteTalk

/** A TCP or TLS socket as a line. It must have been opened, and not yet be read from. */
export function socketLine(socket: Socket, host: string): ByteLine {
  socket.pause()
  let error: TransportError | null = null
  // Until somebody listens, an error must not bring the program down; `close` tells of it.
  socket.on('error', (cause) => {
    try {
      error ??= wireFailure(cause, host, 'reading')
    } catch {
      error ??= new TransportError('closed', `The connection to ${host} broke off.`, { cause })
    }
  })
  return {
    host,
    write: (bytes) => void (socket.writable && socket.write(bytes)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    get isPaused() {
      return socket.isPaused()
    },
    get unsentBytes() {
      return socket.writableLength
    },
    listen(data, closed) {
      socket.on('data', data)
      socket.once('close', () => closed(error))
      // We speak only while somebody listens: the end of their side is the end.
      socket.once('end', () => socket.end())
      if (socket.destroyed) closed(error)
      else socket.resume()
    },
    end() {
      socket.end()
      socket.destroySoon()
    },
  }
}

/**
 * Holds a conversation until one side ends it and everything that came is stored. Bytes are understood as they come, so
 * that heartbeats are answered while the store is busy; when too much waits, the line is held back. Closes the line,
 * whatever way it ends.
 *
 * @throws TransportError, what storing failed with, or the signal's reason
 */
export async function talkInBytes(
  line: ByteLine,
  clock: Clock,
  io: TransportIo,
  signal: AbortSignal,
  begin: BeginByteTalk,
): Promise<RunEnd> {
  const leave: (() => void)[] = []
  try {
    return await new Promise<RunEnd>((resolve, reject) => {
      const onAbort = () => reject(signal.reason)
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      leave.push(() => signal.removeEventListener('abort', onAbort))
      leave.push(converse(line, clock, io, signal, begin, resolve, reject))
    })
  } finally {
    for (const undo of leave) undo()
    line.end()
  }
}

/** Returns its stop. */
function converse(
  line: ByteLine,
  clock: Clock,
  io: TransportIo,
  signal: AbortSignal,
  begin: BeginByteTalk,
  resolve: (end: RunEnd) => void,
  reject: (error: unknown) => void,
): () => void {
  let over = false
  let lastHeard = clock.now()
  const intake = createIntake(io, signal, {
    roomAgain: () => {
      if (!line.isPaused) return
      lastHeard = clock.now()
      line.resume()
    },
    failed: reject,
  })
  const end = (outcome: RunEnd | TransportError): void => {
    if (over) return
    over = true
    // What came before counts.
    const told = () => (outcome instanceof TransportError ? reject(outcome) : resolve(outcome))
    intake.settled().then(told, reject)
  }
  const take = (news: readonly News[]): void => {
    intake.take(news)
    if (intake.isFull && !over) line.pause()
  }
  const talk = begin({
    host: line.host,
    send(bytes, shown) {
      if (over) return
      line.write(bytes)
      if (line.unsentBytes > MAX_UNSENT_BYTES)
        end(new TransportError('stalled', `${line.host} does not read what we answer.`))
      if (shown !== undefined) io.frame?.({ at: clock.now(), direction: 'out', kind: 'text', data: shown })
    },
    came: (shown) => io.frame?.({ at: clock.now(), direction: 'in', kind: 'text', data: shown }),
    tell(news) {
      if (!over) take(news)
    },
    end,
    silentMs() {
      if (line.isPaused) lastHeard = clock.now()
      return Math.max(0, clock.now() - lastHeard)
    },
  })
  line.listen(
    (bytes) => {
      if (over) return
      lastHeard = clock.now()
      io.heard(bytes.byteLength)
      try {
        take(talk.bytes(bytes))
      } catch (error) {
        if (error instanceof TransportError) end(error)
        else reject(error)
      }
    },
    (error) => {
      io.frame?.({ at: clock.now(), direction: 'in', kind: 'close', data: error?.message ?? '' })
      end(error ?? talk.closed?.() ?? { how: 'closed', waitAtLeastMs: 0 })
    },
  )
  return () => {
    // Acknowledgements of what is stored may still have to go out before our last word.
    const last = talk.farewell?.() ?? null
    if (last !== null) line.write(last)
    over = true
    talk.stop()
  }
}
