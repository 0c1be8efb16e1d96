import { MalformedPacket, type PacketBytes } from './bytes'

type Kind = 'byte' | 'uint16' | 'uint32' | 'varint' | 'string' | 'binary' | 'pair'

/** Section 2.2.2.2: every property there is, so that one we do not mind can be read past. */
const KINDS: Readonly<Record<number, Kind>> = {
  0x01: 'byte',
  0x02: 'uint32',
  0x03: 'string',
  0x08: 'string',
  0x09: 'binary',
  0x0b: 'varint',
  0x11: 'uint32',
  0x12: 'string',
  0x13: 'uint16',
  0x15: 'string',
  0x16: 'binary',
  0x17: 'byte',
  0x18: 'uint32',
  0x19: 'byte',
  0x1a: 'string',
  0x1c: 'string',
  0x1f: 'string',
  0x21: 'uint16',
  0x22: 'uint16',
  0x23: 'uint16',
  0x24: 'byte',
  0x25: 'byte',
  0x26: 'pair',
  0x27: 'uint32',
  0x28: 'byte',
  0x29: 'byte',
  0x2a: 'byte',
}

/** User properties (0x26) and subscription identifiers (0x0b) may come again; everything else once (2.2.2.2). */
const REPEATABLE: ReadonlySet<number> = new Set([0x26, 0x0b])

/** The properties of one packet. */
export class Properties {
  readonly #numbers = new Map<number, number>()
  readonly #strings = new Map<number, string>()
  readonly user: [string, string][] = []

  constructor(bytes: PacketBytes) {
    const length = bytes.varint()
    if (length > bytes.left) throw new MalformedPacket('Properties are longer than their packet.')
    const end = bytes.left - length
    const seen = new Set<number>()
    while (bytes.left > end) {
      const id = bytes.varint()
      const kind = KINDS[id]
      if (kind === undefined) throw new MalformedPacket(`There is no property ${id}.`)
      if (seen.has(id) && !REPEATABLE.has(id)) throw new MalformedPacket(`Property ${id} came twice.`)
      seen.add(id)
      this.#read(bytes, id, kind)
    }
    if (bytes.left !== end) throw new MalformedPacket('Properties do not end where they should.')
  }

  #read(bytes: PacketBytes, id: number, kind: Kind): void {
    if (kind === 'pair') this.user.push([bytes.string(), bytes.string()])
    else if (kind === 'string') this.#strings.set(id, bytes.string())
    else if (kind === 'binary') bytes.binary()
    else this.#numbers.set(id, bytes[kind]())
  }

  number(id: number): number | undefined {
    return this.#numbers.get(id)
  }

  text(id: number): string | undefined {
    return this.#strings.get(id)
  }
}
