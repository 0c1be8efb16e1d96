import { MAX_LINE_BYTES } from '../../contract/index'

const LINE_FEED = 0x0a

/** Cuts a stream of bytes into lines; one that is over the limit is left out and counted. Pure. */
export interface LineReader {
  /** Every line that is complete now, without its end. */
  push(chunk: Uint8Array): string[]
  /** Lines left out since the last call. */
  leftOut(): number
}

export function createLineReader(limitBytes = MAX_LINE_BYTES): LineReader {
  let pieces: Uint8Array[] = []
  let bytes = 0
  let tooLong = false
  let lost = 0

  function keep(piece: Uint8Array): void {
    bytes += piece.byteLength
    if (bytes > limitBytes) {
      tooLong = true
      pieces = []
    } else if (piece.byteLength > 0) pieces.push(piece)
  }

  function finish(): string | null {
    const line = tooLong ? null : Buffer.concat(pieces).toString('utf8')
    if (tooLong) lost += 1
    pieces = []
    bytes = 0
    tooLong = false
    return line
  }

  return {
    push(chunk) {
      const lines: string[] = []
      let start = 0
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        keep(chunk.subarray(start, end))
        const line = finish()
        if (line !== null && line.trim() !== '') lines.push(line)
        start = end + 1
      }
      keep(chunk.subarray(start))
      return lines
    },
    leftOut() {
      const count = lost
      lost = 0
      return count
    },
  }
}
