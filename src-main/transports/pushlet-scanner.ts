import { MAX_LINE_BYTES } from '../contract/index'
import { unescapeXml } from './pushlet-escapes'

/** The attributes of one `<event …/>`, in the order they came. */
export type PushletEvent = ReadonlyMap<string, string>

export interface PushletScanner {
  push(text: string): void
}

/** The longest name of an attribute, and how many one event may have. Characters, attributes. */
const MAX_NAME_CHARACTERS = 128
const MAX_ATTRIBUTES = 256
/** What a decision at a quote may have to look ahead: blanks, a name, blanks, `=`, blanks, a quote. */
const MOST_BLANKS = 16
const NAME = String.raw`[^\s=/>"'<]{1,${MAX_NAME_CHARACTERS}}`
const BLANKS = String.raw`\s{0,${MOST_BLANKS}}`
const LOOK_AHEAD = MAX_NAME_CHARACTERS + 3 * MOST_BLANKS + 2

const ATTRIBUTE = new RegExp(`(${NAME})${BLANKS}=${BLANKS}(["'])`, 'y')
/** A word without a value, or a stray sign. */
const JUNK = new RegExp(`${NAME}|[^]`, 'y')
/** What is there so far could still become an attribute. */
const HALF_ATTRIBUTE = new RegExp(`^${NAME}${BLANKS}(?:=${BLANKS})?$`)
const AFTER_VALUE = new RegExp(String.raw`^(?:${BLANKS}/>|\s${BLANKS}${NAME}${BLANKS}=${BLANKS}")`)
const HALF_AFTER_VALUE = new RegExp(String.raw`^(?:${BLANKS}/?|\s${BLANKS}${NAME}${BLANKS}(?:=${BLANKS})?)$`)

/** What can begin outside an event and means something. */
const OPENINGS = ['<event', '<pushlet', '<?xml', '<html', '<script', '<!doctype html'] as const
const LONGEST_OPENING = 14

/**
 * Finds the events of a Pushlet answer (protocols 3.2) in text that comes in any pieces. Two grammars, told apart by
 * what is there: with a root (`xml-strict`) values are escaped XML. Without one (`xml`) nothing at all is escaped: a
 * value ends at the quote that is followed by the end of the tag or by the next attribute, so `<`, `&` and quotes inside
 * it are taken as they are. Holds no more than one event.
 */
export function createPushletScanner(found: {
  event(attributes: PushletEvent): void
  /** One event was over the limit. */
  leftOut(): void
  /** This is a page of HTML or script. */
  page(): void
}): PushletScanner {
  let buffer = ''
  let at = 0
  let strict = false
  let phase: 'outside' | 'tag' | 'value' = 'outside'
  let attributes = new Map<string, string>()
  let size = 0
  let name = ''
  let quote = '"'
  let pieces: string[] = []

  /** False when more text is needed. */
  function outside(): boolean {
    at = buffer.indexOf('<', at)
    if (at === -1) {
      at = buffer.length
      return false
    }
    const ahead = buffer.slice(at, at + LONGEST_OPENING).toLowerCase()
    const opening = OPENINGS.find((one) => ahead.startsWith(one))
    if (opening === '<event') {
      const next = buffer.charAt(at + opening.length)
      if (next === '') return false
      at += opening.length
      if (/[\s/>]/.test(next)) begin()
      return true
    }
    if (opening === undefined && OPENINGS.some((one) => one.startsWith(ahead)) && ahead.length < LONGEST_OPENING) {
      return false
    }
    if (opening === '<pushlet' || opening === '<?xml') strict = true
    else if (opening !== undefined) found.page()
    at += opening?.length ?? 1
    return true
  }

  function begin(): void {
    phase = 'tag'
    attributes = new Map()
    size = 0
  }

  function tag(): boolean {
    while (at < buffer.length && /\s/.test(buffer.charAt(at))) at += 1
    if (at === buffer.length) return false
    const sign = buffer.charAt(at)
    if (sign === '/' || sign === '>') return endOfTag(sign)
    if (sign === '<') {
      // It was never finished; what begins here may be whole.
      phase = 'outside'
      return true
    }
    ATTRIBUTE.lastIndex = at
    const match = ATTRIBUTE.exec(buffer)
    if (match?.[1] !== undefined && match[2] !== undefined) {
      name = match[1]
      quote = match[2]
      pieces = []
      phase = 'value'
      at = ATTRIBUTE.lastIndex
      return true
    }
    if (buffer.length - at <= LOOK_AHEAD && HALF_ATTRIBUTE.test(buffer.slice(at))) return false
    JUNK.lastIndex = at
    JUNK.exec(buffer)
    at = JUNK.lastIndex
    return true
  }

  function endOfTag(sign: string): boolean {
    if (sign === '/' && at + 1 === buffer.length) return false
    const isEnd = sign === '>' || buffer.charAt(at + 1) === '>'
    at += sign === '/' && isEnd ? 2 : 1
    if (!isEnd) return true
    phase = 'outside'
    if (isOverLimit()) found.leftOut()
    else found.event(attributes)
    return true
  }

  function value(): boolean {
    const end = buffer.indexOf(quote, at)
    keep(end === -1 ? buffer.length : end)
    if (end === -1) return false
    if (!strict) {
      const ahead = buffer.slice(end + 1, end + 1 + LOOK_AHEAD)
      if (!AFTER_VALUE.test(ahead)) {
        if (ahead.length < LOOK_AHEAD && HALF_AFTER_VALUE.test(ahead)) return false
        keep(end + 1)
        return true
      }
    }
    at = end + 1
    if (!isOverLimit()) {
      const text = pieces.join('')
      attributes.set(name, strict ? unescapeXml(text) : text)
    }
    pieces = []
    phase = 'tag'
    return true
  }

  /** Takes text into the value; what is over the limit is only counted. */
  function keep(to: number): void {
    size += to - at
    if (isOverLimit()) pieces = []
    else if (to > at) pieces.push(buffer.slice(at, to))
    at = to
  }
  const isOverLimit = (): boolean => size > MAX_LINE_BYTES || attributes.size > MAX_ATTRIBUTES

  return {
    push(text) {
      buffer = buffer.slice(at) + text
      at = 0
      const steps = { outside, tag, value }
      while (steps[phase]());
    },
  }
}
