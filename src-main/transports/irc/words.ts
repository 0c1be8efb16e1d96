/** Colours (with their numbers), hexadecimal colours, bold, italics, underline, strike-through, monospace, reverse, reset. */
const FORMATTING = new RegExp(
  String.raw`\u0003(?:\d{1,2}(?:,\d{1,2})?)?|\u0004(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?|[\u0002\u000f\u0011\u0016\u001d\u001e\u001f]`,
  'g',
)

/** Words without the codes that IRC programs colour them with (modern.ircdocs.horse/formatting). */
export const plainWords = (text: string): string => text.replace(FORMATTING, '')

/** What somebody said: the words, `* nick waves` for an action, and null for what programs tell each other (CTCP). */
export function saidIn(text: string, nick: string): string | null {
  if (!text.startsWith('\u0001')) return plainWords(text)
  const inside = text.slice(1).replace(/\u0001$/, '')
  return inside.startsWith('ACTION ') ? `* ${nick} ${plainWords(inside.slice('ACTION '.length))}` : null
}
