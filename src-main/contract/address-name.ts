/** So many parts of a path are shown; a longer one is told apart by its end. */
const MAX_SEGMENTS = 3
const MAX_SEGMENT_CHARACTERS = 24
/** Long and of letters and digits mixed: rather a key than a word, and a name is shown everywhere. */
const LOOKS_LIKE_A_KEY = /^(?=.*\d)(?=.*[a-z])[\w~-]{16,}$/i

/**
 * What a channel without a name is called: its host and, so that two channels of one host can be told apart, its path.
 * Queries, credentials and what looks like a key are left out.
 */
export function nameOfAddress(address: string): string {
  if (!URL.canParse(address)) return address
  const { host, pathname } = new URL(address)
  if (host === '') return address
  const segments = pathname.split('/').filter((segment) => segment !== '')
  const shown = segments.slice(-MAX_SEGMENTS).map(shownSegment)
  return [host, ...(segments.length > MAX_SEGMENTS ? ['…'] : []), ...shown].join('/')
}

function shownSegment(segment: string): string {
  const words = decoded(segment)
  const isPlain = /^[\p{L}\p{M}\p{N}._~ #+&!,-]+$/u.test(words)
  return !isPlain || words.length > MAX_SEGMENT_CHARACTERS || LOOKS_LIKE_A_KEY.test(words) ? '…' : words
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch (error) {
    if (error instanceof URIError) return segment
    throw error
  }
}
