/** 0x80 to 0x9f, which some versions of Node get wrong; a dot where the encoding has nothing. */
const WINDOWS_1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ'

/**
 * Bytes of a text in an encoding that only a decoder exists for: every one- and two-byte sequence is decoded once, and
 * the table read backwards. Throws for what the encoding cannot say in two bytes.
 */
export function encodeAs(label: string, text: string): Uint8Array {
  const decoder = new TextDecoder(label, { fatal: true })
  const table = new Map<string, number[]>()
  const note = (bytes: number[]): void => {
    try {
      const decoded = decoder.decode(Uint8Array.from(bytes))
      if ([...decoded].length === 1 && !table.has(decoded)) table.set(decoded, bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  for (let first = 0; first < 256; first += 1) note([first])
  for (let first = 128; first < 256; first += 1) for (let second = 0; second < 256; second += 1) note([first, second])
  if (label === 'windows-1252') [...WINDOWS_1252].forEach((sign, index) => table.set(sign, [0x80 + index]))
  table.set('.', [0x2e])
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const bytes = table.get(character)
      if (bytes === undefined) throw new RangeError(`${label} has no ${character}`)
      return bytes
    }),
  )
}
