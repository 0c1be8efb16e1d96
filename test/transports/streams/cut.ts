import fc from 'fast-check'

/** Bytes in pieces of these sizes, taken in turn. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes.length === 0 ? bytes.length : Math.max(1, sizes[index % sizes.length]!)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

export const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 })
export const anyBytes = fc.uint8Array({ maxLength: 300 })

/** Text made of the pieces that matter to a grammar, as bytes. */
export const madeOf = (...pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''), 'utf8'))
