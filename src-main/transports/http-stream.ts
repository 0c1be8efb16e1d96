import { readOptions, STREAM, type OptionsOf } from '../contract/index'
import {
  TransportError,
  type Channel,
  type Clock,
  type Json,
  type RawEvent,
  type RunEnd,
  type Transport,
  type TransportIo,
} from '../core/ports'
import type { HttpAnswer, HttpClient } from './http'
import { chooseFraming, type KnownFraming } from './streams/choose-framing'
import { createFramer } from './streams/create-framer'
import { decoderFor, EndlessRecord, mediaTypeOf, type Framer } from './streams/framer'
import { callMessage, closingPlace, isAboutStream, readValue, type Message } from './streams/message'
import { withStream, wrongType, type OpenStream } from './streams/open-stream'
import { createResume, readPlace, type Resume } from './streams/resume'

/** So many messages in a row that are no JSON: the server speaks something else by now. */
const MAX_UNREADABLE_IN_A_ROW = 100

const ACCEPT =
  'application/x-ndjson, application/json-seq, application/stream+json, application/json;q=0.9, text/plain;q=0.8, */*;q=0.5'

export interface HttpStreamOptions {
  http: HttpClient
  clock: Clock
  /** Instead of the channel's own; shortened in tests. Milliseconds. */
  stallFloorMs?: number | undefined
}

/**
 * HTTP streaming ("Comet streaming"): one answer that never ends, of lines, JSON records or script calls. What a message
 * is, is found out from the content type and the first bytes, or said by the user; where the server can go on from a
 * place, the last message says which.
 */
export function createHttpStreamTransport(options: HttpStreamOptions): Transport {
  return {
    kind: 'stream',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readPlace(cursor) !== null,
    run: (channel, io) => run(options, channel, io),
  }
}

function run(
  { http, clock, stallFloorMs }: HttpStreamOptions,
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  const options = readOptions(STREAM, channel.settings.options)
  const resume = createResume(options)
  const place = readPlace(io.cursor)
  const { url, headers } = resume.ask(channel.url, place)
  return withStream(
    {
      http,
      clock,
      channel,
      io,
      url,
      headers: { Accept: ACCEPT, ...headers },
      ...((options.framing === 'auto' || options.framing === 'pieces') && {
        inPieces: (answer: HttpAnswer) => options.framing === 'pieces' || answer.header('content-type') === null,
      }),
      quietMs: stallFloorMs ?? options.quietSeconds * 1_000,
      judge: (answer) => judge(answer, options.framing),
    },
    (stream) => new Reading(stream, { clock, channel, io, options, resume, place }).toEnd(),
  )
}

