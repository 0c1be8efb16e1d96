/** Beginnings of month names, folded (lower case, no accents), in the languages seen in feeds. Longest match wins. */
const BEGINNINGS: readonly (readonly string[])[] = [
  ['jan', 'ene', 'gen', 'ιαν', 'янв', 'sty'],
  ['feb', 'fev', 'φεβ', 'фев', 'lut'],
  ['mar', 'maer', 'mrz', 'mrt', 'μαρ', 'μαω', 'мар'],
  ['apr', 'avr', 'abr', 'apri', 'απρ', 'апр', 'kwi'],
  ['may', 'mai', 'mei', 'mag', 'maj', 'μαι', 'μαy', 'май', 'мая'],
  ['jun', 'juin', 'giu', 'ιουν', 'июн'],
  ['jul', 'juil', 'lug', 'ιουλ', 'июл', 'lip'],
  ['aug', 'aou', 'ago', 'αυγ', 'авг', 'sie'],
  ['sep', 'set', 'szep', 'σεπ', 'сен', 'wrz'],
  ['oct', 'okt', 'ott', 'out', 'οκτ', 'окт', 'paz'],
  ['nov', 'νοε', 'ноя', 'lis'],
  ['dec', 'dez', 'dic', 'δεκ', 'дек', 'gru'],
]

/** 1 to 12 for a month's name or abbreviation; null for any other word. */
export function monthNumber(name: string): number | null {
  const folded = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  let best: { length: number; month: number } | null = null
  BEGINNINGS.forEach((beginnings, index) => {
    for (const beginning of beginnings) {
      if (folded.startsWith(beginning) && beginning.length > (best?.length ?? 0)) {
        best = { length: beginning.length, month: index + 1 }
      }
    }
  })
  return (best as { month: number } | null)?.month ?? null
}
