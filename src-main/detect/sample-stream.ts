import { nameOfAddress, type ChannelSettings, type DetectedChannel } from '../contract/index'
import { parsePayload } from '../core/formats/index'
import { TransportError, type Clock, type ItemDraft, type ParsedPayload } from '../core/ports'
import type { HttpAnswer } from '../transports/http'
import { createSseParser, SseLimitExceeded } from '../transports/sse-parser'
import { previewOf } from './preview'

/** How long a stream is watched, and how many events are enough. */
export const STREAM_SAMPLE_MS = 4_000
const ENOUGH_EVENTS = 5

interface Sample {
  names: Set<string>
  drafts: ItemDraft[]
  formats: Set<string>
  events: number
}
const emptySample = (): Sample => ({ names: new Set(), drafts: [], formats: new Set(), events: 0 })

/** Watches an answer that is an event stream, on the connection that is already there. */
export async function sampleEventStream(
  answer: HttpAnswer,
  channel: { url: string; settings: ChannelSettings },
  clock: Clock,
  signal: AbortSignal,
): Promise<DetectedChannel> {
  const sample = emptySample()
  const began = clock.now()
  const parser = createSseParser({
    event: (event) => take(sample, { ...event, topic: event.type }, channel, answer.url),
    retry: () => undefined,
  })
  let ended = false
  const finish = (): void => {
    ended = true
    answer.discard()
  }
  const stopTimer = clock.after(STREAM_SAMPLE_MS, finish)
  try {
    for await (const chunk of answer.chunks) {
      parser.push(chunk)
      if (sample.events >= ENOUGH_EVENTS) break
    }
  } catch (error) {
    signal.throwIfAborted()
    // The stream broke off, or sent a monster: what was seen until then is the sample.
    if (!ended && !(error instanceof TransportError) && !(error instanceof SseLimitExceeded)) throw error
  } finally {
    stopTimer()
    answer.discard()
  }
  signal.throwIfAborted()
  return describe(channel.url, sample, clock.now() - began)
}

function take(
  sample: Sample,
  event: { data: Uint8Array | string; topic: string | null },
  channel: { settings: ChannelSettings },
  baseUrl: string,
): void {
  sample.events += 1
  if (event.topic !== null) sample.names.add(event.topic)
  const parsed = read(event, channel.settings, baseUrl)
  if (parsed === null) return
  sample.formats.add(parsed.format)
  sample.drafts.push(...parsed.drafts.slice(0, ENOUGH_EVENTS))
}

function read(
  event: { data: Uint8Array | string; topic: string | null },
  settings: ChannelSettings,
  baseUrl: string,
): ParsedPayload | null {
  try {
    return parsePayload({
      payload: event.data,
      contentType: null,
      baseUrl,
      topic: event.topic,
      mapping: settings.mapping,
    })
  } catch (error) {
    if (error instanceof TransportError) return null
    throw error
  }
}

function describe(url: string, sample: Sample, sampleMs: number): DetectedChannel {
  const formats = [...sample.formats]
  return {
    url,
    kind: 'sse',
    title: nameOfAddress(url),
    facts: {
      format: ['Event stream', ...formats].join(', '),
      events: [...sample.names],
      sampleMs,
      offersPush: [],
    },
    preview: previewOf(sample.drafts),
    options: {},
    alternatives: [],
    subscribedAs: null,
  }
}
