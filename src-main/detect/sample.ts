import type { ChannelSettings } from '../contract/index'
import { understand } from '../core/ingest/understand'
import {
  TransportError,
  type Clock,
  type ItemDraft,
  type RawEvent,
  type RunEnd,
  type Transport,
  type TransportIo,
} from '../core/ports'
import { shown, type Budget } from './budget'

/** How long a wire is watched once it is open, and how many events are enough. */
export const SAMPLE_MS = 2_500
export const ENOUGH_EVENTS = 5
/** Time for it to open. */
const OPEN_MS = 10_000

/** What was seen of a wire in a moment. */
export interface Sample {
  names: string[]
  drafts: ItemDraft[]
  publisher: { title: string | null } | null
  sampleMs: number
}

/**
 * Runs a transport for a moment and stores nothing. A wire that makes requests of its own spends the same budget; when
 * that is used up, what was seen is the sample.
 *
 * @throws TransportError when it does not open
 */
export async function sampleTransport(
  transport: Transport,
  channel: { url: string; settings: ChannelSettings },
  { clock, signal, budget }: { clock: Clock; signal: AbortSignal; budget: Budget },
): Promise<Sample> {
  signal.throwIfAborted()
  const began = clock.now()
  const names = new Set<string>()
  const drafts: ItemDraft[] = []
  const stop = new AbortController()
  const enough = (): void => stop.abort()
  signal.addEventListener('abort', enough, { once: true })
  const before = budget.steps.length
  let publisher: Sample['publisher'] = null
  let events = 0
  let opened = false
  let stopTimer = clock.after(OPEN_MS, enough)
  const io: TransportIo = {
    cursor: null,
    signal: stop.signal,
    opened: () => {
      opened = true
      stopTimer()
      stopTimer = clock.after(SAMPLE_MS, enough)
    },
    received: (batch: readonly RawEvent[]) => {
      events += batch.length
      for (const event of batch) if (event.topic !== null) names.add(event.topic)
      const { mapping } = channel.settings
      const understood = understand(batch, { arrival: transport.how, style: transport.style, mapping })
      drafts.push(...understood.drafts.slice(0, ENOUGH_EVENTS))
      publisher = understood.publisher ?? publisher
      if (events >= ENOUGH_EVENTS) enough()
      return Promise.resolve()
    },
    dropped: () => undefined,
    heard: () => undefined,
    picture: enough,
    frame(frame) {
      if (frame.direction !== 'out' || frame.kind !== 'request') return
      if (!budget.mayAsk()) return enough()
      budget.spend()
      budget.steps.push(frame.data.split('\n', 1)[0] ?? '')
    },
  }
  try {
    const end: RunEnd = await transport.run(channel, io)
    opened ||= end.how !== 'closed'
    if (budget.steps.length === before) noteOpen(budget, channel.url)
  } catch (error) {
    if (!stop.signal.aborted && !(opened && error instanceof TransportError)) {
      if (error instanceof TransportError) note(budget, before, channel.url, error.message)
      throw error
    }
    if (opened && budget.steps.length === before) noteOpen(budget, channel.url)
  } finally {
    stopTimer()
    signal.removeEventListener('abort', enough)
  }
  signal.throwIfAborted()
  if (!opened) {
    const failure = new TransportError('timeout', `${new URL(channel.url).host} did not open in time.`)
    note(budget, before, channel.url, failure.message)
    throw failure
  }
  return { names: [...names], drafts, publisher, sampleMs: clock.now() - began }
}

function noteOpen(budget: Budget, url: string): void {
  budget.spend()
  budget.steps.push(`CONNECT ${shown(url)}: open`)
}

/** A wire that names its requests gets the reason behind the last one; another is one connection. */
function note(budget: Budget, before: number, url: string, why: string): void {
  const last = budget.steps.length - 1
  if (last >= before) budget.steps[last] += `: ${why}`
  else {
    budget.spend()
    budget.steps.push(`CONNECT ${shown(url)}: ${why}`)
  }
}
