import type { CallPart } from './framer'
import { isNamePart, isNameStart, readLiteral } from './literals'

/** A call with nothing but literals in it, as data. */
export interface ScriptCall {
  /** As written: `parent.callback`. */
  name: string
  parts: CallPart[]
}

/** Calls of one script; a page that has more is no stream of news. */
const MAX_CALLS = 1_000
/** What looks like a call and is none, and calls that change the page rather than tell something. */
const NO_NEWS =
  /^(?:if|for|while|switch|return|catch|typeof|void|function|with|delete|throw|await|import|super|(?:window\.|self\.|top\.|parent\.)*(?:document|console|history|location)\..+|(?:window\.|self\.)?(?:setTimeout|setInterval|clearTimeout|clearInterval|alert|confirm|prompt|eval|require|define|print))$/

/** Finds the calls of a script and reads their arguments. Nothing is run; what is no literal is passed over. */
export function readCalls(source: string, wanted = ''): ScriptCall[] {
  const calls: ScriptCall[] = []
  let at = 0
  let before = ''
  while (at < source.length && calls.length < MAX_CALLS) {
    const sign = source.charAt(at)
    if (sign === '"' || sign === "'" || sign === '`') at = afterText(source, at)
    else if (source.startsWith('//', at)) at = afterOr(source, '\n', at + 2)
    else if (source.startsWith('/*', at)) at = afterOr(source, '*/', at + 2)
    else if (isNameStart(sign)) {
      const end = pathEnd(source, at)
      const name = source.slice(at, end)
      const open = afterBlank(source, end)
      at = end
      const isCall = source.charAt(open) === '(' && before !== 'new' && before !== 'function'
      const read = isCall && isWanted(name, wanted) ? readArguments(source, open + 1) : null
      if (read !== null && read.parts.length > 0) {
        calls.push({ name, parts: read.parts })
        at = read.end
      }
      before = name
    } else {
      if (sign.trim() !== '') before = ''
      at += 1
    }
  }
  return calls
}

function isWanted(name: string, wanted: string): boolean {
  return wanted === '' ? !NO_NEWS.test(name) : name === wanted || name.endsWith(`.${wanted}`)
}

/** Names joined by dots. */
function pathEnd(source: string, start: number): number {
  let at = start
  while (isNamePart(source.charAt(at)) || (source.charAt(at) === '.' && isNameStart(source.charAt(at + 1)))) at += 1
  return at
}

function readArguments(source: string, start: number): { parts: CallPart[]; end: number } | null {
  const parts: CallPart[] = []
  let at = afterBlank(source, start)
  while (source.charAt(at) !== ')') {
    const read = readLiteral(source, at)
    if (read === null) return null
    parts.push(read.value)
    at = afterBlank(source, read.end)
    if (source.charAt(at) === ',') at = afterBlank(source, at + 1)
    else if (source.charAt(at) !== ')') return null
  }
  return { parts, end: at + 1 }
}

function afterBlank(source: string, start: number): number {
  let at = start
  while (at < source.length && /\s/.test(source.charAt(at))) at += 1
  return at
}

/** A string ends with its quote, and at the latest with its line. */
function afterText(source: string, start: number): number {
  const quote = source.charAt(start)
  for (let at = start + 1; at < source.length; at += 1) {
    const sign = source.charAt(at)
    if (sign === '\\') at += 1
    else if (sign === quote || (quote !== '`' && sign === '\n')) return at + 1
  }
  return source.length
}

function afterOr(source: string, end: string, start: number): number {
  const found = source.indexOf(end, start)
  return found === -1 ? source.length : found + end.length
}
