import { MalformedPacket } from './bytes'

/** Enough of a packet to know its topic and identifier (a topic has at most 65,535 bytes). */
const BEGINNING_BYTES = 65_535 + 16

/** One whole packet, or one that was over the limit and was read past: its size, and how it began. */
export type Piece = { header: number; body: Buffer } | { header: number; passedOverBytes: number; beginning: Buffer }

/** Cuts a stream of bytes into packets by their remaining length (section 2.1.4). */
export interface PacketSplitter {
  /** @throws MalformedPacket where the length cannot be read: nothing after it can be made sense of. */
  push(chunk: Buffer): Piece[]
  /** A packet has begun whose end has not come. */
  readonly isInside: boolean
}

const NOTHING = Buffer.alloc(0)

/** @param limitBytes a longer packet is not kept */
export function createPacketSplitter(limitBytes: number): PacketSplitter {
  /** The beginning of a packet whose end has not come. */
  let waiting: Buffer[] = []
  let waitingBytes = 0
  /** Bytes that must be there before looking again is worth it. */
  let needed = 2
  let skipping: { header: number; size: number; left: number; beginning: Buffer[]; kept: number } | null = null

  function joined(): Buffer {
    const whole = waiting.length === 1 ? (waiting[0] ?? NOTHING) : Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    return whole
  }

  return {
    get isInside() {
      return waitingBytes > 0 || skipping !== null
    },
    push(chunk) {
      waiting.push(chunk)
      waitingBytes += chunk.length
      if (skipping === null && waitingBytes < needed) return []
      let bytes = joined()
      const pieces: Piece[] = []
      for (;;) {
        if (skipping !== null) {
          const passed = Math.min(skipping.left, bytes.length)
          const kept = bytes.subarray(0, Math.min(passed, BEGINNING_BYTES - skipping.kept))
          if (kept.length > 0) skipping.beginning.push(Buffer.from(kept))
          skipping.kept += kept.length
          skipping.left -= passed
          bytes = bytes.subarray(passed)
          if (skipping.left > 0) break
          pieces.push({
            header: skipping.header,
            passedOverBytes: skipping.size,
            beginning: Buffer.concat(skipping.beginning),
          })
          skipping = null
        }
        const head = headOf(bytes)
        if (head === null) {
          needed = bytes.length + 1
          break
        }
        if (head.length > limitBytes) {
          skipping = { header: bytes[0] ?? 0, size: head.length, left: head.length, beginning: [], kept: 0 }
          bytes = bytes.subarray(head.bytes)
          continue
        }
        const end = head.bytes + head.length
        if (bytes.length < end) {
          needed = end
          break
        }
        pieces.push({ header: bytes[0] ?? 0, body: bytes.subarray(head.bytes, end) })
        bytes = bytes.subarray(end)
      }
      if (bytes.length > 0) {
        waiting.push(bytes)
        waitingBytes = bytes.length
      } else needed = 2
      return pieces
    },
  }
}

/** The fixed header: how long it is, and how long what follows. Null while it is not all there. */
function headOf(bytes: Buffer): { bytes: number; length: number } | null {
  let length = 0
  for (let index = 1; index <= 4; index += 1) {
    const byte = bytes[index]
    if (byte === undefined) return null
    length += (byte & 0x7f) * 2 ** (7 * (index - 1))
    if (byte < 0x80) return { bytes: index + 1, length }
  }
  throw new MalformedPacket('The length of a packet is longer than four bytes.')
}
