import { parameterOf } from './framer'

/** Longer lines are no boundary (RFC 2046 allows 70 characters). */
const MAX_BOUNDARY_CHARACTERS = 200
/** In binary content a shorter mark could come by chance, so it counts at the start of a line only. */
export const LEAST_MARK_IN_BINARY = 6

/**
 * The lines that may part a body, best first: `--X` as RFC 2046 says, then `X` itself, for servers that wrote the
 * leading dashes into the parameter or left them out of the body.
 */
export function boundaryMarks(contentType: string | null, chosen: string): string[] {
  const named = (chosen.trim() || (parameterOf(contentType, 'boundary') ?? '')).trim()
  if (named === '' || named.length > MAX_BOUNDARY_CHARACTERS) return []
  return [`--${named}`, named]
}

/** The mark that a line of the beginning shows; null when it is none. `first`: nothing but blank lines came before. */
export function markOfLine(line: string, marks: readonly string[], first: boolean): string | null {
  const bare = line.trimEnd()
  const known = marks.find((mark) => bare === mark)
  if (known !== undefined) return known
  // A server that says one boundary and sends another begins with it all the same.
  return first && bare.length > 2 && bare.length <= MAX_BOUNDARY_CHARACTERS && /^--[!-~]/.test(bare) ? bare : null
}
