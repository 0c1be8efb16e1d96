import { MAX_PUSHED_ITEMS, type ChannelId } from '@contract/index'
import type { Bus } from '../bus'
import type { CoreFacts } from '../facts'
import type { Batch, Change, ChannelRecord, ItemIntent, RawEvent, Store, Transport } from '../ports'
import { decide } from './decide'
import { understand } from './understand'

/**
 * Items in one transaction. Larger documents are stored in steps, so that the reader stays responsive; a step is no
 * larger than what a change lists, so that whoever listens (the alerts) hears of every item.
 */
const MAX_ITEMS_PER_TRANSACTION = MAX_PUSHED_ITEMS

export interface Ingest {
  /**
   * Understands, decides, stores and announces. Resolves when everything is stored.
   * @throws TransportError when a document cannot be read; StorageError when it cannot be stored. The cursor is then
   *   where it was, so the same events come again.
   */
  received(
    channelId: ChannelId,
    events: readonly RawEvent[],
    transport: Pick<Transport, 'how' | 'style'>,
  ): Promise<{ stored: number }>
}

export interface IngestPorts {
  store: Pick<Store, 'known' | 'apply'>
  bus: Bus<CoreFacts>
  channel(id: ChannelId): ChannelRecord | null
  /** When the channel's connection opened, Unix milliseconds; null while it is not open. */
  openSince(id: ChannelId): number | null
}

/** A stream that tells what it has in store does so with its first breath. */
const FIRST_BREATH_MS = 100
/** A connection that opens later than this after the channel was added is not its first. */
const FIRST_CONNECTION_MS = 60_000

/** What of an arrival the channel had before it was added: see CoreFacts.itemsArrived. */
function oldOf(
  record: ChannelRecord,
  style: Transport['style'],
  receivedAt: number,
  openSince: number | null,
): CoreFacts['itemsArrived']['old'] {
  if (style === 'document') return record.memory.lastChangeAt === null && record.total === 0 ? 'all' : 'none'
  const isFirstBreath =
    openSince !== null &&
    receivedAt - openSince < FIRST_BREATH_MS &&
    openSince - record.createdAt < FIRST_CONNECTION_MS &&
    record.tally.reconnects === 0
  return isFirstBreath ? 'undated' : 'none'
}

/** Splits intents; only the last part carries the cursor, so a crash in between fetches the document again. */
function inSteps(intents: readonly ItemIntent[]): (readonly ItemIntent[])[] {
  const steps: (readonly ItemIntent[])[] = []
  for (let start = 0; start < intents.length; start += MAX_ITEMS_PER_TRANSACTION) {
    steps.push(intents.slice(start, start + MAX_ITEMS_PER_TRANSACTION))
  }
  return steps.length > 0 ? steps : [[]]
}

/** The cursor of the last event that has one. */
function lastCursor(events: readonly RawEvent[]): RawEvent['cursor'] {
  return events.findLast((event) => event.cursor !== undefined)?.cursor
}

/**
 * What is stored together. What a publisher takes back is taken back after what it sent before and before what it sends
 * next; the events of a stream that fill more than one transaction are divided where each has a cursor of its own, so that
 * whoever is killed between two of them finds neither a gap nor a repetition.
 */
function inRuns(events: readonly RawEvent[], style: Transport['style']): RawEvent[][] {
  const most = style === 'stream' ? MAX_ITEMS_PER_TRANSACTION : Infinity
  const runs: RawEvent[][] = []
  for (const event of events) {
    const run = runs.at(-1)
    const joins =
      run !== undefined && run.length < most && event.withdraws === undefined && run[0]?.withdraws === undefined
    if (joins) run.push(event)
    else runs.push([event])
  }
  return runs
}

/** A turn of the event loop, so that calls and sockets are served between two transactions. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

export function createIngest({ store, bus, channel, openSince }: IngestPorts): Ingest {
  function applied(batch: Batch): Change {
    const change = store.apply(batch)
    bus.announce('channelsCounted', { id: batch.channelId })
    if (batch.intents.length > 0) bus.announce('itemsChanged', { change })
    return change
  }

  /** Stores what came. Answers how many items are new. */
  async function take(
    record: ChannelRecord,
    events: readonly RawEvent[],
    transport: Pick<Transport, 'how' | 'style'>,
  ): Promise<number> {
    const channelId = record.id

    const receivedAt = events[0]?.receivedAt ?? 0
    const old = oldOf(record, transport.style, receivedAt, openSince(channelId))
    const understood = understand(events, {
      arrival: transport.how,
      style: transport.style,
      mapping: record.settings.mapping,
    })
    const known = store.known(
      channelId,
      understood.drafts.map((draft) => draft.key),
    )
    const { intents, repeated } = decide(understood.drafts, known)
    const cursor = understood.cutOff ? undefined : lastCursor(events)
    const steps = inSteps(intents)
    let stored = 0
    for (const [index, step] of steps.entries()) {
      const isLast = index === steps.length - 1
      const inserted = step.filter((intent) => intent.type === 'insert').length
      const batch: Batch = {
        channelId,
        intents: step,
        tally: {
          stored: inserted,
          cut: step.filter((intent) => intent.draft.cut).length,
          ...(isLast && {
            received: understood.drafts.length + understood.dropped,
            repeated,
            dropped: understood.dropped,
          }),
        },
        ...(isLast && cursor !== undefined && { cursor }),
        ...(isLast && understood.publisher !== null && { publisher: understood.publisher }),
      }
      const change = applied(batch)
      stored += inserted
      if (step.length > 0) bus.announce('itemsArrived', { channelId, change, old })
      if (!isLast) await nextTurn()
    }
    return stored
  }

  return {
    async received(channelId, events, transport) {
      let stored = 0
      for (const [index, run] of inRuns(events, transport.style).entries()) {
        if (index > 0) await nextTurn()
        const record = channel(channelId)
        // Removed while its last events were under way.
        if (record === null) break
        const [first] = run
        if (first?.withdraws === undefined) stored += await take(record, run, transport)
        else {
          const { withdraws: keys, cursor } = first
          const isEmpty = keys.length === 0
          applied({
            channelId,
            intents: isEmpty ? [] : [{ type: 'withdraw', keys }],
            ...(cursor !== undefined && { cursor }),
          })
        }
      }
      return { stored }
    },
  }
}
