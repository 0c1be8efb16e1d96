import { MAX_NESTING_DEPTH } from '@contract/index'
import { createDecoder, type Decode } from './entities'
import { declaredEntities } from './xml-doctype'
import { bind, type Bindings, keyOf, NO_BINDINGS } from './xml-names'
import { readTag } from './xml-tag'

/** One element, in the document's own words: names lower-cased, prefixes replaced by the vocabulary they stand for. */
export interface XmlElement {
  key: string
  attributes: ReadonlyMap<string, string>
  children: XmlElement[]
  /** Its own text, decoded, without that of its children. */
  text: string
  parent: XmlElement | null
  /** Where its content begins and ends in the source. */
  from: number
  to: number
  /** Something inside was nested deeper than MAX_NESTING_DEPTH and is missing here. */
  tooDeep: boolean
}

export interface XmlTree {
  /** Holds everything; not an element of the document. */
  top: XmlElement
  source: string
  /** Knows the entities the document declared. */
  decode: Decode
}

/** Elements that say what kind of feed this is; their namespace becomes the unmarked one. */
const ROOTS: ReadonlySet<string> = new Set(['rss', 'rdf', 'feed', 'channel', 'entry'])
const MAX_DOCTYPE_CHARACTERS = 64 * 1024
/** Fields without markup of their own: another field beginning inside one means that its end tag is missing. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set([
  'title',
  'link',
  'guid',
  'pubdate',
  'author',
  'category',
  'comments',
])
const FIELD_STARTS: ReadonlySet<string> = new Set([
  ...PLAIN_FIELDS,
  'description',
  'item',
  'enclosure',
  'entry',
  'updated',
])

/**
 * Reads markup the way feeds are written: any case, unclosed elements, bare ampersands and angle brackets, text
 * around the root. Linear in the length of the source whatever it contains; never fails, never fetches.
 */
