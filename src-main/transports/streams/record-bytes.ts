import { MAX_PASSED_OVER_BYTES } from '../../contract/index'
import { EndlessRecord } from './framer'

/**
 * The bytes of a message whose end has not come yet. Grows by doubling, so many small pieces stay cheap; over its limit
 * it keeps nothing and only counts.
 */
export class RecordBytes {
  private bytes = Buffer.alloc(0)
  private passedOver = 0
  length = 0
  /** The message is over the limit and will be left out. */
  over = false

  constructor(
    private readonly limitBytes: number,
    private readonly leftOut: (limitBytes: number) => void,
    private readonly passedOverLimit = MAX_PASSED_OVER_BYTES,
  ) {}

  /** @throws EndlessRecord */
  add(source: Buffer, from: number, to: number): void {
    const needed = this.length + to - from
    if (this.over || needed > this.limitBytes) {
      if (!this.over) {
        this.over = true
        this.leftOut(this.limitBytes)
      }
      this.passedOver += needed
      this.length = 0
      if (this.passedOver > this.passedOverLimit) throw new EndlessRecord(this.limitBytes)
      return
    }
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(this.bytes.length * 2, this.limitBytes), 1024))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    source.copy(this.bytes, this.length, from, to)
    this.length = needed
  }

  /** The message with its last bytes; null when it is over the limit. Empty afterwards. */
  finish(source: Buffer, from: number, to: number): Buffer | null {
    // The usual message lies in one chunk and is not copied.
    if (this.length === 0 && !this.over && to - from <= this.limitBytes) return source.subarray(from, to)
    this.add(source, from, to)
    const whole = this.over ? null : this.bytes.subarray(0, this.length)
    this.clear()
    return whole
  }

  clear(): void {
    this.length = 0
    this.over = false
    this.passedOver = 0
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.alloc(0)
  }
}

/** Memory that is kept for the next message. */
const KEPT_BYTES = 64 * 1024
