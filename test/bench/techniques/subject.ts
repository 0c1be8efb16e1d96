import type { Options, TransportKind } from '@contract/index'

/** A publisher of one technique, as the contract tests use it. */
export interface BenchPublisher {
  url(behaviour: 'live'): string
  send(texts: readonly string[], firstId?: number): void
  /** What waits for a reader that does not take it, bytes. */
  untaken(): number
  close(): Promise<void>
}

/** One technique under measurement. */
export interface BenchSubject {
  kind: TransportKind
  /** For the table. */
  name: string
  options?: Options
  start(): Promise<BenchPublisher>
  /** The least client of this wire: understands the envelope, stores nothing. Calls `got` for each message. */
  raw(url: string, got: () => void): Promise<() => void>
  /** Messages in the throughput run; fewer for wires that carry one message a request. */
  flood?: number
}
