import type { Failure } from '@contract/index'
import { StorageError, TransportError } from '../ports'
import type { ChannelRecord, Clock, LivePicture, RawEvent, RunEnd, Transport, WireFrame } from '../ports'
import type { Outcome, RunFacts } from './outcome'
import { brokenInside, storageFailed } from './words'

export interface AttemptPorts {
  clock: Clock
  signal: AbortSignal
  opened(): void
  /** Stores; resolves with how many items were new. */
  received(events: readonly RawEvent[]): Promise<{ stored: number }>
  dropped(count: number, why: Failure): void
  heard(bytes: number): void
  /** Raw traffic; absent when nobody watches. */
  frame?(frame: WireFrame): void
  /** A live picture; absent when nobody wants pictures. */
  picture?(picture: LivePicture): void
  /** Somebody must look at this: a part of the reader broke its contract. */
  bug(error: unknown): void
}

/**
 * Runs a transport once and answers how it went. Never throws: what the wire, the disk or a bug did is a value.
 * After an abort nothing is passed on any more, and the answer means nothing.
 */
export async function attempt(transport: Transport, channel: ChannelRecord, ports: AttemptPorts): Promise<Outcome> {
  const { clock, signal } = ports
  const facts: RunFacts = { openedAt: null, events: 0, stored: 0 }
  /** Why storing failed. It outranks what the transport makes of it: a cursor must not pass what was not stored. */
  let refused: { error: unknown } | null = null
  /** What is being stored now. The next run must not read the cursor before that is done. */
  let storing: Promise<void> = Promise.resolve()

  async function store(events: readonly RawEvent[]): Promise<void> {
    try {
      const { stored } = await ports.received(events)
      facts.events += events.length
      facts.stored += stored
    } catch (error) {
      refused ??= { error }
    }
  }

  let end: RunEnd
  try {
    end = await transport.run(channel, {
      cursor: channel.memory.cursor,
      signal,
      opened() {
        if (signal.aborted || facts.openedAt !== null) return
        facts.openedAt = clock.now()
        ports.opened()
      },
      async received(events) {
        signal.throwIfAborted()
        storing = store(events)
        await storing
        if (refused !== null) throw refused.error
      },
      dropped(count, why) {
        if (!signal.aborted) ports.dropped(count, why)
      },
      heard(bytes) {
        if (!signal.aborted) ports.heard(bytes)
      },
      ...(ports.frame !== undefined && { frame: ports.frame }),
      picture(picture) {
        if (!signal.aborted) ports.picture?.(picture)
      },
    })
  } catch (error) {
    await storing
    return { ...facts, ...failed(firstOf(refused, error), signal, ports.bug) }
  }
  await storing
  // A transport that swallowed the refusal would let the cursor run ahead of the items.
  const swallowed = firstOf(refused, null)
  if (swallowed !== null) return { ...facts, ...failed(swallowed, signal, ports.bug) }
  return { ...facts, how: 'ended', end }
}

function firstOf(refused: { error: unknown } | null, thrown: unknown): unknown {
  return refused === null ? thrown : refused.error
}

function failed(
  error: unknown,
  signal: AbortSignal,
  bug: (error: unknown) => void,
): { how: 'failed'; failure: Failure; retryAfterMs: number | null; final: 'ended' | 'needsYou' | null } {
  if (error instanceof TransportError) {
    return { how: 'failed', failure: error.failure, retryAfterMs: error.retryAfterMs, final: error.final }
  }
  if (error instanceof StorageError) {
    return { how: 'failed', failure: storageFailed(error), retryAfterMs: null, final: null }
  }
  // On abort a transport may throw whatever the signal carried; that is not a bug.
  if (!signal.aborted) bug(error)
  return { how: 'failed', failure: brokenInside(error), retryAfterMs: null, final: null }
}
