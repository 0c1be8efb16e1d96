import { MAX_LINE_BYTES, MAX_RECORD_BYTES } from '../../contract/index'
import { bufferOf, type Decode, type Framer, type FrameSink } from '../streams/framer'
import { createLineFramer } from '../streams/lines'
import { RecordBytes } from '../streams/record-bytes'

const NUL = 0
const LF = 10
const NOTHING = Buffer.alloc(0)

/** How messages end: with a NUL, with a line feed, or with whichever of both comes first on this connection. */
export type Ending = 'auto' | 'nul' | 'lines'

export interface SocketFramer extends Framer {
  /** There are lines, but they may be those of one document that a NUL has still to end. */
  readonly isTorn: boolean
  /** No NUL came in time: they are messages. */
  takeLines(): void
}

/** Divides the bytes of a bare socket into messages, before anything is decoded. */
export function createSocketFramer(ending: Ending, sink: FrameSink, decode: Decode): SocketFramer {
  const framerFor = (delimiter: number): Framer =>
    createLineFramer(sink, decode, delimiter === NUL ? MAX_RECORD_BYTES : MAX_LINE_BYTES, delimiter)
  let chosen = ending === 'auto' ? null : framerFor(ending === 'nul' ? NUL : LF)
  /** What came before that was known. Never over its limit: then it counts as lines. */
  const waiting = new RecordBytes(MAX_RECORD_BYTES, () => undefined)
  let isTorn = false

  function choose(delimiter: number): Framer {
    const framer = framerFor(delimiter)
    chosen = framer
    isTorn = false
    framer.push(waiting.finish(NOTHING, 0, 0) ?? NOTHING)
    return framer
  }

  /** How the messages end, as these next bytes tell it. Null: they do not. */
  function delimiterIn(chunk: Buffer): number | null {
    const nul = chunk.indexOf(NUL)
    if (isTorn) return nul === -1 ? null : NUL
    const lf = chunk.indexOf(LF)
    if (nul !== -1 && (lf === -1 || nul < lf)) return NUL
    if (lf === -1) return null
    if (waiting.length + lf > MAX_RECORD_BYTES) return LF
    const line = waiting.finish(chunk, 0, lf) ?? NOTHING
    isTorn = mayGoOn(line)
    // Only looked at.
    if (line.length > lf) waiting.add(line, 0, line.length - lf)
    if (!isTorn) return LF
    return nul === -1 ? null : NUL
  }

  return {
    push(bytes) {
      const chunk = bufferOf(bytes)
      if (chosen !== null) return chosen.push(chunk)
      const delimiter = delimiterIn(chunk) ?? (waiting.length + chunk.length > MAX_RECORD_BYTES ? LF : null)
      if (delimiter === null) waiting.add(chunk, 0, chunk.length)
      else choose(delimiter).push(chunk)
    },
    takeLines() {
      if (isTorn) choose(LF)
    },
    end() {
      const framer = chosen ?? choose(LF)
      framer.end()
    },
    get isTorn() {
      return isTorn
    },
    get pending() {
      return waiting.length > 0 || chosen?.pending === true
    },
  }
}

/** Whether a first line may be that of a document with lines of its own. */
function mayGoOn(bytes: Buffer): boolean {
  const line = bytes.toString('latin1').trim()
  // A name begins with no digit and no space (XML 1.0 production 4): `<34>` is how syslog begins.
  if (!/^<[?!:\w\u0080-\u00ff]/.test(line) || /^<\d/.test(line)) return false
  const name = /^<([\w:.-]+)/.exec(line)?.[1]
  return !(line.endsWith('/>') || (name !== undefined && line.endsWith(`</${name}>`)))
}
