/** What stands in a document, one thing after the other. Names are lower-cased. */
export interface CdfTokens {
  start(tag: CdfTag): void
  end(name: string): void
  /** `literal`: from CDATA, where nothing is a reference. */
  text(text: string, literal: boolean): void
  doctype(source: string): void
}

export interface CdfTag {
  name: string
  attributes: ReadonlyMap<string, string>
  /** `<NAME/>`. */
  empty: boolean
  /** A quote was never closed and the tag never ended: what it says cannot be relied on. */
  broken: boolean
}

const MAX_NAME_CHARACTERS = 64
const MAX_ATTRIBUTES = 40
/** The longest value kept, in characters; an address is at most 8,192. */
const MAX_VALUE_CHARACTERS = 64 * 1024
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

/**
 * Takes a document apart as Internet Explorer 4 did, which is older than XML: any case, values with or without quotes,
 * tags and quotes that nobody closed, comments anywhere. Linear in the length of the source; never fails.
 *
 * A lost quote is noticed by what follows: no value holds a tag. It ends at the first ">" in it, and where there is
 * none, at the line on which the next tag begins.
 */
export function readTokens(source: string, tokens: CdfTokens): void {
  /** Ends that were looked for and are nowhere ahead: not searched for again. */
  const missing = new Set<string>()
  const find = (end: string, from: number): number => {
    if (missing.has(end)) return -1
    const at = source.indexOf(end, from)
    if (at === -1) missing.add(end)
    return at
  }
  const after = (end: string, from: number): number => {
    const at = find(end, from)
    return at === -1 ? source.length : at + end.length
  }

  let at = 0
  while (at < source.length) {
    const tag = source.indexOf('<', at)
    if (tag === -1) break
    if (tag > at) tokens.text(source.slice(at, tag), false)
    if (source.startsWith('<!--', tag)) {
      const end = find('-->', tag + 4)
      at = end === -1 ? after('>', tag) : end + 3
    } else if (source.startsWith('<![CDATA[', tag)) {
      const end = find(']]>', tag + 9)
      tokens.text(source.slice(tag + 9, end === -1 ? source.length : end), true)
      at = end === -1 ? source.length : end + 3
    } else if (/^<!doctype/i.test(source.slice(tag, tag + 9))) {
      at = endOfDoctype(source, tag, find)
      tokens.doctype(source.slice(tag, at))
    } else if (source[tag + 1] === '!') {
      at = after('>', tag)
    } else if (source[tag + 1] === '?') {
      // "<?XML …?>" in any case, and one that forgot its question mark.
      at = after('>', tag)
    } else if (source[tag + 1] === '/') {
      const end = find('>', tag)
      const next = source.indexOf('<', tag + 1)
      // An end tag that was not finished ends where the next tag begins.
      const stop = next !== -1 && (end === -1 || next < end) ? next : end === -1 ? source.length : end
      tokens.end(
        source
          .slice(tag + 2, Math.min(stop, tag + 2 + MAX_NAME_CHARACTERS))
          .trim()
          .toLowerCase(),
      )
      at = stop === end ? stop + 1 : stop
    } else {
      const read = readTag(source, tag, find)
      if (read === null) {
        tokens.text('<', true)
        at = tag + 1
      } else {
        tokens.start(read.tag)
        at = read.end
      }
    }
  }
  if (at < source.length) tokens.text(source.slice(at), false)
}

