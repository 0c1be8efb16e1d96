import type { ChannelView, FieldMapping } from '@contract/index'
import { channelTitle } from '../../core/channel-view'
import { decodeText } from '../../core/formats/decode'
import { understand } from '../../core/ingest/understand'
import type { ChannelRecord, KeyedDraft, PublisherFacts, RawEvent, Transport, WireFrame } from '../../core/ports'
import { itemText } from '../../store/item-text'
import { humanLine, jsonLine, type LineItem } from '../item-line'
import type { Output } from '../output'

export type TailFormat = 'human' | 'json' | 'raw'

export interface PrinterOptions {
  format: TailFormat
  output: Output
  terminal: boolean
  mapping: FieldMapping
  /** Stop after so many; null for never. */
  count: number | null
  /** So many entries or events could not be read or were over a limit. */
  dropped(count: number): void
}

export interface Printer {
  print(events: readonly RawEvent[], channel: ChannelRecord, wire: Pick<Transport, 'how' | 'style'>): Promise<void>
  /** For `--raw` of a stream: every event as the standard names it, with the id that was current. */
  frame(frame: WireFrame): void
  /** Prints what frames have left waiting. */
  flush(): Promise<void>
  /** As many as were asked for are out. */
  readonly full: boolean
}

/** Lines are handed on in pieces of about this size. Characters. */
const PIECE_LENGTH = 64 * 1024
/** Items of a polled document that are remembered, so that the next poll shows only what is new. */
const MAX_REMEMBERED = 50_000

export function createPrinter({ format, output, terminal, mapping, count, dropped }: PrinterOptions): Printer {
  let printed = 0
  /** Key → content of the items of a document that were shown. */
  const shown = new Map<string, string>()
  let framed: string[] = []
  /** What the publisher last said of itself: a wire says it once. */
  let known: PublisherFacts | null = null
  const isFull = (): boolean => count !== null && printed >= count

  async function out(lines: Iterable<string>): Promise<void> {
    let piece = ''
    for (const line of lines) {
      if (isFull()) break
      printed += 1
      piece += line
      if (piece.length < PIECE_LENGTH) continue
      await output.write(piece)
      piece = ''
    }
    if (piece !== '') await output.write(piece)
  }

  function isNews(draft: KeyedDraft): boolean {
    if (shown.get(draft.key) === draft.contentHash) return false
    shown.delete(draft.key)
    shown.set(draft.key, draft.contentHash)
    const oldest = shown.size > MAX_REMEMBERED ? shown.keys().next().value : undefined
    if (oldest !== undefined) shown.delete(oldest)
    return true
  }

  function* lines(
    events: readonly RawEvent[],
    channel: ChannelRecord,
    wire: Pick<Transport, 'how' | 'style'>,
  ): Generator<string> {
    // A document is understood as a whole, as it may be refused as a whole; of a stream no more than is printed.
    const parts = wire.style === 'document' ? [events] : events.map((event) => [event])
    for (const part of parts) {
      const understood = understand(part, { arrival: wire.how, style: wire.style, mapping })
      const { drafts, publisher } = understood
      if (understood.dropped > 0) dropped(understood.dropped)
      known = publisher ?? known
      const title = channelTitle({ ...channel, publisher: known ?? channel.publisher })
      for (const draft of drafts) {
        if (wire.style === 'document' && !isNews(draft)) continue
        const item = lineItem(draft)
        yield format === 'json' ? jsonLine({ ...asChannel(channel), title }, item) : humanLine(item, terminal)
      }
    }
  }

  return {
    get full() {
      return isFull()
    },
    async print(events, channel, wire) {
      if (format !== 'raw') await out(lines(events, channel, wire))
      else if (channel.kind === 'sse') await this.flush()
      else await out(events.filter(isMessage).map((event) => rawMessage(event, wire.style)))
    },
    frame(frame) {
      if (frame.kind === 'event' && frame.direction === 'in') {
        framed.push(rawLine(frame.type ?? 'message', frame.data, frame.lastEventId ?? ''))
      }
    },
    async flush() {
      const waiting = framed
      framed = []
      await out(waiting)
    },
  }
}

function asChannel(channel: ChannelRecord): Pick<ChannelView, 'url' | 'kind'> {
  return { url: channel.url, kind: channel.kind }
}

function lineItem(draft: KeyedDraft): LineItem {
  const { title, text } = itemText(draft)
  return { ...draft, title, text }
}

/** Some only move the cursor, or take back what came before. */
const isMessage = ({ withdraws }: RawEvent): boolean => withdraws === undefined

function rawMessage(event: RawEvent, style: Transport['style']): string {
  const data = typeof event.payload === 'string' ? event.payload : decodeText(event.payload, event.contentType)
  return rawLine(event.topic ?? (style === 'document' ? 'document' : 'message'), data, event.id ?? '')
}

function rawLine(type: string, data: string, lastEventId: string): string {
  return `${JSON.stringify({ type, data, lastEventId })}\n`
}
