import { TransportError, type Json } from '../../core/ports'
import { canBeHeaderValue } from '../http-headers'
import { retryAfterMs, statusFailure } from '../http-statuses'
import { at } from './json'
import type { Brought } from './pace'
import { hashOf, KEPT_QUEUE, sendablePlace, startingPlace, type Place } from './place'
import type { Answer, Recipe, Told } from './recipe'
import { compare, cursorText, following, greatest } from './values'

/** What an answer means. */
export interface Verdict {
  items: readonly Json[]
  next: Place
  brought: Brought
  /** The server's wish, milliseconds. */
  waitMs: number
  /** It did not know our place: `next` begins anew. */
  expired: boolean
  /** The publisher says itself that something is missing. */
  missing: TransportError | null
}

/** Longer waits are an accident. Milliseconds. */
const MAX_DELAY_MS = 24 * 60 * 60_000

/**
 * Reads one answer by a recipe. Pure.
 *
 * @throws TransportError for an answer that is none
 */
export function judge(recipe: Recipe, answer: Answer, before: Place, first: boolean): Verdict {
  const host = new URL(answer.url).host
  const waitMs = delayOf(recipe, answer)
  const empty = { items: [], next: before, brought: 'empty', waitMs, expired: false, missing: null } as const
  if (recipe.emptyStatuses.has(answer.status)) return empty

  const next = nextValue(recipe, answer, before, host)
  const action = recipe.expired(answer, before, next)
  if (action !== null) {
    const fresh = startingPlace(action === 'restart' ? recipe.initial : null)
    // A queue is gone with its place; what we know of the news themselves is not.
    const kept = new Map([...before.kept].filter(([name]) => name !== KEPT_QUEUE))
    return { ...empty, next: { ...fresh, kept }, expired: true }
  }
  if (answer.status < 200 || answer.status > 299) throw refusal(recipe, answer, host, waitMs)
  checkType(recipe, answer, host)
  if (answer.text.trim() === '') return empty

  const hash = hashOf(answer.text)
  const validators = recipe.cursor.style === 'validators' ? validatorsOf(answer) : NO_VALIDATORS
  const sameTags = validators.etag === before.etag && validators.lastModified === before.lastModified
  // The same again from the same place: the publisher does not hold, or held for nothing.
  const isKnown = before.hash === hash && sameTags && (next === null || next === before.value)
  const told: Told = isKnown ? { items: [] } : recipe.told(answer, before)
  const firstValue = before.value === null && first ? (recipe.firstPlace?.(answer) ?? null) : null
  const value = firstValue ?? (isKnown ? before.value : valueOf(recipe, told.counted ?? told.items, before, next))
  const place: Place = { value: sendablePlace(value, host), ...validators, hash, kept: told.kept ?? before.kept }
  const moved = place.value !== before.value || !sameTags
  const brought = told.items.length === 0 ? 'empty' : moved && !recipe.paceNews ? 'progress' : 'news'
  return { items: told.items, next: place, brought, waitMs, expired: false, missing: told.missing ?? null }
}

/** Where the answer itself says to go on; null: it does not say, or its items say it. */
function nextValue({ cursor }: Recipe, answer: Answer, before: Place, host: string): string | null {
  switch (cursor.style) {
    case 'body':
    case 'twoStep':
      return cursorText(at(answer.json, cursor.path))
    case 'header': {
      const value = answer.header(cursor.name)?.trim() ?? ''
      if (value === '') return null
      return cursor.least !== undefined && compare(value, cursor.least) < 0 ? cursor.least : value
    }
    case 'nextUrl':
      return nextAddress(cursor.path, answer, host)
    case 'time': {
      const date = Date.parse(answer.header('date') ?? '')
      const seconds = Math.floor(((Number.isNaN(date) ? answer.answeredAt : date) - cursor.overlapMs) / 1000)
      return before.value !== null && compare(String(seconds), before.value) < 0 ? before.value : String(seconds)
    }
    default:
      return null
  }
}

const NO_VALIDATORS = { etag: null, lastModified: null } as const

