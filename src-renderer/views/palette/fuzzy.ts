/** How well a text answers what was typed: the higher the better; null when it does not at all. */
export type Score = number | null

const AT_WORD_START = 8
const IN_A_ROW = 5
const ANYWHERE = 1
/** Taken off for each letter left out before the first hit, so that early hits win; never more than this. */
const MAX_LATE = 6

/**
 * Finds the letters of `typed` in `text`, in order but not necessarily together: "mkr" finds "Mark list read". Accents
 * and case do not count. Each letter takes the best of its places, looked for once from left to right.
 */
export function scoreOf(typed: string, text: string): Score {
  const wanted = folded(typed).replace(/\s+/g, '')
  if (wanted === '') return 0
  const letters = folded(text)
  const whole = letters.indexOf(folded(typed).trim())
  if (whole !== -1)
    return (
      wanted.length * (AT_WORD_START + IN_A_ROW) + (isWordStart(letters, whole) ? 100 : 50) - Math.min(whole, MAX_LATE)
    )
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const next = nextPlace(letters, letter, at + 1)
    if (next === -1) return null
    if (isWordStart(letters, next)) score += AT_WORD_START
    else score += next === at + 1 ? IN_A_ROW : ANYWHERE
    if (at === -1) score -= Math.min(next, MAX_LATE)
    at = next
  }
  return score
}

/** Directly behind the last hit, else at the start of a word, else anywhere. */
function nextPlace(letters: string, letter: string, from: number): number {
  if (letters.startsWith(letter, from)) return from
  for (let at = letters.indexOf(letter, from); at !== -1; at = letters.indexOf(letter, at + 1)) {
    if (isWordStart(letters, at)) return at
  }
  return letters.indexOf(letter, from)
}

function isWordStart(letters: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(letters[at - 1] ?? ' ')
}

/** Without case and without marks above and below letters. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** The entries that answer, best first; equal ones keep their order. Everything, in order, when nothing is typed. */
export function bestOf<Entry>(typed: string, entries: readonly Entry[], textOf: (entry: Entry) => string): Entry[] {
  return entries
    .flatMap((entry, index) => {
      const score = scoreOf(typed, textOf(entry))
      return score === null ? [] : [{ entry, score, index }]
    })
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ entry }) => entry)
}
