import { MAX_RECORD_BYTES } from '../../contract/index'
import { bufferOf, type Decode, type Framer, type FrameSink } from './framer'
import { RecordBytes } from './record-bytes'

const LF = 10
/** RFC 7464: stands before every text of a JSON sequence. */
const RS = 0x1e
const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])
/** White space, and a byte order mark at the start (which is no white space of JSON, but some send one). */
const BLANK = new Set([9, LF, 13, 32, COMMA, RS, 0xef, 0xbb, 0xbf])
/** What a number, true, false or null begins with. */
const SCALAR = /^[-\dtfn]$/

type Inside = 'nothing' | 'container' | 'string' | 'scalar' | 'junk'

/**
 * JSON values one after another, however they are parted: by lines, by nothing, by commas, or by the record separator
 * of RFC 7464. An object is handed over with its closing bracket and does not wait for what follows. What is no JSON is
 * passed over up to the next line or record separator, and counted once.
 */
export function createJsonFramer(sink: FrameSink, decode: Decode, limitBytes = MAX_RECORD_BYTES): Framer {
  const carry = new RecordBytes(limitBytes, (limit) => sink.leftOut(limit))
  let inside: Inside = 'nothing'
  let depth = 0
  let inString = false
  let escaped = false

  function finish(chunk: Buffer, from: number, to: number): void {
    const value = carry.finish(chunk, from, to)
    inside = 'nothing'
    if (value !== null) sink.record(decode(value))
  }

  /** A value that breaks off, or something that is none. */
  function giveUp(): void {
    // What is over the limit has been counted already.
    if (!carry.over) sink.unreadable()
    carry.clear()
    inside = 'nothing'
  }

  function begin(byte: number): void {
    depth = 1
    inString = byte === QUOTE
    escaped = false
    inside = OPENING.has(byte)
      ? 'container'
      : inString
        ? 'string'
        : SCALAR.test(String.fromCharCode(byte))
          ? 'scalar'
          : 'junk'
  }

  return {
    push(bytes) {
      const chunk = bufferOf(bytes)
      let from = 0
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at]!
        if (inside === 'nothing') {
          if (BLANK.has(byte)) continue
          from = at
          begin(byte)
        } else if (inString) {
          if (escaped) escaped = false
          else if (byte === BACKSLASH) escaped = true
          else if (byte === QUOTE) {
            inString = false
            if (inside === 'string') finish(chunk, from, at + 1)
          } else if (byte === LF || byte === RS) giveUp()
        } else if (byte === RS) {
          // A text that ends before it is whole was cut (RFC 7464 section 2.3); a scalar may end so.
          if (inside === 'scalar') finish(chunk, from, at)
          else giveUp()
        } else if (inside === 'container') {
          if (byte === QUOTE) inString = true
          else if (OPENING.has(byte)) depth += 1
          else if (CLOSING.has(byte)) {
            depth -= 1
            if (depth === 0) finish(chunk, from, at + 1)
          }
        } else if (inside === 'scalar') {
          if (BLANK.has(byte)) finish(chunk, from, at)
          else if (OPENING.has(byte) || byte === QUOTE) {
            finish(chunk, from, at)
            from = at
            begin(byte)
          }
        } else if (byte === LF) giveUp()
      }
      if (inside === 'nothing') return
      // Junk is not kept, only counted: it may be long.
      carry.add(chunk, from, chunk.length)
    },
    end() {
      if (inside === 'scalar') finish(Buffer.alloc(0), 0, 0)
      else if (inside !== 'nothing') giveUp()
    },
    get pending() {
      return inside !== 'nothing'
    },
  }
}
