/** Ends every message of the JSON hub protocol. */
export const RECORD_END = '\u001e'

/** A message is longer than its limit; what came before it was given out. */
export class RecordTooLong extends Error {
  override readonly name = 'RecordTooLong'
}

export interface Records {
  /** Takes the next piece of text, cut anywhere. Throws RecordTooLong; it is of no use after that. */
  push(text: string): void
}

/**
 * Puts the messages of the hub protocol together again: several may come in one piece of text and one may come in
 * several (protocols 7.1). Lengths are counted in characters of the text, which are at most as many as its bytes.
 */
export function createRecords(mostCharacters: number, record: (text: string) => void): Records {
  let parts: string[] = []
  let length = 0
  return {
    push(text) {
      for (let from = 0; from < text.length;) {
        const end = text.indexOf(RECORD_END, from)
        const piece = text.slice(from, end === -1 ? undefined : end)
        length += piece.length
        if (length > mostCharacters) throw new RecordTooLong()
        parts.push(piece)
        if (end === -1) return
        const whole = parts.length === 1 ? piece : parts.join('')
        parts = []
        length = 0
        from = end + 1
        record(whole)
      }
    },
  }
}
