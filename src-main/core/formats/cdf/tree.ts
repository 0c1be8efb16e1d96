import { MAX_ITEMS_PER_DOCUMENT, MAX_SECTION_DEPTH } from '@contract/index'
import { createDecoder } from '../entities'
import { declaredEntities } from '../xml-doctype'
import { readTokens, type CdfTag } from './tokens'

/** One known element; what the format does not know leaves no trace but its text. */
export interface CdfElement {
  name: string
  attributes: ReadonlyMap<string, string>
  children: CdfElement[]
  /** Its own text, references decoded, at most MAX_CDF_TEXT_CHARACTERS. */
  text: string
  /** The text was longer, or the tag was never finished. */
  cut: boolean
  broken: boolean
}

export interface CdfTree {
  root: CdfElement | null
  /** The document ends in the middle. */
  cutOff: boolean
  /** Left out: items and folders over a limit, and what of the document is behind its limit. */
  dropped: number
}

/** What is read of one document. */
export const MAX_CDF_CHARACTERS = 5 * 1024 * 1024
/** One title or abstract. */
export const MAX_CDF_TEXT_CHARACTERS = 64 * 1024
/** Channels inside channels. */
export const MAX_CDF_DEPTH = MAX_SECTION_DEPTH
/** Elements in all: twenty for each item that is read. */
const MAX_ELEMENTS = 20 * MAX_ITEMS_PER_DOCUMENT
const MAX_DOCTYPE_CHARACTERS = 64 * 1024

const ENTRY = ['channel', 'item', 'softpkg']
/**
 * Where an element belongs. One that begins elsewhere ends what is open up to there: that is how elements end that
 * nobody closed (`<LOGO …>`, `<ITEM …>` before the next). `text`: what it holds is words. `empty`: it holds nothing.
 */
const ELEMENTS: Readonly<Record<string, { in: readonly string[]; holds: 'elements' | 'text' | 'nothing' }>> = {
  channel: { in: ['channel'], holds: 'elements' },
  item: { in: ['channel'], holds: 'elements' },
  softpkg: { in: ['channel', 'softpkg'], holds: 'elements' },
  a: { in: ['channel', 'item'], holds: 'text' },
  title: { in: ENTRY, holds: 'text' },
  abstract: { in: ENTRY, holds: 'text' },
  author: { in: ENTRY, holds: 'text' },
  publisher: { in: ENTRY, holds: 'text' },
  copyright: { in: ENTRY, holds: 'text' },
  publicationdate: { in: ENTRY, holds: 'text' },
  lastmod: { in: ENTRY, holds: 'text' },
  keywords: { in: ENTRY, holds: 'text' },
  category: { in: ENTRY, holds: 'text' },
  introurl: { in: ['channel'], holds: 'text' },
  logo: { in: ENTRY, holds: 'nothing' },
  icon: { in: ENTRY, holds: 'nothing' },
  self: { in: ['channel'], holds: 'nothing' },
  login: { in: ['channel'], holds: 'nothing' },
  userschedule: { in: ENTRY, holds: 'nothing' },
  schedule: { in: ENTRY, holds: 'elements' },
  startdate: { in: ['schedule'], holds: 'text' },
  stopdate: { in: ['schedule'], holds: 'text' },
  enddate: { in: ['schedule'], holds: 'text' },
  intervaltime: { in: ['schedule'], holds: 'nothing' },
  earliesttime: { in: ['schedule'], holds: 'nothing' },
  latesttime: { in: ['schedule'], holds: 'nothing' },
  usage: { in: ENTRY, holds: 'elements' },
  openas: { in: ['usage'], holds: 'nothing' },
  width: { in: ['usage'], holds: 'nothing' },
  height: { in: ['usage'], holds: 'nothing' },
  canresize: { in: ['usage'], holds: 'nothing' },
  canresizex: { in: ['usage'], holds: 'nothing' },
  canresizey: { in: ['usage'], holds: 'nothing' },
  log: { in: ['item'], holds: 'nothing' },
  logtarget: { in: ['channel'], holds: 'elements' },
  purgetime: { in: ['logtarget'], holds: 'nothing' },
  'http-equiv': { in: ['logtarget'], holds: 'nothing' },
}
/** May stand in themselves; how deep is bounded. */
const NESTING: ReadonlySet<string> = new Set(['channel', 'softpkg'])

