import { MAX_PART_BYTES, MAX_PART_HEADER_BYTES } from '../../contract/index'
import { LEAST_MARK_IN_BINARY, markOfLine } from './boundary'
import { bufferOf } from './framer'
import { PartBody } from './part-body'

const LF = 10
const CR = 13
const DASH = 45
/** So much of a body may come without any boundary before it is none of a multipart stream. Bytes. */
const MAX_PREAMBLE_BYTES = 64 * 1024
/** A longer line before the first boundary is none. Bytes. */
const MAX_PREAMBLE_LINE_BYTES = 4 * 1024
/** How much of a part over its limit is passed over before its Content-Length is not believed any more. Bytes. */
const MAX_BELIEVED_BYTES = 16 * 1024 * 1024

/** Headers of one part, names in small letters. */
export type PartHeaders = ReadonlyMap<string, string>

export interface PartSink {
  /** A part begins. False: nobody wants it, and its bytes are passed over. `binary`: it is not text. */
  begins(headers: PartHeaders): { wanted: boolean; binary: boolean }
  /** All of a wanted part. The bytes belong to the sink. */
  part(headers: PartHeaders, bytes: Uint8Array): void
  /** All of a part that was not wanted went by. */
  passedOver(headers: PartHeaders): void
  /** A part, or its headers, was over the limit and is left out. */
  leftOut(limitBytes: number): void
}

export interface MultipartParser {
  /** Takes the next bytes, cut anywhere. @throws NoBoundary */
  push(bytes: Uint8Array): void
  /** The answer ended well: the part under way is whole. */
  end(): void
  /** The closing boundary came: what follows is no part. */
  readonly closed: boolean
}

/** What comes is not divided by any boundary. */
export class NoBoundary extends Error {
  override readonly name = 'NoBoundary'
}

type Place =
  | 'preamble'
  | 'mark' // behind a boundary, on its line
  | 'headers'
  | 'counted' // a body whose length was said
  | 'searched' // a body up to the next boundary
  | 'after' // behind a counted body, where the boundary should be
  | 'closed'

/**
 * Multipart bodies as they are met (RFC 2046 section 5.1, and cameras): with and without Content-Length, boundaries
 * written in other ways than announced, LF alone, no headers, lengths that are wrong. A part with a length is handed
 * over with its last byte, another one with the boundary behind it, whose own line need not be whole (nchan ends it later).
 *
 * Counted bytes are never searched, and unwanted ones never kept: a camera at 30 pictures a second costs next to nothing.
 */
