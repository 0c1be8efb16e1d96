import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../core/ports'
import { MAX_BACKLOG_BYTES, repeat } from './outlet'

/** A session nobody asks for any more is forgotten after this long. */
const FORGET_AFTER_MS = 60_000
const LOOK_EVERY_MS = 15_000
const MAX_SESSIONS = 200
/** What a listener may post. */
const MAX_POST_BYTES = 64 * 1024

/** One listener that is served by answers to its requests. */
export interface HeldSession<State> {
  readonly id: string
  readonly state: State
  /** Sends at once where an answer is held open, else with the next. Too much of it, and the session is forgotten. */
  write(text: string): void
  /** Holds this response until there is something to answer. A later one replaces it. */
  hold(response: ServerResponse): void
  readonly isHeld: boolean
}

export interface HeldSessions<State> {
  /** Null when there are too many. */
  open(state: State): HeldSession<State> | null
  find(id: string | null): HeldSession<State> | null
  forget(id: string): void
  close(): void
}

/**
 * Sessions of a technique that polls. `between` stands between messages that share an answer; `forgotten` is called with
 * what a session was kept with when it is no more.
 */
export function createHeldSessions<State>(
  clock: Clock,
  between: string,
  headers: Record<string, string>,
  forgotten: (state: State) => void,
): HeldSessions<State> {
  interface Kept extends HeldSession<State> {
    lastAsked: number
    end(): void
  }
  const sessions = new Map<string, Kept>()
  const stop = repeat(clock, LOOK_EVERY_MS, () => {
    for (const [id, session] of sessions) {
      if (!session.isHeld && clock.now() - session.lastAsked > FORGET_AFTER_MS) forget(id)
    }
  })

  function forget(id: string): void {
    const session = sessions.get(id)
    if (session === undefined) return
    sessions.delete(id)
    session.end()
    forgotten(session.state)
  }

  function open(state: State): HeldSession<State> | null {
    if (sessions.size >= MAX_SESSIONS) return null
    const id = randomUUID()
    let unsent: string[] = []
    let unsentBytes = 0
    let held: ServerResponse | null = null
    const answer = (): void => {
      if (held === null || unsent.length === 0) return
      held.writeHead(200, headers).end(unsent.join(between))
      held = null
      unsent = []
      unsentBytes = 0
    }
    const session: Kept = {
      id,
      state,
      lastAsked: clock.now(),
      get isHeld() {
        return held !== null
      },
      write(text) {
        unsent.push(text)
        unsentBytes += Buffer.byteLength(text)
        if (unsentBytes > MAX_BACKLOG_BYTES) forget(id)
        else answer()
      },
      hold(response) {
        held?.writeHead(200, headers).end()
        held = response
        response.once('close', () => {
          if (held === response) held = null
        })
        answer()
      },
      end() {
        held?.writeHead(204).end()
        held = null
      },
    }
    sessions.set(id, session)
    return session
  }

  return {
    open,
    find(id) {
      const session = id === null ? undefined : sessions.get(id)
      if (session !== undefined) session.lastAsked = clock.now()
      return session ?? null
    },
    forget,
    close() {
      stop()
      for (const id of [...sessions.keys()]) forget(id)
    },
  }
}

/** Reads what was posted and calls with it; answers 413 itself when it is too much. */
export function takeBody(request: IncomingMessage, response: ServerResponse, take: (text: string) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > MAX_POST_BYTES) response.writeHead(413, { Connection: 'close' }).end()
    else chunks.push(chunk)
  })
  request.on('end', () => {
    if (bytes <= MAX_POST_BYTES) take(Buffer.concat(chunks).toString('utf8'))
  })
}
