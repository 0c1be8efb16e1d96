import { TransportError, type Clock, type RunEnd, type TransportIo } from '../core/ports'
import { createIntake } from './intake'
import type { BeginTalk, Line, Talk } from './talk'
import { closeOutcome } from './websocket-closing'

/** Messages that wait to be sent; a talk sends answers and heartbeats, so there are never many. */
const MAX_UNSENT = 1_000

/** Messages carried by HTTP: what comes is read from one answer or many, what goes is posted. */
export interface RequestWire {
  host: string
  baseUrl: string
  /** Sends messages, in order. */
  post(texts: readonly string[], signal: AbortSignal): Promise<void>
  /**
   * Reads until the other side ends in order. `take` hands over what came in one go and resolves when it is stored: that
   * is the back-pressure. `sign` tells of bytes that came.
   */
  receive(
    take: (texts: readonly string[]) => Promise<void>,
    sign: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void>
}

/**
 * Holds a conversation over requests until one side ends it and everything that came is stored. Leaves no request
 * behind.
 *
 * @throws TransportError, what storing failed with, or the signal's reason
 */
export async function talkOverRequests(
  wire: RequestWire,
  clock: Clock,
  io: TransportIo,
  signal: AbortSignal,
  begin: BeginTalk,
): Promise<RunEnd> {
  const stop = new AbortController()
  const onAbort = () => stop.abort(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  const talks: Talk[] = []
  try {
    return await new Promise<RunEnd>((resolve, reject) => {
      const aborted = () => reject(stop.signal.reason)
      if (stop.signal.aborted) return aborted()
      stop.signal.addEventListener('abort', aborted, { once: true })
      talks.push(converse(wire, clock, io, stop.signal, begin, resolve, reject))
    })
  } finally {
    for (const talk of talks) talk.stop()
    signal.removeEventListener('abort', onAbort)
    stop.abort()
  }
}

function converse(
  wire: RequestWire,
  clock: Clock,
  io: TransportIo,
  signal: AbortSignal,
  begin: BeginTalk,
  resolve: (end: RunEnd) => void,
  reject: (error: unknown) => void,
): Talk {
  const { host, baseUrl } = wire
  const intake = createIntake(io, signal, { failed: reject })
  let over = false
  let storing = false
  let lastHeard = clock.now()
  let unsent: string[] = []
  let posting = false

  const post = async (): Promise<void> => {
    posting = true
    while (unsent.length > 0 && !over) {
      const texts = unsent
      unsent = []
      await wire.post(texts, signal)
    }
    posting = false
  }
  const fail = (error: unknown): void => {
    if (error instanceof TransportError) line.end(error)
    else reject(error)
  }
  const line: Line = {
    host,
    baseUrl,
    send(text, shown = text) {
      if (over) return
      io.frame?.({ at: clock.now(), direction: 'out', kind: 'text', data: shown })
      unsent.push(text)
      if (unsent.length > MAX_UNSENT) {
        line.end(new TransportError('stalled', `${host} does not take what is sent to it; connecting anew.`))
      } else if (!posting) post().catch(fail)
    },
    end(outcome) {
      if (over) return
      over = true
      const told = () => (outcome instanceof TransportError ? reject(outcome) : resolve(outcome))
      intake.settled().then(told, reject)
    },
    silentMs: () => (storing ? 0 : Math.max(0, clock.now() - lastHeard)),
  }
  const talk = begin(line)
  const take = async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      if (over) return
      io.frame?.({ at: clock.now(), direction: 'in', kind: 'text', data: text })
      intake.take(talk.text(text))
    }
    storing = true
    await intake.settled()
    storing = false
    lastHeard = clock.now()
  }
  const sign = (bytes: number): void => {
    lastHeard = clock.now()
    io.heard(bytes)
  }
  wire
    .receive(take, sign, signal)
    .then(() => line.end(talk.closed?.(1000, '') ?? closeOutcome(1000, '', host)))
    .catch(fail)
  return talk
}
