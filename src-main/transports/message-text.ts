const UTF_8 = new TextDecoder('utf-8', { fatal: true })
/** What old servers write that know nothing of UTF-8. */
const WINDOWS_1252 = new TextDecoder('windows-1252')

/** A message as text: UTF-8, and where it is none, windows-1252, which any bytes are. */
export function decodeMessage(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return WINDOWS_1252.decode(bytes)
    throw error
  }
}
