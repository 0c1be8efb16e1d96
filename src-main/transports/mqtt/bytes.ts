/** The primitives of MQTT (MQTT 5 section 1.5): big-endian numbers, strings and binary data with a length before them. */

/** Thrown by the reader where the bytes cannot be what they should be. Never leaves this folder. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket'
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads one packet's bytes from front to back. Every method throws MalformedPacket where they end too early. */
export class PacketBytes {
  #at = 0
  readonly #bytes: Buffer
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  #take(count: number): number {
    if (count > this.left) throw new MalformedPacket('The packet ends too early.')
    const from = this.#at
    this.#at += count
    return from
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1))
  }

  uint16(): number {
    return this.#bytes.readUInt16BE(this.#take(2))
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4))
  }

  /** Variable byte integer, at most four bytes (1.5.5). */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new MalformedPacket('A variable byte integer is longer than four bytes.')
  }

  /** Without copying. */
  raw(count: number): Buffer {
    const from = this.#take(count)
    return this.#bytes.subarray(from, from + count)
  }

  binary(): Buffer {
    return this.raw(this.uint16())
  }

  /** UTF-8 (1.5.4); NUL and unpaired surrogates are malformed. */
  string(): string {
    const raw = this.binary()
    let text: string
    try {
      text = DECODER.decode(raw)
    } catch (error) {
      if (error instanceof TypeError) throw new MalformedPacket('A string is no UTF-8.')
      throw error
    }
    if (raw.includes(0)) throw new MalformedPacket('A string has a NUL in it.')
    return text
  }

  rest(): Buffer {
    return this.raw(this.left)
  }
}

export function varintBytes(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  do {
    const low = left % 128
    left = Math.floor(left / 128)
    bytes.push(left > 0 ? low | 0x80 : low)
  } while (left > 0)
  return Buffer.from(bytes)
}

export function uint16Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function uint32Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** @param text at most 65,535 bytes of UTF-8 */
export function stringBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  return Buffer.concat([uint16Bytes(bytes.length), bytes])
}
