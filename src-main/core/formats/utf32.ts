const REPLACEMENT = 0xfffd

/** UTF-32, which TextDecoder does not know. A leading byte order mark is dropped, a broken unit replaced. */
export function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
    const code = view.getUint32(at, littleEndian)
    if (code === 0xfeff && at === 0) continue
    const broken = code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    text += String.fromCodePoint(broken ? REPLACEMENT : code)
  }
  return text
}