export function createMultipartParser(
  sink: PartSink,
  marks: readonly string[],
  limits = { partBytes: MAX_PART_BYTES, headerBytes: MAX_PART_HEADER_BYTES },
): MultipartParser {
  let place: Place = 'preamble'
  let carry = Buffer.alloc(0)
  let mark: Buffer = Buffer.alloc(0)
  let isFirstLine = true
  let preambleBytes = 0
  let headers = new Map<string, string>()
  let headerBytes = 0
  let binary = false
  /** Bytes of a counted body still to come. */
  let left = 0
  /** Whether this server's lengths are to be believed. */
  let trusted = true
  /** At the very beginning of a body a boundary needs no line break before it. */
  let atBodyStart = false
  /** A length was wrong, and what it swallowed is to be read again. */
  let again = false
  const body = new PartBody(limits.partBytes, (limit) => sink.leftOut(limit))

  function beginHeaders(): void {
    place = 'headers'
    headers = new Map()
    headerBytes = 0
  }

  function beginBody(): void {
    const wish = sink.begins(headers)
    binary = wish.binary
    const said = trusted ? lengthOf(headers) : null
    const isOver = said !== null && said > limits.partBytes
    if (isOver) sink.leftOut(limits.partBytes)
    body.begin(isOver ? 'leftOut' : wish.wanted ? 'keep' : 'passOver', said ?? 0)
    atBodyStart = true
    if (said === null || said > MAX_BELIEVED_BYTES) place = 'searched'
    else {
      place = 'counted'
      left = said
    }
  }

  /** Hands the part over; `place` is the caller's business. */
  function finish(): void {
    const done = body.finish()
    if (done === 'passedOver') sink.passedOver(headers)
    else if (done !== null) sink.part(headers, done)
  }

  const steps: Record<Place, (data: Buffer, at: number) => number> = {
    preamble(data, at) {
      const end = data.indexOf(LF, at)
      const length = (end === -1 ? data.length : end + 1) - at
      if (end === -1 && length <= MAX_PREAMBLE_LINE_BYTES) return need(data, at)
      preambleBytes += length
      if (preambleBytes > MAX_PREAMBLE_BYTES) throw new NoBoundary('no boundary')
      if (length > MAX_PREAMBLE_LINE_BYTES) {
        isFirstLine = false
        return at + length
      }
      const line = data.toString('latin1', at, end)
      if (line.trim() === '') return end + 1
      const found = markOfLine(line, marks, isFirstLine)
      const isHeader = isFirstLine && found === null && /^content-(?:type|length)\s*:/i.test(line)
      isFirstLine = false
      if (found !== null) {
        mark = Buffer.from(found, 'latin1')
        beginHeaders()
      } else if (isHeader && marks[0] !== undefined) {
        // A body that begins with its first part, the boundary being thought of as said already.
        mark = Buffer.from(marks[0], 'latin1')
        beginHeaders()
        return at
      }
      return end + 1
    },

    mark(data, at) {
      if (data[at] === DASH && data[at + 1] === DASH) {
        place = 'closed'
        return data.length
      }
      const end = data.indexOf(LF, at)
      // The rest of the line is of no interest, however long it is.
      if (end === -1) return data.length - at > MAX_PREAMBLE_LINE_BYTES ? data.length : need(data, at)
      beginHeaders()
      return end + 1
    },

    headers(data, at) {
      // No header begins so: there are none at all.
      if (headerBytes === 0 && headers.size === 0 && !canBeginHeader(data[at]!)) {
        beginBody()
        return at
      }
      const end = data.indexOf(LF, at)
      const length = (end === -1 ? data.length : end) - at
      if (headerBytes + length > limits.headerBytes) {
        sink.leftOut(limits.headerBytes)
        body.begin('leftOut', 0)
        atBodyStart = false
        place = 'searched'
        return at
      }
      if (end === -1) return need(data, at)
      headerBytes += length
      const line = data.toString('latin1', at, data[end - 1] === CR && end > at ? end - 1 : end)
      // A boundary said twice.
      if (line.trimEnd() === mark.toString('latin1')) {
        beginHeaders()
        return end + 1
      }
      if (line.trim() === '') {
        beginBody()
        return end + 1
      }
      const colon = headerColon(line)
      if (colon !== -1) {
        headers.set(line.slice(0, colon).trimEnd().toLowerCase(), line.slice(colon + 1).trim())
        return end + 1
      }
      // The continuation of a header. Anything else in the first line means that there are no headers at all.
      if (headers.size > 0) return end + 1
      beginBody()
      return at
    },

    counted(data, at) {
      const to = Math.min(data.length, at + left)
      body.add(data, at, to)
      left -= to - at
      if (left > 0) return to
      place = 'after'
      // With nothing behind it the part must not wait for what comes next.
      return to === data.length ? afterCounted(data, to) : to
    },

    after(data, at) {
      return afterCounted(data, at)
    },

    searched(data, at) {
      let from = at
      for (;;) {
        const found = data.indexOf(mark, from)
        if (found === -1) {
          // Kept back: a boundary that has begun, and the line break before it.
          const safe = Math.max(at, data.length - mark.length - 1)
          if (safe > at) {
            body.add(data, at, safe)
            atBodyStart = false
          }
          return need(data, safe)
        }
        const breaks = data[found - 1] === LF && found > at
        const isMark = breaks || (found === at && atBodyStart) || (binary && mark.length >= LEAST_MARK_IN_BINARY)
        if (!isMark) {
          from = found + 1
          continue
        }
        const end = breaks ? (data[found - 2] === CR && found - 2 >= at ? found - 2 : found - 1) : found
        body.add(data, at, end)
        finish()
        place = 'mark'
        return found + mark.length
      }
    },

    closed: (data) => data.length,
  }

  /** Behind a counted body: the boundary, or proof that the length was wrong. */
  function afterCounted(data: Buffer, at: number): number {
    // A length that reaches too far has swallowed the boundary; what came after it is read again.
    const swallowed = body.indexOfMark(mark)
    if (swallowed !== -1) {
      trusted = false
      const rest = body.cutAt(swallowed)
      finish()
      place = 'mark'
      carry = Buffer.concat([rest.subarray(mark.length), data.subarray(at)])
      again = true
      return -1
    }
    let next = at
    while (next < data.length && next - at < 4 && (data[next] === CR || data[next] === LF)) next += 1
    const there = data.subarray(next, next + mark.length)
    if (there.equals(mark)) {
      finish()
      place = 'mark'
      return next + mark.length
    }
    if (mark.subarray(0, there.length).equals(there)) {
      // As far as it came it fits: the part is complete with its last byte.
      finish()
      return need(data, at)
    }
    // A length that is too small: the rest of the part comes still, and ends with the boundary. Or one that reaches
    // into the boundary: so its end is looked at again.
    trusted = false
    place = 'searched'
    const tail = body.takeBack(mark.length + 1)
    atBodyStart = body.isEmpty
    carry = Buffer.concat([tail, data.subarray(at)])
    again = true
    return -1
  }

  function need(data: Buffer, from: number): number {
    // A copy, so that a few bytes do not hold a whole chunk.
    carry = Buffer.from(data.subarray(from))
    return -1
  }

  return {
    push(bytes) {
      let data = carry.length === 0 ? bufferOf(bytes) : Buffer.concat([carry, bytes])
      do {
        again = false
        carry = Buffer.alloc(0)
        for (let at = 0; at !== -1 && at < data.length;) at = steps[place](data, at)
        data = carry
      } while (again)
    },
    end() {
      if (place === 'searched') {
        body.add(carry, 0, carry.length)
        finish()
      }
      carry = Buffer.alloc(0)
      place = 'closed'
    },
    get closed() {
      return place === 'closed'
    },
  }
}

/** A letter, a digit or a mark of a name; white space; or the dashes of a boundary said twice. */
const canBeginHeader = (byte: number): boolean =>
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z\s]$/.test(String.fromCharCode(byte)) && byte < 128

/** Where the name of a header ends; -1 where the line is none. */
function headerColon(line: string): number {
  const colon = line.indexOf(':')
  return colon > 0 && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*$/.test(line.slice(0, Math.min(colon, 200))) ? colon : -1
}

function lengthOf(headers: PartHeaders): number | null {
  const said = headers.get('content-length') ?? ''
  return /^\d{1,15}$/.test(said) ? Number(said) : null
}
