import { MAX_NESTING_DEPTH } from '../../contract/index'
import type { CallPart } from './framer'

/**
 * Reads JSON and the literals of JavaScript: single quotes, unquoted keys, trailing commas, comments, other number
 * bases. Names, calls, operators and templates with values are no literals: nothing is ever run.
 *
 * @returns the value and where it ends; null where there is none
 */
export function readLiteral(source: string, start: number): { value: CallPart; end: number } | null {
  let at = start

  /** Null: a comment without end. */
  function skipBlank(): boolean {
    for (;;) {
      while (at < source.length && /\s/.test(source.charAt(at))) at += 1
      if (source.startsWith('//', at)) {
        const end = source.indexOf('\n', at)
        at = end === -1 ? source.length : end + 1
      } else if (source.startsWith('/*', at)) {
        const end = source.indexOf('*/', at + 2)
        if (end === -1) return false
        at = end + 2
      } else return true
    }
  }

  function value(depth: number): CallPart | undefined {
    if (depth > MAX_NESTING_DEPTH || !skipBlank()) return undefined
    const sign = source.charAt(at)
    if (sign === '{') return object(depth)
    if (sign === '[') return array(depth)
    if (sign === '"' || sign === "'" || sign === '`') return text()
    // What minifiers make of true and false.
    if (sign === '!' && /^[01]/.test(source.slice(at + 1, at + 2)) && !isNamePart(source.charAt(at + 2))) {
      at += 2
      return source.charAt(at - 1) === '0'
    }
    return isNameStart(sign) ? word() : number()
  }

  function object(depth: number): CallPart | undefined {
    // Without a prototype, "__proto__" is a name like any other.
    const members = Object.create(null) as { [key: string]: CallPart }
    at += 1
    for (;;) {
      if (!skipBlank()) return undefined
      if (source.charAt(at) === '}') break
      const name = key()
      if (name === undefined || !skipBlank() || source.charAt(at) !== ':') return undefined
      at += 1
      const member = value(depth + 1)
      if (member === undefined || !skipBlank()) return undefined
      members[name] = member
      if (source.charAt(at) === ',') at += 1
      else if (source.charAt(at) !== '}') return undefined
    }
    at += 1
    return members
  }

  function key(): string | undefined {
    const sign = source.charAt(at)
    if (sign === '"' || sign === "'") return text()
    if (isNameStart(sign)) return name()
    const numeric = number()
    return numeric === undefined ? undefined : String(numeric)
  }

  function array(depth: number): CallPart | undefined {
    const entries: CallPart[] = []
    at += 1
    for (;;) {
      if (!skipBlank()) return undefined
      if (source.charAt(at) === ']') break
      const entry = value(depth + 1)
      if (entry === undefined || !skipBlank()) return undefined
      entries.push(entry)
      if (source.charAt(at) === ',') at += 1
      else if (source.charAt(at) !== ']') return undefined
    }
    at += 1
    return entries
  }

  function text(): string | undefined {
    const quote = source.charAt(at)
    const pieces: string[] = []
    at += 1
    for (let from = at; at < source.length; at += 1) {
      const sign = source.charAt(at)
      if (sign === quote) {
        pieces.push(source.slice(from, at))
        at += 1
        return pieces.join('')
      }
      if (sign === '\\') {
        pieces.push(source.slice(from, at))
        const escape = readEscape(source, at + 1)
        if (escape === null) return undefined
        pieces.push(escape.text)
        at = escape.end - 1
        from = escape.end
      } else if (quote === '`' ? source.startsWith('${', at) : sign === '\n' || sign === '\r') return undefined
    }
    return undefined
  }

  function name(): string {
    const from = at
    while (at < source.length && isNamePart(source.charAt(at))) at += 1
    return source.slice(from, at)
  }

  function word(): CallPart | undefined {
    switch (name()) {
      case 'true':
        return true
      case 'false':
        return false
      case 'null':
      case 'undefined':
      case 'NaN':
      case 'Infinity':
        return null
      default:
        return undefined
    }
  }

  function number(): number | undefined {
    // Sticky, and every part of it bounded by the digits that are there: nothing to backtrack into.
    NUMBER.lastIndex = at
    const found = NUMBER.exec(source)
    if (found === null || found[0].length > MAX_NUMBER_CHARACTERS) return undefined
    if (isNamePart(source.charAt(at + found[0].length))) return undefined
    const digits = found[0].replace(/^[-+]\s*/, '')
    const size = Number(digits)
    if (!Number.isFinite(size)) return undefined
    at += found[0].length
    return found[0].startsWith('-') ? -size : size
  }

  const read = value(0)
  return read === undefined ? null : { value: read, end: at }
}

const NUMBER = /[-+]?(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y
const MAX_NUMBER_CHARACTERS = 400

export const isNameStart = (sign: string): boolean => /^[\p{L}_$]$/u.test(sign)
export const isNamePart = (sign: string): boolean => /^[\p{L}\p{N}_$]$/u.test(sign)

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
  ['\u2028', ''],
  ['\u2029', ''],
])

/** What follows a backslash. */
function readEscape(source: string, at: number): { text: string; end: number } | null {
  const sign = source.charAt(at)
  if (sign === '') return null
  if (sign === '\r') return { text: '', end: source.charAt(at + 1) === '\n' ? at + 2 : at + 1 }
  const braced = sign === 'u' && source.charAt(at + 1) === '{'
  if (sign === 'x' || sign === 'u') {
    const from = braced ? at + 2 : at + 1
    const to = braced ? source.slice(from, from + 9).indexOf('}') + from : from + (sign === 'x' ? 2 : 4)
    const digits = source.slice(from, to)
    if (to <= from || to > source.length || !/^[\da-fA-F]+$/.test(digits)) return null
    const code = Number.parseInt(digits, 16)
    if (code > 0x10ffff) return null
    return { text: String.fromCodePoint(code), end: braced ? to + 1 : to }
  }
  return { text: SHORT_ESCAPES.get(sign) ?? sign, end: at + 1 }
}
