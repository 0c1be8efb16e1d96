import { MAX_PICTURES_PER_SECOND, MULTIPART, pictureType, readOptions } from '../contract/index'
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
import { canBeHeaderValue } from './http-headers'
import { limitWords } from './limit-words'
import { boundaryMarks } from './streams/boundary'
import { mediaTypeOf } from './streams/framer'
import { createMultipartParser, NoBoundary, type PartHeaders } from './streams/multipart-parser'
import { withStream, wrongType, type OpenStream } from './streams/open-stream'
import { documentOf, mayBePicture } from './streams/part-kind'

const ACCEPT = 'multipart/x-mixed-replace, multipart/mixed, image/*;q=0.5, */*;q=0.3'
const PICTURE_GAP_MS = 1_000 / MAX_PICTURES_PER_SECOND

export interface MultipartOptions {
  http: HttpClient
  clock: Clock
  /** Instead of the channel's own; shortened in tests. Milliseconds. */
  stallFloorMs?: number | undefined
}

/** nchan says in each part what to ask for next time (its Last-Modified and ETag go back as conditions). */
interface Validators {
  lastModified: string
  etag: string
}

/**
 * `multipart/x-mixed-replace` and its kin: documents become items, pictures replace each other. Of the pictures only as
 * many are taken as can be shown; the others go by without being kept or looked at.
 */
export function createMultipartTransport(options: MultipartOptions): Transport {
  return {
    kind: 'multipart',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readValidators(cursor) !== null,
    run: (channel, io) => run(options, channel, io),
  }
}

function run(
  { http, clock, stallFloorMs }: MultipartOptions,
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  const options = readOptions(MULTIPART, channel.settings.options)
  const known = readValidators(io.cursor)
  const conditions =
    known === null
      ? {}
      : { 'If-Modified-Since': known.lastModified, ...(known.etag && { 'If-None-Match': known.etag }) }
  return withStream(
    {
      http,
      clock,
      channel,
      io,
      url: channel.url,
      headers: { Accept: ACCEPT, ...conditions },
      quietMs: stallFloorMs ?? options.quietSeconds * 1_000,
      judge: (answer) => judge(answer, options.boundary),
    },
    (stream) => readParts(stream, options.boundary, io, clock),
  )
}

function judge(answer: HttpAnswer, boundary: string): TransportError | null {
  const contentType = answer.header('content-type')
  // Who says the boundary knows better than the label.
  if (boundary.trim() !== '' || /^multipart\/./.test(mediaTypeOf(contentType))) return null
  return wrongType(new URL(answer.url).host, 'a stream of parts', contentType)
}

async function readParts(stream: OpenStream, boundary: string, io: TransportIo, clock: Clock): Promise<RunEnd> {
  const { answer, host } = stream
  const pictures = createPictureGate(io, clock)
  let events: RawEvent[] = []
  let lastStamp: string | null = null

  function document(headers: PartHeaders, bytes: Uint8Array): void {
    const stamp = headers.get('x-timestamp') ?? null
    // The same page once more. Where there is no stamp its content tells, when it is stored.
    if (stamp !== null && stamp === lastStamp) return
    lastStamp = stamp
    const found = documentOf(headers.get('content-type') ?? null, bytes)
    if (found === null) {
      io.dropped(1, { kind: 'malformed', message: `${host} sent a part that is neither text nor a picture.` })
      return
    }
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'event', data: found.payload })
    const validators = validatorsOf(headers)
    if (found.payload.trim() === '') return
    events.push({
      ...found,
      contentType: null,
      topic: null,
      id: null,
      receivedAt: clock.now(),
      baseUrl: answer.url,
      ...(validators !== null && { cursor: validators }),
    })
  }

  const parser = createMultipartParser(
    {
      begins(headers) {
        const isPicture = mayBePicture(headers.get('content-type') ?? null)
        return { wanted: !isPicture || pictures.wants(), binary: isPicture }
      },
      part(headers, bytes) {
        if (bytes.length === 0) return
        const type = pictureType(bytes)
        if (type !== null) pictures.came(type, bytes)
        else if (!mayBePicture(headers.get('content-type') ?? null)) document(headers, bytes)
        else io.dropped(1, { kind: 'malformed', message: `${host} sent a picture of a kind that Crier does not show.` })
      },
      passedOver: () => pictures.wentBy(),
      leftOut: (limitBytes) => io.dropped(1, outsized(host, limitBytes)),
    },
    boundaryMarks(answer.header('content-type'), boundary),
  )

  try {
    for await (const chunks of stream.chunks()) {
      for (const chunk of chunks) parser.push(chunk)
      const batch = events
      events = []
      await stream.store(batch)
      if (parser.closed) return { how: 'closed', waitAtLeastMs: 0 }
    }
  } catch (error) {
    if (!(error instanceof NoBoundary)) throw error
    const message = `${host} says that it sends parts, but what comes is not divided into any.`
    throw new TransportError('malformed', message, { detail: (answer.header('content-type') ?? '').slice(0, 200) })
  }
  // An answer that says where it ends was not cut.
  if (answer.header('transfer-encoding') !== null || answer.header('content-length') !== null) parser.end()
  await stream.store(events)
  return { how: 'closed', waitAtLeastMs: 0 }
}

/** Lets as many pictures through as can be shown, and counts the others. */
function createPictureGate(io: TransportIo, clock: Clock) {
  let came = 0
  let skipped = 0
  let nextAt = -Infinity
  return {
    wants: () => io.picture !== undefined && clock.now() >= nextAt,
    wentBy() {
      came += 1
      skipped += 1
    },
    came(type: string, bytes: Uint8Array) {
      came += 1
      const at = clock.now()
      // A picture that was not announced as one is kept before it is known.
      if (io.picture === undefined || at < nextAt) {
        skipped += 1
        return
      }
      // The clock of the wall may be set back: never wait longer than one gap.
      nextAt = at + PICTURE_GAP_MS
      io.frame?.({ at, direction: 'in', kind: 'binary', data: `${type}, ${String(bytes.length)} bytes` })
      io.picture({ at, type, bytes, came, skipped })
    },
  }
}

function validatorsOf(headers: PartHeaders): { [name: string]: Json } | null {
  const lastModified = headers.get('last-modified') ?? ''
  const etag = headers.get('etag') ?? ''
  const canBeSent = canBeHeaderValue(lastModified + etag) && lastModified.length + etag.length < 1_000
  return lastModified !== '' && canBeSent ? { lastModified, etag } : null
}

function readValidators(stored: Json | null): Validators | null {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null
  const { lastModified, etag } = stored
  return typeof lastModified === 'string' && typeof etag === 'string' ? { lastModified, etag } : null
}

function outsized(host: string, limitBytes: number) {
  return {
    kind: 'tooLarge' as const,
    message: `${host} sent a part over the limit of ${limitWords(limitBytes)}; it was left out.`,
  }
}
