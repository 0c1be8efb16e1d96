import { MAX_LINE_BYTES } from '../contract/index'

const LINE_FEED = 0x0a
/** A held-back piece larger than this gives its memory back once its line is through. Bytes. */
const KEPT_ROOM_BYTES = 64 * 1024

export interface NdjsonLines {
  /** Takes bytes as they come; answers the lines that ended in them, without their ends, and how many were too long. */
  push(chunk: Uint8Array): { lines: string[]; overlong: number }
}

/**
 * Cuts a stream of bytes into lines of text, wherever the network cut it. A line over the limit is passed over to its
 * end and counted once; what has no end yet is kept, and never more of it than the limit.
 */
export function createNdjsonLines(limitBytes = MAX_LINE_BYTES): NdjsonLines {
  const decoder = new TextDecoder('utf-8')
  let room = new Uint8Array(0)
  let held = 0
  let passingOver = false

  function hold(piece: Uint8Array): void {
    if (held + piece.length > room.length) {
      // Doubling: a line that comes byte by byte is not copied anew for each of them.
      const larger = new Uint8Array(Math.min(limitBytes, Math.max(1024, 2 * (held + piece.length))))
      larger.set(room.subarray(0, held))
      room = larger
    }
    room.set(piece, held)
    held += piece.length
  }

  function letGo(): void {
    held = 0
    if (room.length > KEPT_ROOM_BYTES) room = new Uint8Array(0)
  }

  function lineEndingWith(piece: Uint8Array): string {
    if (held === 0) return decoder.decode(piece).replace(/\r$/, '')
    hold(piece)
    const line = decoder.decode(room.subarray(0, held)).replace(/\r$/, '')
    letGo()
    return line
  }

  return {
    push(chunk) {
      const lines: string[] = []
      let overlong = 0
      let from = 0
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
        const piece = chunk.subarray(from, end)
        from = end + 1
        if (passingOver) passingOver = false
        else if (held + piece.length <= limitBytes) lines.push(lineEndingWith(piece))
        else {
          overlong += 1
          letGo()
        }
      }
      const rest = chunk.subarray(from)
      if (passingOver || rest.length === 0) return { lines, overlong }
      if (held + rest.length <= limitBytes) hold(rest)
      else {
        overlong += 1
        passingOver = true
        letGo()
      }
      return { lines, overlong }
    },
  }
}