function endOfDoctype(source: string, start: number, find: (end: string, from: number) => number): number {
  const end = find('>', start)
  if (end === -1) return source.length
  const subset = source.slice(start, end).includes('[') ? find(']', start) : -1
  const close = subset === -1 ? end : find('>', subset)
  return close === -1 ? source.length : close + 1
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code >= 128
/** White space, ">", "/", "<". */
const endsName = (code: number): boolean => isSpace(code) || code === 62 || code === 47 || code === 60

/** The start tag at `at`, a "<"; null where it is none. */
function readTag(
  source: string,
  at: number,
  find: (end: string, from: number) => number,
): { tag: CdfTag; end: number } | null {
  if (!isLetter(source.charCodeAt(at + 1))) return null
  let position = at + 1
  while (position < source.length && !endsName(source.charCodeAt(position))) position += 1
  if (position - at > MAX_NAME_CHARACTERS) return null
  const name = source.slice(at + 1, position).toLowerCase()
  let attributes: Map<string, string> | null = null
  const add = (attribute: string, value: string): void => {
    attributes ??= new Map()
    if (attributes.size < MAX_ATTRIBUTES && !attributes.has(attribute))
      attributes.set(attribute, value.slice(0, MAX_VALUE_CHARACTERS))
  }
  const done = (end: number, more: { empty?: boolean; broken?: boolean } = {}) => ({
    tag: { name, attributes: attributes ?? NO_ATTRIBUTES, empty: more.empty ?? false, broken: more.broken ?? false },
    end,
  })

  while (position < source.length) {
    const code = source.charCodeAt(position)
    if (code === 62 /* > */) return done(position + 1, { empty: source.charCodeAt(position - 1) === 47 })
    if (code === 60 /* < */) {
      if (!source.startsWith('<!--', position)) return done(position)
      const end = find('-->', position)
      if (end === -1) return done(position)
      position = end + 3
      continue
    }
    if (isSpace(code) || code === 47) {
      position += 1
      continue
    }
    const from = position
    position += 1
    while (position < source.length && source.charCodeAt(position) !== 61 && !endsName(source.charCodeAt(position)))
      position += 1
    const attribute = source.slice(from, Math.min(position, from + MAX_NAME_CHARACTERS)).toLowerCase()
    while (isSpace(source.charCodeAt(position))) position += 1
    if (source.charCodeAt(position) !== 61 /* = */) {
      add(attribute, '')
      continue
    }
    position += 1
    while (isSpace(source.charCodeAt(position))) position += 1
    const quote = source.charCodeAt(position)
    if (quote === 34 || quote === 39) {
      const value = readQuoted(source, position)
      add(attribute, source.slice(position + 1, value.to))
      if (value.how === 'broken') return done(value.to, { broken: true })
      position = value.how === 'closed' ? value.to + 1 : value.to
    } else {
      const start = position
      while (position < source.length && !endsUnquoted(source.charCodeAt(position))) position += 1
      // "HREF=logo.gif/>": the slash ends the tag.
      if (source.charCodeAt(position) === 62 && source.charCodeAt(position - 1) === 47 && position - 1 > start)
        position -= 1
      add(attribute, source.slice(start, position))
    }
  }
  // The document ends inside this tag.
  return done(source.length, { broken: true })
}

const endsUnquoted = (code: number): boolean => isSpace(code) || code === 62 || code === 60

/** `to`: where the value ends. `closed` by its quote · `lost`: at the ">" of its tag · `broken`: neither, the tag is no more. */
function readQuoted(source: string, open: number): { to: number; how: 'closed' | 'lost' | 'broken' } {
  const quote = source.charCodeAt(open)
  let bracket = -1
  let lastBeforeSpace = 0
  let newLine = -1
  for (let at = open + 1; at < source.length; at += 1) {
    const code = source.charCodeAt(at)
    if (code === quote) return { to: at, how: 'closed' }
    if (code === 60 /* < */) {
      const begins = isLetter(source.charCodeAt(at + 1)) || source.charCodeAt(at + 1) === 47
      if (begins && (newLine !== -1 || lastBeforeSpace === 62)) {
        if (bracket !== -1) return { to: bracket, how: 'lost' }
        return { to: newLine === -1 ? at : newLine, how: 'broken' }
      }
    }
    if (isSpace(code)) {
      if ((code === 10 || code === 13) && newLine === -1) newLine = at
      continue
    }
    lastBeforeSpace = code
    newLine = -1
    if (code === 62 /* > */ && bracket === -1) bracket = at
  }
  return bracket === -1 ? { to: source.length, how: 'broken' } : { to: bracket, how: 'lost' }
}
