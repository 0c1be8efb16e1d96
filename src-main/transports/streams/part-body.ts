type Fate = 'keep' | 'passOver' | 'leftOut'

/** The bytes of one part: kept, or only counted. Memory grows with what really came, whatever was promised. */
export class PartBody {
  private fate: Fate = 'passOver'
  private done = true
  private bytes = Buffer.alloc(0)
  private length = 0
  private promised = 0

  constructor(
    private readonly limitBytes: number,
    private readonly leftOut: (limitBytes: number) => void,
  ) {}

  /** `promised`: the length that was said, 0 for none. */
  begin(fate: Fate, promised: number): void {
    this.fate = fate
    this.done = false
    this.bytes = Buffer.alloc(0)
    this.length = 0
    this.promised = Math.min(promised, this.limitBytes)
  }

  add(source: Buffer, from: number, to: number): void {
    const needed = this.length + to - from
    if (this.done) return
    if (needed > this.limitBytes) {
      if (this.fate !== 'leftOut') this.leftOut(this.limitBytes)
      this.fate = 'leftOut'
      this.bytes = Buffer.alloc(0)
      this.length = 0
      return
    }
    if (this.fate === 'keep') {
      if (needed > this.bytes.length) this.grow(needed)
      source.copy(this.bytes, this.length, from, to)
    }
    this.length = needed
  }

  private grow(needed: number): void {
    const size = Math.max(needed, Math.min(this.promised, needed * 4), Math.min(this.bytes.length * 2, this.limitBytes))
    const larger = Buffer.allocUnsafeSlow(Math.max(size, 1024))
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }

  /** Where a boundary stands in what is kept, at the start of a line; -1 where none does. */
  indexOfMark(mark: Buffer): number {
    if (this.done || this.fate !== 'keep') return -1
    const kept = this.bytes.subarray(0, this.length)
    let found = kept.indexOf(mark)
    while (found !== -1 && found !== 0 && kept[found - 1] !== 10) found = kept.indexOf(mark, found + 1)
    return found
  }

  /** Takes away what stands from the boundary on, and the line break before it. */
  cutAt(index: number): Buffer {
    const rest = Buffer.from(this.bytes.subarray(index, this.length))
    let end = index
    if (end > 0 && this.bytes[end - 1] === 10) end -= 1
    if (end > 0 && end < index && this.bytes[end - 1] === 13) end -= 1
    this.length = end
    return rest
  }

  /** The last of what is kept, to be looked at again; nothing where nothing is kept. */
  takeBack(most: number): Buffer {
    if (this.done || this.fate !== 'keep') return Buffer.alloc(0)
    const from = Math.max(0, this.length - most)
    const tail = Buffer.from(this.bytes.subarray(from, this.length))
    this.length = from
    return tail
  }

  get isEmpty(): boolean {
    return !this.done && this.length === 0
  }

  /** All of it, once; null when it is left out or was taken before. */
  finish(): Uint8Array | 'passedOver' | null {
    if (this.done) return null
    this.done = true
    const { fate, bytes, length } = this
    this.bytes = Buffer.alloc(0)
    if (fate === 'passOver') return 'passedOver'
    return fate === 'keep' ? bytes.subarray(0, length) : null
  }
}
