export interface StartTag {
  /** As written, lower-cased, prefix included. */
  name: string
  attributes: Map<string, string>
  /** `<name/>`. */
  empty: boolean
  /** The position after the tag. */
  end: number
}

const LONGEST_NAME = 256
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9 || code === 12
const startsName = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58 || code >= 128

/**
 * Reads the start tag at `at`, a `<`. Unquoted values, values without a name and a missing end quote are survived.
 *
 * @returns null when this is no tag but a bare `<`
 */
export function readTag(source: string, at: number, find: (end: string, from: number) => number): StartTag | null {
  let position = at + 1
  if (!startsName(source.charCodeAt(position))) return null
  while (position < source.length && !endsName(source.charCodeAt(position))) position += 1
  if (position - at > LONGEST_NAME) return null
  const name = source.slice(at + 1, position).toLowerCase()
  const attributes = new Map<string, string>()

  while (position < source.length) {
    const code = source.charCodeAt(position)
    if (code === 62 /* > */) {
      return { name, attributes, empty: source.charCodeAt(position - 1) === 47, end: position + 1 }
    }
    // The end of this tag was forgotten: the next one begins.
    if (code === 60 /* < */) return { name, attributes, empty: false, end: position }
    if (isSpace(code) || code === 47) {
      position += 1
      continue
    }
    const nameFrom = position
    position += 1
    while (position < source.length && !endsAttributeName(source.charCodeAt(position))) position += 1
    const attribute = source.slice(nameFrom, position).toLowerCase()
    while (isSpace(source.charCodeAt(position))) position += 1
    if (source.charCodeAt(position) !== 61 /* = */) {
      if (!attributes.has(attribute)) attributes.set(attribute, '')
      continue
    }
    position += 1
    while (isSpace(source.charCodeAt(position))) position += 1
    const quote = source[position]
    let value: string
    if (quote === '"' || quote === "'") {
      const end = find(quote, position + 1)
      const read = end === -1 ? '' : source.slice(position + 1, end)
      const brokenAt = end === -1 ? source.indexOf('>', position) : lostQuote(read, position + 1)
      if (brokenAt === -1 && end === -1) return null
      value = brokenAt === -1 ? read : source.slice(position + 1, brokenAt)
      position = brokenAt === -1 ? end + 1 : brokenAt
    } else {
      const from = position
      while (position < source.length && !endsValue(source.charCodeAt(position))) position += 1
      // "href=http://example.org/>" keeps its slash unless it ends the tag.
      if (source.charCodeAt(position) === 62 && source.charCodeAt(position - 1) === 47) position -= 1
      value = source.slice(from, position)
    }
    if (!attributes.has(attribute)) attributes.set(attribute, value)
  }
  return null
}

/** Where a value really ended when its closing quote is missing: at a `>` that is followed by a tag on a new line. */
function lostQuote(value: string, from: number): number {
  if (!value.includes('<')) return -1
  const match = />\s*[\r\n]\s*</.exec(value)
  return match === null ? -1 : from + match.index
}

const endsName = (code: number): boolean => isSpace(code) || code === 62 || code === 47 || code === 60
const endsAttributeName = (code: number): boolean =>
  isSpace(code) || code === 61 || code === 62 || code === 47 || code === 60
const endsValue = (code: number): boolean => isSpace(code) || code === 62