export function readXml(source: string): XmlTree {
  const top: XmlElement = {
    key: '',
    attributes: new Map(),
    children: [],
    text: '',
    parent: null,
    from: 0,
    to: source.length,
    tooDeep: false,
  }
  const tree: XmlTree = { top, source, decode: createDecoder() }
  const open: { element: XmlElement; written: string; bindings: Bindings }[] = []
  /** Ends that were looked for and are nowhere ahead: not searched for again. */
  const missing = new Set<string>()
  let home: string | null = null
  let ignored = 0
  let declared = false

  const current = (): XmlElement => open.at(-1)?.element ?? top
  const find = (end: string, from: number): number => {
    if (missing.has(end)) return -1
    const at = source.indexOf(end, from)
    if (at === -1) missing.add(end)
    return at
  }
  const addText = (from: number, to: number, literal: boolean): void => {
    if (from >= to || open.length === 0) return
    const piece = source.slice(from, to)
    if (!literal && piece.trim() === '') {
      if (current().text !== '') current().text += piece
    } else current().text += literal ? piece : tree.decode(piece)
  }
  const closeTo = (depth: number, at: number): void => {
    while (open.length > depth) {
      const closed = open.pop()
      if (closed !== undefined) closed.element.to = at
    }
  }

  let at = 0
  while (at < source.length) {
    const tag = source.indexOf('<', at)
    if (tag === -1) break
    addText(at, tag, false)
    const sign = source.charCodeAt(tag + 1)

    if (sign === 33 /* ! */) {
      if (source.startsWith('<![CDATA[', tag)) {
        const end = find(']]>', tag + 9)
        addText(tag + 9, end === -1 ? source.length : end, true)
        at = end === -1 ? source.length : end + 3
      } else if (source.startsWith('<!--', tag)) {
        const end = find('-->', tag + 4)
        at = end === -1 ? afterTag(find('>', tag), source) : end + 3
      } else if (/^<!doctype/i.test(source.slice(tag, tag + 9))) {
        const end = endOfDoctype(source, tag, find)
        if (!declared)
          tree.decode = createDecoder(declaredEntities(source.slice(tag, Math.min(end, tag + MAX_DOCTYPE_CHARACTERS))))
        declared = true
        at = end
      } else at = afterTag(find('>', tag), source)
      continue
    }
    if (sign === 63 /* ? */) {
      const end = find('?>', tag + 2)
      at = end === -1 ? afterTag(find('>', tag), source) : end + 2
      continue
    }
    if (sign === 47 /* / */) {
      const end = find('>', tag + 2)
      const written = source
        .slice(tag + 2, end === -1 ? source.length : end)
        .slice(0, 256)
        .trim()
        .toLowerCase()
      at = afterTag(end, source)
      if (ignored > 0) {
        ignored -= 1
        continue
      }
      for (let depth = open.length - 1; depth >= 0; depth -= 1) {
        if (open[depth]?.written !== written) continue
        closeTo(depth, tag)
        break
      }
      continue
    }

    const start = readTag(source, tag, find)
    if (start === null) {
      // A lone "<": text, as in "more <3".
      addText(tag, tag + 1, true)
      at = tag + 1
      continue
    }
    at = start.end
    if (open.length >= MAX_NESTING_DEPTH) {
      for (let shown: XmlElement | null = current(); shown !== null && !shown.tooDeep; shown = shown.parent)
        shown.tooDeep = true
      if (!start.empty) ignored += 1
      continue
    }
    const attributes = start.attributes
    for (const [name, value] of attributes) if (value.includes('&')) attributes.set(name, tree.decode(value))
    let bindings = bind(open.at(-1)?.bindings ?? NO_BINDINGS, attributes)
    if (home === null) {
      const local = start.name.slice(start.name.indexOf(':') + 1)
      if (ROOTS.has(local)) {
        const vocabulary =
          bindings.get(start.name.includes(':') ? start.name.slice(0, start.name.indexOf(':')) : '') ?? ''
        home = local === 'rdf' ? '' : vocabulary
      }
    }
    const key = keyOf(start.name, bindings, home)
    const depth = impliedEnd(open, key)
    if (depth !== -1) {
      closeTo(depth, tag)
      bindings = bind(open.at(-1)?.bindings ?? NO_BINDINGS, attributes)
    }
    const parent = current()
    const element: XmlElement = {
      key,
      attributes,
      children: [],
      text: '',
      parent,
      from: at,
      to: start.empty ? at : source.length,
      tooDeep: false,
    }
    parent.children.push(element)
    if (!start.empty) open.push({ element, written: start.name, bindings })
  }
  if (at < source.length) addText(at, source.length, false)
  closeTo(0, source.length)
  return tree
}

const afterTag = (end: number, source: string): number => (end === -1 ? source.length : end + 1)

/** The depth to close to before `key` may begin, -1 when nothing is in its way. */
function impliedEnd(open: readonly { element: XmlElement }[], key: string): number {
  const last = open.at(-1)?.element
  if (last === undefined) return -1
  if (key === 'item' || key === 'entry') {
    for (let depth = open.length - 1; depth >= 0; depth -= 1) if (open[depth]?.element.key === key) return depth
  }
  const hasWords = last.children.length === 0 && last.text.trim() !== ''
  if (hasWords && PLAIN_FIELDS.has(last.key) && FIELD_STARTS.has(key)) {
    const holder = last.parent?.key
    if (holder === 'item' || holder === 'channel' || holder === 'entry') return open.length - 1
  }
  return -1
}

function endOfDoctype(source: string, start: number, find: (end: string, from: number) => number): number {
  const bracket = source.indexOf('[', start)
  const end = find('>', start)
  if (bracket === -1 || end === -1 || end < bracket) return afterTag(end, source)
  const subset = find(']', bracket)
  return subset === -1 ? afterTag(end, source) : afterTag(find('>', subset), source)
}