const isKnown = (name: string): boolean => Object.hasOwn(ELEMENTS, name)
const holds = (element: CdfElement): 'elements' | 'text' | 'nothing' => ELEMENTS[element.name]?.holds ?? 'nothing'

/** Reads the elements of the format out of whatever is there (protocols 1.6). Never fails, never fetches. */
export function readTree(whole: string): CdfTree {
  const source = whole.slice(0, MAX_CDF_CHARACTERS)
  const isWhole = source.length === whole.length
  const open: CdfElement[] = []
  /** Folders too deep to open: their ends close nothing. */
  const ignored = new Map<string, number>()
  let decode = createDecoder()
  let declared = false
  let root: CdfElement | null = null
  let rootEnded = false
  let nested = 0
  let items = 0
  let elements = 0
  /** An entry over the limit: what stands in it is passed over too, or it would count as its channel's own. */
  let passing = false
  let dropped = isWhole ? 0 : 1

  const current = (): CdfElement | undefined => open.at(-1)
  const closeTo = (depth: number): void => {
    while (open.length > Math.max(depth, 1)) if (NESTING.has(open.pop()?.name ?? '')) nested -= 1
  }
  /** How much stays open for an element of this name; null where it belongs nowhere here. */
  const placeFor = (name: string): number | null => {
    const places = ELEMENTS[name]?.in ?? []
    for (let depth = open.length; depth > 0; depth -= 1) {
      if (places.includes(open[depth - 1]?.name ?? '')) return depth
    }
    return null
  }

  function start(tag: CdfTag): void {
    const { name } = tag
    if (root === null && name !== 'channel') return
    if (!isKnown(name)) return
    if (ENTRY.includes(name)) passing = false
    if (passing) return
    // A link inside words is only words.
    const now = current()
    if (name === 'a' && now !== undefined && holds(now) === 'text' && !tag.empty && now.name !== 'a') return
    const isEntry = name === 'item' || name === 'softpkg'
    if (isEntry && (items >= MAX_ITEMS_PER_DOCUMENT || elements >= MAX_ELEMENTS)) {
      // The one before it ends all the same.
      closeTo(placeFor(name) ?? open.length)
      passing = !tag.empty
      dropped += 1
      return
    }
    if (NESTING.has(name) && nested >= MAX_CDF_DEPTH) {
      dropped += 1
      if (!tag.empty) ignored.set(name, (ignored.get(name) ?? 0) + 1)
      return
    }
    if (elements >= MAX_ELEMENTS) return
    const element: CdfElement = {
      name,
      attributes: decoded(tag.attributes),
      children: [],
      text: '',
      cut: false,
      broken: tag.broken,
    }
    elements += 1
    if (isEntry) items += 1
    if (root === null) {
      root = element
      open.push(element)
      nested = 1
      rootEnded = tag.empty
      return
    }
    const place = placeFor(name)
    if (place === null) return
    closeTo(place)
    current()?.children.push(element)
    if (tag.empty || holds(element) === 'nothing') return
    open.push(element)
    if (NESTING.has(name)) nested += 1
  }

  function decoded(attributes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    for (const value of attributes.values()) {
      if (value.includes('&')) return new Map([...attributes].map(([name, text]) => [name, decode(text)]))
    }
    return attributes
  }

  function end(name: string): void {
    if (ENTRY.includes(name) && passing) {
      passing = false
      if (name !== 'channel') return
    }
    const passed = ignored.get(name) ?? 0
    if (passed > 0) {
      ignored.set(name, passed - 1)
      return
    }
    for (let depth = open.length - 1; depth >= 0; depth -= 1) {
      if (open[depth]?.name !== name) continue
      closeTo(depth)
      // Whatever comes behind the root is taken as if it stood in it.
      if (depth === 0) rootEnded = true
      return
    }
  }

  function text(piece: string, literal: boolean): void {
    const element = current()
    if (element === undefined || holds(element) !== 'text') return
    const room = MAX_CDF_TEXT_CHARACTERS - element.text.length
    if (piece.length > room) element.cut = true
    if (room > 0) element.text += literal ? piece.slice(0, room) : decode(piece.slice(0, room))
  }

  readTokens(source, {
    start,
    end,
    text,
    doctype(written) {
      // Entities that a document declares for itself, within limits; nothing is ever fetched.
      if (!declared) decode = createDecoder(declaredEntities(written.slice(0, MAX_DOCTYPE_CHARACTERS)))
      declared = true
    },
  })
  return { root, cutOff: isWhole && !rootEnded, dropped }
}
