import { pipeline, Readable, type Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { TransportError } from '../core/ports'

/** More layers than this are not compression but a trick. */
const MAX_CODINGS = 4
const OUTPUT_CHUNK_BYTES = 64 * 1024

/** Flushing after every write keeps live streams prompt; flushing at the end forgives a missing trailer, as browsers do. */
const ZLIB_OPTIONS = {
  flush: constants.Z_SYNC_FLUSH,
  finishFlush: constants.Z_SYNC_FLUSH,
  chunkSize: OUTPUT_CHUNK_BYTES,
}
const BROTLI_OPTIONS = {
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
  chunkSize: OUTPUT_CHUNK_BYTES,
}

/** What we can undo, for the Accept-Encoding header. */
export const ACCEPT_ENCODING = 'gzip, deflate, br'

/**
 * Undoes a Content-Encoding, whose codings are listed in the order they were applied (RFC 9110 section 8.4).
 * Destroying the answered stream destroys `body`; errors of any layer surface on the answered stream.
 * Throws TransportError `wrongType` for a coding we do not know.
 */
export function decodeContent(body: Readable, contentEncoding: string | null, host: string): Readable {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > MAX_CODINGS) throw unknownCoding(host, contentEncoding)
  return codings.reduceRight((stream, coding) => {
    if (coding === 'gzip' || coding === 'x-gzip') return through(stream, createGunzip(ZLIB_OPTIONS))
    if (coding === 'br') return through(stream, createBrotliDecompress(BROTLI_OPTIONS))
    if (coding === 'deflate') return Readable.from(inflateEither(stream), { objectMode: false })
    throw unknownCoding(host, contentEncoding)
  }, body)
}

function unknownCoding(host: string, contentEncoding: string | null): TransportError {
  return new TransportError('wrongType', `${host} compressed its answer in a way that cannot be read.`, {
    final: 'ended',
    detail: `Content-Encoding: ${contentEncoding ?? ''}`.slice(0, 200),
  })
}

function through(source: Readable, transform: Transform): Readable {
  // pipeline destroys `transform` with the error, so whoever reads it is told; nothing is left to do here.
  return pipeline(source, transform, () => undefined)
}

/** "deflate" means zlib, but some servers send it bare. A zlib stream begins with method 8 and a header divisible by 31 (RFC 1950). */
async function* inflateEither(source: Readable): AsyncGenerator<Buffer> {
  const rest: AsyncIterator<Buffer> = source[Symbol.asyncIterator]()
  try {
    let start = Buffer.alloc(0)
    while (start.length < 2) {
      const next = await rest.next()
      if (next.done) break
      start = Buffer.concat([start, next.value])
    }
    if (start.length === 0) return
    const zlib = ((start[0] ?? 0) & 0x0f) === 8 && ((start[0] ?? 0) * 256 + (start[1] ?? 0)) % 31 === 0
    const whole = Readable.from(resumed(start, rest), { objectMode: false })
    yield* through(whole, zlib ? createInflate(ZLIB_OPTIONS) : createInflateRaw(ZLIB_OPTIONS))
  } finally {
    source.destroy()
  }
}

async function* resumed(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
