import { TransportError } from '../../core/ports'
import { canBeHeaderValue } from '../http-headers'
import type { Place } from './place'
import type { Ask, Recipe, Target } from './recipe'

/** A request as it goes out. */
export interface Wanted {
  method: 'GET' | 'POST'
  url: string
  shown: string
  headers: Record<string, string>
  /** Only for the origin that gave them. */
  conditions: Record<string, string>
  body: string | null
  open: boolean
}

/** Puts place and wait into a request. `waitMs` null: the server is not told how long. */
export function requestOf(
  recipe: Recipe,
  ask: Ask,
  place: Place,
  how: { waitMs: number | null; first: boolean },
): Wanted {
  const { cursor, cursorAt, waitAt } = recipe
  const base = cursor.style === 'nextUrl' && place.value !== null ? place.value : ask.url
  const url = webAddress(base)
  const headers: Record<string, string> = { Accept: ACCEPT, ...recipe.headers }
  const put = (target: Target, value: string): void => {
    if (target.in === 'query') url.searchParams.set(target.name, value)
    else if (target.in === 'header') headers[target.name] = headerValue(target.name, value)
  }
  recipe.shape?.(url, place, how.first)
  const isValue = cursor.style !== 'validators' && cursor.style !== 'nextUrl' && cursor.style !== 'none'
  if (isValue && place.value !== null) put(cursorAt, place.value)
  const wait = waitAt === null || how.waitMs === null ? null : waitText(how.waitMs, waitAt.unit)
  if (wait !== null && waitAt !== null) put(waitAt, wait)
  const body = ask.body === null ? null : fillIn(ask.body, { cursor: place.value ?? '', wait: wait ?? '' })
  if (body !== null) headers['Content-Type'] ??= typeOf(body)
  return {
    method: ask.method,
    url: url.href,
    // What is secret in an address is in its path, and the query is the same.
    shown: base === ask.url ? withQuery(ask.shown, url) : withQuery(base, url),
    headers,
    conditions: cursor.style === 'validators' ? conditionsOf(place) : {},
    body,
    open: ask.open ?? false,
  }
}

const ACCEPT = 'application/json, */*;q=0.5'

function conditionsOf({ etag, lastModified }: Place): Record<string, string> {
  return {
    ...(etag !== null && { 'If-None-Match': etag }),
    ...(lastModified !== null && { 'If-Modified-Since': lastModified }),
  }
}

export function waitText(milliseconds: number, unit: 'seconds' | 'milliseconds' | 'duration'): string {
  if (unit === 'milliseconds') return String(milliseconds)
  const seconds = String(Math.round(milliseconds / 1000))
  return unit === 'duration' ? `${seconds}s` : seconds
}

/** JSON gets what fits between the quotes of a string, a form what fits between two `&`. */
export function fillIn(template: string, values: { cursor: string; wait: string }): string {
  const spell = isJson(template)
    ? (value: string) => JSON.stringify(value).slice(1, -1)
    : (value: string) => encodeURIComponent(value)
  return template.replace(/\{(cursor|wait)\}/g, (_whole, name: 'cursor' | 'wait') => spell(values[name]))
}

const isJson = (text: string): boolean => /^\s*[[{](?!cursor\}|wait\})/.test(text)
const typeOf = (body: string): string => (isJson(body) ? 'application/json' : 'application/x-www-form-urlencoded')

function headerValue(name: string, value: string): string {
  if (canBeHeaderValue(value)) return value
  throw new TransportError('protocol', `The place to go on at cannot be sent in the header “${name}”.`)
}

function webAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  throw new TransportError('invalidAddress', 'This is not a web address (http:// or https://).', { final: 'needsYou' })
}

function withQuery(shown: string, url: URL): string {
  if (!URL.canParse(shown)) return shown
  const safe = new URL(shown)
  safe.username = ''
  safe.password = ''
  safe.hash = ''
  safe.search = url.search
  return safe.href
}
