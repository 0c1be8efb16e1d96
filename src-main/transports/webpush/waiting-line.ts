import type { Clock } from '../../core/ports'

/** Messages that wait for the store at once; more are asked to come later. */
export const MAX_WAITING = 64
/** How long a sender is kept waiting for our word. */
export const ANSWER_WITHIN_MS = 10_000

/** A message that has come and is not stored yet. */
export interface Waiting<Message> {
  message: Message
  /** RFC 8030 section 5.4: a later one with the same topic takes its place. */
  topic: string | null
  /** RFC 8030 section 5.2, milliseconds. */
  ttlMs: number
}

/** What became of it. `full`: there was no place · `late`: the store was not free in time. */
export type Fate = 'stored' | 'replaced' | 'full' | 'late' | 'failed' | 'closed'

/** Keeps messages until they are stored, and tells each sender what became of its own. */
export interface WaitingLine<Message> {
  add(waiting: Waiting<Message>): Promise<Fate>
  /** Everything that waits, as soon as there is something. Rejects with the signal's reason when it aborts. */
  take(signal: AbortSignal): Promise<{ messages: Message[]; done(fate: 'stored' | 'failed'): void }>
  /** Nobody will take what is left. */
  close(): void
}

interface Place<Message> extends Waiting<Message> {
  stopTimer(): void
  settle(fate: Fate): void
}

export function createWaitingLine<Message>(clock: Clock): WaitingLine<Message> {
  let line: Place<Message>[] = []
  let ring: (() => void) | null = null
  let closed = false

  function leave(place: Place<Message>, fate: Fate): void {
    line = line.filter((other) => other !== place)
    place.stopTimer()
    place.settle(fate)
  }

  /** Resolves when something is there, or nothing ever will be. */
  function something(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        ring = null
        signal.removeEventListener('abort', wake)
        resolve()
      }
      ring = wake
      signal.addEventListener('abort', wake, { once: true })
    })
  }

  return {
    add(waiting) {
      if (closed) return Promise.resolve('closed')
      const earlier = waiting.topic === null ? undefined : line.find(({ topic }) => topic === waiting.topic)
      if (earlier !== undefined) leave(earlier, 'replaced')
      if (line.length >= MAX_WAITING) return Promise.resolve('full')
      return new Promise((settle) => {
        // A message of TTL 0 that is not taken at once is not delivered later: its sender hears so.
        const patienceMs = Math.min(ANSWER_WITHIN_MS, Math.max(waiting.ttlMs, 1))
        const place: Place<Message> = {
          ...waiting,
          settle,
          stopTimer: clock.after(patienceMs, () => {
            leave(place, 'late')
          }),
        }
        line.push(place)
        ring?.()
      })
    },
    async take(signal) {
      signal.throwIfAborted()
      if (line.length === 0) await something(signal)
      signal.throwIfAborted()
      const taken = line
      line = []
      // It is being stored now: its time cannot run out any more.
      for (const { stopTimer } of taken) stopTimer()
      return {
        messages: taken.map(({ message }) => message),
        done: (fate) => {
          for (const { settle } of taken) settle(fate)
        },
      }
    },
    close() {
      closed = true
      for (const place of [...line]) leave(place, 'closed')
    },
  }
}
