import type { ChannelSettings, DetectedChannel } from '../contract/index'
import { parsePayload } from '../core/formats/index'
import {
  type Clock,
  type ItemDraft,
  type ParsedPayload,
  type RawEvent,
  type Transport,
  TransportError,
  type TransportIo,
} from '../core/ports'
import type { HttpAnswer } from '../transports/http'
import { createSseParser, SseLimitExceeded } from '../transports/sse-parser'
import { previewOf } from './preview'

/** How long a stream is watched, and how many events are enough. */
export const STREAM_SAMPLE_MS = 4_000
export const SOCKET_SAMPLE_MS = 2_000
const ENOUGH_EVENTS = 5
/** Time for a socket to open. */
const SOCKET_OPEN_MS = 10_000

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
  return describe('sse', channel.url, sample, clock.now() - began, 'Event stream')
}

/**
 * Opens a socket and watches it for a moment. Greets it first where the channel says so.
 *
 * @throws TransportError when it does not open
 */
export async function sampleSocket(
  transport: Transport,
  channel: { url: string; settings: ChannelSettings },
  clock: Clock,
  signal: AbortSignal,
): Promise<DetectedChannel> {
  const sample = emptySample()
  const began = clock.now()
  const stop = new AbortController()
  const enough = (): void => stop.abort()
  signal.addEventListener('abort', enough, { once: true })
  let opened = false
  let stopTimer = clock.after(SOCKET_OPEN_MS, enough)
  const io: TransportIo = {
    cursor: null,
    signal: stop.signal,
    opened: () => {
      opened = true
      stopTimer()
      stopTimer = clock.after(SOCKET_SAMPLE_MS, enough)
    },
    received: (events: readonly RawEvent[]) => {
      for (const event of events) take(sample, { data: event.payload, topic: event.topic }, channel, event.baseUrl)
      if (sample.events >= ENOUGH_EVENTS) enough()
      return Promise.resolve()
    },
    dropped: () => undefined,
    heard: () => undefined,
  }
  try {
    if (signal.aborted) throw signal.reason
    await transport.run(channel, io)
  } catch (error) {
    if (!stop.signal.aborted && !(opened && error instanceof TransportError)) throw error
  } finally {
    stopTimer()
    signal.removeEventListener('abort', enough)
  }
  signal.throwIfAborted()
  if (!opened) throw new TransportError('timeout', `${new URL(channel.url).host} did not open the socket in time.`)
  return describe('websocket', channel.url, sample, clock.now() - began, 'WebSocket')
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

function describe(
  kind: 'sse' | 'websocket',
  url: string,
  sample: Sample,
  sampleMs: number,
  wire: string,
): DetectedChannel {
  const formats = [...sample.formats].join(', ')
  return {
    url,
    kind,
    title: new URL(url).host,
    facts: {
      format: formats === '' ? wire : `${wire}, ${formats}`,
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
