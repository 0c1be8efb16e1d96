const UTF_8 = new TextDecoder('utf-8', { fatal: true })
/** What old programs write that know nothing of UTF-8. */
const WINDOWS_1252 = new TextDecoder('windows-1252')
/** Bytes 80 to 9F of it: some versions of Node read them as if this were ISO 8859-1, where they are controls. */
const SPECIALS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** A message as text: UTF-8, and where it is none, windows-1252, which any bytes are. */
export function decodeMessage(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const text = WINDOWS_1252.decode(bytes)
    return text.replace(/[\u0080-\u009f]/g, (control) => SPECIALS[control.charCodeAt(0) - 0x80] ?? control)
  }
}
