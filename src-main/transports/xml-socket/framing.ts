import { MAX_RECORD_BYTES } from '../../contract/index'
import { bufferOf, type Decode, type Framer, type FrameSink } from '../streams/framer'
import { createLineFramer } from '../streams/lines'

const NUL = 0
const LF = 10

/** How messages end: with a NUL, with a line feed, or with whichever of both comes first on this connection. */
export type Ending = 'auto' | 'nul' | 'lines'

/** Divides the bytes of a bare socket into messages, before anything is decoded. */
export function createSocketFramer(ending: Ending, sink: FrameSink, decode: Decode): Framer {
  if (ending !== 'auto') return framerFor(ending === 'nul' ? NUL : LF, sink, decode)
  let chosen: Framer | null = null
  /** What came before the first ending. Over the limit it counts as a line, whose framer knows what to do with it. */
  let waiting = Buffer.alloc(0)
  return {
    push(bytes) {
      if (chosen !== null) return chosen.push(bytes)
      waiting = Buffer.concat([waiting, bufferOf(bytes)])
      const delimiter = delimiterIn(waiting)
      if (delimiter === null && waiting.length <= MAX_RECORD_BYTES) return
      chosen = framerFor(delimiter ?? LF, sink, decode)
      const all = waiting
      waiting = Buffer.alloc(0)
      chosen.push(all)
    },
    end() {
      chosen ??= framerFor(LF, sink, decode)
      if (waiting.length > 0) chosen.push(waiting)
      waiting = Buffer.alloc(0)
      chosen.end()
    },
    get pending() {
      return waiting.length > 0 || chosen?.pending === true
    },
  }
}

const framerFor = (delimiter: number, sink: FrameSink, decode: Decode): Framer =>
  createLineFramer(sink, decode, MAX_RECORD_BYTES, delimiter)

/** How the first message ends. Null while that cannot be told. */
function delimiterIn(bytes: Buffer): number | null {
  const nul = bytes.indexOf(NUL)
  const lf = bytes.indexOf(LF)
  if (nul !== -1 && (lf === -1 || nul < lf)) return NUL
  if (lf === -1) return null
  // A document may well have lines of its own, and a NUL at its end.
  const line = bytes.toString('latin1', 0, lf).trim()
  if (!line.startsWith('<') || isWholeElement(line)) return LF
  return nul === -1 ? null : NUL
}

function isWholeElement(line: string): boolean {
  const name = /^<([\w:.-]+)/.exec(line)?.[1]
  return line.endsWith('/>') || (name !== undefined && line.endsWith(`</${name}>`))
}