function judge(answer: HttpAnswer, framing: OptionsOf<typeof STREAM>['framing']): TransportError | null {
  const contentType = answer.header('content-type')
  const type = mediaTypeOf(contentType)
  const { host } = new URL(answer.url)
  if (type === 'text/event-stream')
    return wrongType(host, 'plain messages: this is a stream of server-sent events', contentType)
  if (/^(?:multipart|image|audio|video|font)\//.test(type)) return wrongType(host, 'a stream of messages', contentType)
  const isPage = /^text\/html$|^application\/xhtml\+xml$/.test(type)
  if (isPage && framing !== 'auto' && framing !== 'script' && framing !== 'lines')
    return wrongType(host, 'a stream of messages: this is a web page', contentType)
  return null
}

interface ReadingJob {
  clock: Clock
  channel: Pick<Channel, 'url' | 'settings'>
  io: TransportIo
  options: OptionsOf<typeof STREAM>
  resume: Resume
  place: string | null
}

/** Reads one open answer: bytes to messages, messages to events, events to the store. */
class Reading {
  private events: RawEvent[] = []
  private place: string | null
  private messages = 0
  private unreadableInARow = 0
  private framing: KnownFraming | null = null
  private framer: Framer | null = null
  /** What came while it was still open how to read it. */
  private undecided: Buffer = Buffer.alloc(0)

  constructor(
    private readonly stream: OpenStream,
    private readonly job: ReadingJob,
  ) {
    this.place = job.place
    const { framing } = job.options
    if (framing !== 'auto') this.open(framing)
  }

  async toEnd(): Promise<RunEnd> {
    try {
      for await (const pieces of this.stream.chunks()) {
        for (const piece of pieces) this.take(piece)
        await this.store()
      }
      if (this.framer === null && this.undecided.length > 0) this.open('lines')
      this.framer?.end()
      await this.store()
    } catch (error) {
      // What came before it is good and must be kept, so that we do not come back to the same place.
      if (error instanceof EndlessRecord || (error instanceof TransportError && error.kind === 'malformed'))
        await this.store()
      throw error instanceof EndlessRecord ? outsized(error.limitBytes, this.stream.host) : error
    }
    if (this.framing === 'script' && this.messages === 0 && this.place === null)
      throw wrongType(
        this.stream.host,
        'a stream: the page ended and called nothing',
        this.stream.answer.header('content-type'),
      )
    return { how: 'closed', waitAtLeastMs: 0, ...(this.place !== null && { cursor: { place: this.place } }) }
  }

  private take(chunk: Uint8Array): void {
    if (this.framer !== null) return this.framer.push(chunk)
    const { answer } = this.stream
    const start = this.undecided.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.undecided, chunk])
    const isChunked = /\bchunked\b/i.test(answer.header('transfer-encoding') ?? '')
    const framing = chooseFraming(answer.header('content-type'), start, isChunked)
    this.undecided = start
    if (framing !== null) this.open(framing)
  }

  private open(framing: KnownFraming): void {
    const { answer, host } = this.stream
    const { io, options } = this.job
    this.framing = framing
    this.framer = createFramer(
      {
        record: (text, call) => {
          const isMapped = Object.keys(this.job.channel.settings.mapping).length > 0
          this.message(
            call === undefined
              ? { payload: text, topic: null, value: this.needsValue() ? readValue(text) : undefined }
              : callMessage(call.topic, call.parts, isMapped),
          )
        },
        leftOut: (limitBytes) => io.dropped(1, outsized(limitBytes, host).failure),
        unreadable: () => this.unreadable(),
      },
      { framing, decode: decoderFor(answer.header('content-type')), callback: options.callback },
    )
    const waiting = this.undecided
    this.undecided = Buffer.alloc(0)
    if (waiting.length > 0) this.framer.push(waiting)
  }

  private needsValue(): boolean {
    return this.isJson() || this.job.options.resumeBy !== 'nothing'
  }

  private isJson(): boolean {
    return this.framing === 'ndjson' || this.framing === 'json' || this.framing === 'jsonSeq'
  }

  private message({ payload, topic, value }: Message): void {
    const { clock, io, resume } = this.job
    if (value === undefined && this.isJson()) return this.unreadable()
    this.unreadableInARow = 0
    this.messages += 1
    io.frame?.({
      at: clock.now(),
      direction: 'in',
      kind: 'event',
      data: payload,
      ...(topic !== null && { type: topic }),
    })
    const closing = closingPlace(value)
    if (closing !== undefined) {
      // It is stored with the end of the run: it says nothing but how far we are.
      this.place = resume.asPlace(closing) ?? this.place
      return
    }
    const place = resume.placeIn(value)
    this.place = place ?? this.place
    if (isAboutStream(value)) return
    const cursor: Json | undefined = place === null ? undefined : { place }
    this.events.push({
      payload,
      contentType: null,
      topic,
      id: place,
      receivedAt: clock.now(),
      baseUrl: this.stream.answer.url,
      ...(cursor !== undefined && { cursor }),
    })
  }

  private unreadable(): void {
    const { host } = this.stream
    this.unreadableInARow += 1
    this.job.io.dropped(1, {
      kind: 'malformed',
      message: `${host} sent something that is not JSON; it was left out.`,
    })
    if (this.unreadableInARow < MAX_UNREADABLE_IN_A_ROW) return
    throw new TransportError('malformed', `${host} no longer sends JSON, so nothing of it can be read.`)
  }

  private async store(): Promise<void> {
    const batch = this.events
    this.events = []
    await this.stream.store(batch)
  }
}

function outsized(limitBytes: number, host: string): TransportError {
  const message = `${host} sent a message over the limit of ${String(limitBytes / 1024 / 1024)} MiB; it was left out.`
  return new TransportError('tooLarge', message)
}