function valueOf({ cursor }: Recipe, items: readonly Json[], before: Place, next: string | null): string | null {
  if (cursor.style !== 'max' && cursor.style !== 'next') return next ?? before.value
  const last = greatest(items.map((item) => cursorText(at(item, cursor.path))))
  if (last === null) return before.value
  const value = cursor.style === 'next' ? following(last) : last
  // A place never goes back by itself: answers may overtake one another.
  return before.value !== null && compare(value, before.value) < 0 ? before.value : value
}

/** The address to ask next: a member of the body, else `Link: <…>; rel="next"` (RFC 8288). */
function nextAddress(path: string, answer: Answer, host: string): string | null {
  const written = path === '' ? linkNext(answer.header('link')) : cursorText(at(answer.json, path))
  if (written === null) return null
  const url = URL.canParse(written, answer.url) ? new URL(written, answer.url) : null
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    (url.protocol === 'http:' && answer.url.startsWith('https:'))
  ) {
    throw new TransportError('redirect', `${host} sends us on to an address that cannot be followed.`)
  }
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

function linkNext(header: string | null): string | null {
  for (const part of (header ?? '').slice(0, 8_192).split(/,(?=\s*<)/)) {
    const [address = '', ...parameters] = part.split(';')
    const isNext = parameters.some((one) =>
      /^\s*rel\s*=\s*"?(?:[\w-]+ )*next(?: [\w-]+)*"?\s*$/i.test(one.slice(0, 200)),
    )
    if (isNext) return address.trim().replace(/^<|>$/g, '')
  }
  return null
}

/**
 * Exactly as received, also a tag without quotes: nchan's is a bare number. One character stands for one byte, and what
 * goes out is written as UTF-8, so bytes that are none cannot go back.
 */
function validatorsOf(answer: Answer): Pick<Place, 'etag' | 'lastModified'> {
  const sendable = (received: string | null): string | null => {
    if (received === null || received === '' || received.length > 8_192) return null
    const value = Buffer.from(received, 'latin1').toString('utf8')
    return canBeHeaderValue(value) && !value.includes('\ufffd') ? value : null
  }
  return { etag: sendable(answer.header('etag')), lastModified: sendable(answer.header('last-modified')) }
}

function delayOf(recipe: Recipe, answer: Answer): number {
  const header = retryAfterMs(answer.header('retry-after'), answer.answeredAt) ?? 0
  return Math.min(Math.max(header, recipe.delayMs(answer), 0), MAX_DELAY_MS)
}

function refusal(recipe: Recipe, answer: Answer, host: string, waitMs: number): TransportError {
  const own = recipe.failure?.(answer, host) ?? null
  const error = own ?? statusFailure(answer.status, answer.header, host, answer.answeredAt)
  if (waitMs === 0) return error
  const { kind, message, final, detail } = error
  return new TransportError(kind, message, { retryAfterMs: waitMs, final, detail })
}

function checkType(recipe: Recipe, answer: Answer, host: string): void {
  const type = answer.header('content-type') ?? ''
  if (/^\s*text\/event-stream\b/i.test(type)) {
    throw new TransportError('wrongType', `${host} answers with a live event stream. Add it again as one.`, {
      final: 'ended',
    })
  }
  const looksHtml = /^\s*(?:<!--.{0,500}-->\s*)?<(?:!doctype\s+html|html)[\s>]/is.test(answer.text.slice(0, 1_000))
  if (looksHtml) throw new TransportError('wrongType', `${host} answers with a web page where news was expected.`)
  if (recipe.wantsJson && answer.json === undefined && answer.text.trim() !== '') {
    throw new TransportError('malformed', `What ${host} answered cannot be read: JSON was expected.`)
  }
  if (answer.json === undefined && placeIsInside(recipe) && answer.text.trim() !== '') {
    throw new TransportError('malformed', `What ${host} answered cannot be read, so it does not say where to go on.`)
  }
}

/** Elsewhere an answer is one message, and a publisher that labels it wrongly must not stop the ones behind it. */
const placeIsInside = ({ cursor }: Recipe): boolean =>
  ['body', 'max', 'next', 'twoStep'].includes(cursor.style) || (cursor.style === 'nextUrl' && cursor.path !== '')
