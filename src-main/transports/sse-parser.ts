import { MAX_EVENT_BYTES, MAX_LINE_BYTES, MAX_PASSED_OVER_BYTES } from '../contract/index'

/** One dispatched event of the HTML standard, section 9.2.6. */
export interface SseEvent {
  /** `message` unless the block named one. */
  type: string
  data: string
  /** The last event id after this block: an earlier one sticks until it is replaced. */
  lastEventId: string
  /** The id this block carried itself; null when it carried none. */
  ownId: string | null
}

export interface SseSink {
  event(event: SseEvent): void
  /** The text after the colon, one leading space removed. Absent: comments are not even decoded. */
  comment?(text: string): void
  /** A valid reconnection time, milliseconds. */
  retry(milliseconds: number): void
  /** A line of a block, or its data, was over the limit: the block is left out as a whole, its id counts. */
  leftOut?(limit: SseLimit, limitBytes: number): void
}

export type SseLimit = 'line' | 'event'

/** There is no end to a line or event that is over its limit. What came before it, and that it is left out, has been given to the sink. */
export class SseLimitExceeded extends Error {
  override readonly name = 'SseLimitExceeded'
  constructor(
    readonly limit: SseLimit,
    readonly limitBytes: number,
  ) {
    super(`${limit} over ${limitBytes} bytes`)
  }
}

export interface SseParser {
  /** Takes the next bytes, cut anywhere. Throws SseLimitExceeded; the parser is of no use after that. */
  push(bytes: Uint8Array): void
  /** Of the last complete block. What an incomplete block at the end said of it does not count. */
  readonly lastEventId: string
}

const LF = 10
const CR = 13
const SPACE = 32
const COLON = 58

/**
 * Parses `text/event-stream` as the HTML standard does (section 9.2.6), bytes in, events out, nothing else.
 * Works on bytes because line ends are never part of a longer UTF-8 sequence: lines can be found without decoding,
 * limits count what came over the wire, and a character cut in two needs no care.
 */
export function createSseParser(
  sink: SseSink,
  start: { lastEventId: string } = { lastEventId: '' },
  limits = { lineBytes: MAX_LINE_BYTES, eventBytes: MAX_EVENT_BYTES, skippedBytes: MAX_PASSED_OVER_BYTES },
): SseParser {
  const carry = new LineCarry()
  let atStart = true
  let swallowLf = false
  let lastEventId = start.lastEventId
  let type = ''
  let data = ''
  let hasData = false
  let dataBytes = 0
  let blockId: string | null = null
  /** The limit this block is over; the rest of it is read for its id and its end only. */
  let over: SseLimit | null = null
  let skippedBytes = 0
  let inLongLine = false

  function push(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    let nextLf = chunk.indexOf(LF)
    let nextCr = chunk.indexOf(CR)
    if (swallowLf && chunk.length > 0) {
      swallowLf = false
      if (nextLf === 0) {
        at = 1
        nextLf = chunk.indexOf(LF, at)
      }
    }
    while (nextLf !== -1 || nextCr !== -1) {
      const atCr = nextCr !== -1 && (nextLf === -1 || nextCr < nextLf)
      const end = atCr ? nextCr : nextLf
      takeLine(chunk, at, end)
      at = end + 1
      if (atCr) {
        // CRLF is one line end, also when the network cuts between the two.
        if (at === chunk.length) swallowLf = true
        else if (nextLf === at) at += 1
        nextCr = chunk.indexOf(CR, at)
      }
      if (nextLf !== -1 && nextLf < at) nextLf = chunk.indexOf(LF, at)
    }
    if (at === chunk.length) return
    if (isTooLong(chunk.length - at)) {
      inLongLine = true
      passOver('line', chunk.length - at)
    } else carry.add(chunk, at, chunk.length)
  }

  function isTooLong(moreBytes: number): boolean {
    return inLongLine || carry.length + moreBytes > limits.lineBytes
  }

  function passOver(limit: SseLimit, bytes: number): void {
    if (over === null) {
      over = limit
      // Said at once: the end of the block may never come.
      sink.leftOut?.(limit, limitOf(limit))
    }
    skippedBytes += carry.length + bytes
    carry.length = 0
    data = ''
    if (skippedBytes > limits.skippedBytes) throw new SseLimitExceeded(over, limitOf(over))
  }

  function limitOf(limit: SseLimit): number {
    return limit === 'line' ? limits.lineBytes : limits.eventBytes
  }

  function takeLine(chunk: Buffer, from: number, to: number): void {
    if (isTooLong(to - from)) {
      passOver('line', to - from)
      inLongLine = false
      atStart = false
      return
    }
    if (carry.length === 0) return line(chunk, from, to)
    carry.add(chunk, from, to)
    const { length } = carry
    carry.length = 0
    line(carry.bytes, 0, length)
  }

  function line(bytes: Buffer, from: number, to: number): void {
    const begin = atStart ? withoutBom(bytes, from, to) : from
    if (begin === to) return dispatch()
    if (bytes[begin] === COLON) {
      sink.comment?.(bytes.toString('utf8', bytes[begin + 1] === SPACE && begin + 1 < to ? begin + 2 : begin + 1, to))
      return
    }
    // Looking for the colon is bounded by the longest name we know, so long unknown lines cost nothing.
    let nameEnd = begin
    while (nameEnd < to && nameEnd - begin <= 5 && bytes[nameEnd] !== COLON) nameEnd += 1
    if (nameEnd < to && bytes[nameEnd] !== COLON) return
    let value = nameEnd < to ? nameEnd + 1 : to
    if (value < to && bytes[value] === SPACE) value += 1
    field(bytes.toString('latin1', begin, nameEnd), bytes, value, to)
  }

  /** A byte order mark counts once, at the very start of the stream. */
  function withoutBom(bytes: Buffer, from: number, to: number): number {
    atStart = false
    const marked = to - from >= 3 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf
    return marked ? from + 3 : from
  }

  function field(name: string, bytes: Buffer, from: number, to: number): void {
    if (name === 'data') {
      dataBytes += to - from + (hasData ? 1 : 0)
      if (over !== null || dataBytes > limits.eventBytes) return passOver('event', to - from)
      const value = bytes.toString('utf8', from, to)
      data = hasData ? `${data}\n${value}` : value
      hasData = true
    } else if (name === 'event') {
      type = bytes.toString('utf8', from, to)
    } else if (name === 'id') {
      const value = bytes.toString('utf8', from, to)
      if (!value.includes('\0')) blockId = value
    } else if (name === 'retry') {
      const value = bytes.toString('latin1', from, to)
      if (/^[0-9]+$/.test(value)) sink.retry(Math.min(Number(value), Number.MAX_SAFE_INTEGER))
    }
  }

  function dispatch(): void {
    // The id counts even when the block has no data and dispatches nothing.
    if (blockId !== null) lastEventId = blockId
    const event =
      hasData && over === null ? { type: type === '' ? 'message' : type, data, lastEventId, ownId: blockId } : null
    type = ''
    data = ''
    hasData = false
    dataBytes = 0
    blockId = null
    over = null
    skippedBytes = 0
    if (event !== null) sink.event(event)
  }

  return {
    push,
    get lastEventId() {
      return lastEventId
    },
  }
}

/** The beginning of a line whose end has not come yet; grows by doubling, so many small pieces stay cheap. */
class LineCarry {
  bytes = Buffer.alloc(0)
  length = 0

  add(source: Buffer, from: number, to: number): void {
    const needed = this.length + to - from
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2, 1024))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    source.copy(this.bytes, this.length, from, to)
    this.length = needed
  }
}
