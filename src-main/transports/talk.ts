import type { Clock, RawEvent, RunEnd, TransportError } from '../core/ports'

/** What one message told, and what is still to be done once it is stored (an acknowledgement). */
export interface News {
  event: RawEvent
  bytes: number
  stored?(): void
}

/** The line of a conversation, whatever carries it. */
export interface Line {
  /** The host, for words. */
  readonly host: string
  /** What links in messages are relative to. */
  readonly baseUrl: string
  /** Sends a message; what fails ends the conversation. `shown` stands for it in frames where it holds a secret. */
  send(text: string, shown?: string): void
  /** Ends the conversation once everything that came is stored. The first word counts. */
  end(outcome: RunEnd | TransportError): void
  /** How long nothing at all has come, milliseconds; 0 while we hold the line back ourselves. */
  silentMs(): number
}

/** Our side of a protocol of messages, on one connection. */
export interface Talk {
  /** A text message. Throws TransportError to break off. */
  text(text: string): readonly News[]
  /** A binary message; its bytes are not kept. Absent: left out and counted. */
  binary?(bytes: number): readonly News[]
  /** How a close of the line is to be taken. Absent: as the close code says. */
  closed?(code: number, reason: string): RunEnd | TransportError
  /** Ends its timers. */
  stop(): void
}

export type BeginTalk = (line: Line) => Talk

/** Calls once when the line was silent for that long. Returns its stop. */
export function watchSilence(
  clock: Clock,
  line: Pick<Line, 'silentMs'>,
  mostMs: number,
  silent: () => void,
): () => void {
  let cancel = clock.after(mostMs, check)
  function check(): void {
    const silentMs = line.silentMs()
    if (silentMs >= mostMs) silent()
    else cancel = clock.after(Math.max(1, mostMs - silentMs), check)
  }
  return () => cancel()
}
