import { MAX_LINE_BYTES } from '../../contract/index'
import { bufferOf, type Decode, type Framer, type FrameSink } from './framer'
import { RecordBytes } from './record-bytes'

const LF = 10
const CR = 13

/**
 * Lines that end with LF or CRLF, or messages that end with another byte. Empty ones are signs of life and no messages.
 * Divided before anything is decoded.
 */
export function createLineFramer(sink: FrameSink, decode: Decode, limitBytes = MAX_LINE_BYTES, delimiter = LF): Framer {
  const carry = new RecordBytes(limitBytes, (limit) => sink.leftOut(limit))
  let isFirst = true

  function take(line: Buffer | null): void {
    if (line === null) return
    const text = decode(delimiter === LF && line.at(-1) === CR ? line.subarray(0, -1) : line)
    // A byte order mark counts once, at the very start.
    const clean = isFirst && text.startsWith('\ufeff') ? text.slice(1) : text
    isFirst = false
    if (clean.trim() !== '') sink.record(clean)
  }

  return {
    push(bytes) {
      const chunk = bufferOf(bytes)
      let at = 0
      for (let end = chunk.indexOf(delimiter); end !== -1; end = chunk.indexOf(delimiter, at)) {
        take(carry.finish(chunk, at, end))
        at = end + 1
      }
      if (at < chunk.length) carry.add(chunk, at, chunk.length)
    },
    end() {
      take(carry.finish(Buffer.alloc(0), 0, 0))
    },
    get pending() {
      return carry.length > 0 || carry.over
    },
  }
}
