import { MAX_RECORD_BYTES } from '../../contract/index'
import { bufferOf, type Decode, type Framer, type FrameSink } from './framer'
import { RecordBytes } from './record-bytes'
import { readCalls } from './script-calls'

const LESS = 0x3c

type Place = 'page' | 'tag' | 'script' | 'endTag' | 'comment'

/** What ends each place, and what it is followed by. */
const ENDS = {
  tag: { mark: '>', next: 'script' },
  script: { mark: '</script', next: 'endTag' },
  endTag: { mark: '>', next: 'page' },
  comment: { mark: '-->', next: 'page' },
} as const

/**
 * A page that never ends and tells its news by scripts ("forever frame"): `<script>parent.callback({…})</script>`. Each
 * script is read as data once its end tag is there. What else is on the page (padding, mark-up) is passed over.
 */
export function createScriptPageFramer(
  sink: FrameSink,
  decode: Decode,
  wanted: string,
  limitBytes = MAX_RECORD_BYTES,
): Framer {
  const script = new RecordBytes(limitBytes, (limit) => sink.leftOut(limit))
  let place: Place = 'page'
  /** The script whose end tag has begun. */
  let source = ''
  /** The end of what came, where a mark may have begun. */
  let carry = Buffer.alloc(0)

  /** Takes a step; answers where to go on, or -1 when it needs more. */
  function step(data: Buffer, at: number): number {
    if (place === 'page') {
      const less = data.indexOf(LESS, at)
      if (less === -1) return data.length
      const opens = [
        ['<script', 'tag'],
        ['<!--', 'comment'],
      ] as const
      for (const [mark, next] of opens) {
        const seen = data.toString('latin1', less, less + mark.length).toLowerCase()
        if (seen === mark) {
          place = next
          return less + mark.length
        }
        if (mark.startsWith(seen) && less + mark.length > data.length) {
          keep(data, less)
          return -1
        }
      }
      return less + 1
    }
    const { mark, next } = ENDS[place]
    const found = indexOfMark(data, mark, at)
    if (found === -1) {
      const safe = Math.max(at, data.length - mark.length + 1)
      if (place === 'script') script.add(data, at, safe)
      keep(data, safe)
      return -1
    }
    if (place === 'script') {
      const bytes = script.finish(data, at, found)
      source = bytes === null ? '' : decode(bytes)
    } else if (place === 'endTag') {
      for (const { name, parts } of readCalls(source, wanted)) sink.record('', { topic: name, parts })
      source = ''
    }
    place = next
    return found + mark.length
  }

  function keep(data: Buffer, from: number): void {
    carry = Buffer.from(data.subarray(from))
  }

  return {
    push(bytes) {
      const data = carry.length === 0 ? bufferOf(bytes) : Buffer.concat([carry, bytes])
      carry = Buffer.alloc(0)
      for (let at = 0; at !== -1 && at < data.length;) at = step(data, at)
    },
    // A script whose end tag is missing is not run by browsers either.
    end: () => undefined,
    get pending() {
      return place !== 'page' && place !== 'comment'
    },
  }
}

/** Any case. */
function indexOfMark(data: Buffer, mark: string, start: number): number {
  const first = mark.charCodeAt(0)
  for (let at = data.indexOf(first, start); at !== -1; at = data.indexOf(first, at + 1)) {
    if (data.toString('latin1', at, at + mark.length).toLowerCase() === mark) return at
    if (at + mark.length > data.length) return -1
  }
  return -1
}
