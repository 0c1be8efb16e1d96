import type { LONGPOLL, OptionsOf } from '../../../contract/index'
import { TransportError, type Channel } from '../../../core/ports'
import { itemsIn } from '../items'
import type { JsonObject } from '../json'
import type { Answer, Ask, Recipe } from '../recipe'

export type LongPollChoices = OptionsOf<typeof LONGPOLL>

/** What a preset is made from. */
export interface Order {
  url: URL
  options: LongPollChoices
}

export type Preset = (order: Order) => Recipe

/** What all recipes have in common until they say otherwise: a document that is held, told apart by its validators. */
export function plainRecipe({ url, options }: Order): Recipe {
  return {
    key: [options.preset, url.href].join(' '),
    ask: askAt(url),
    headers: {},
    secrets: {},
    cursor: { style: 'validators' },
    cursorAt: { in: 'query', name: 'since' },
    initial: null,
    waitAt: null,
    waitMs: options.waitSeconds * 1000,
    firstAtOnce: false,
    gapMs: options.minGapSeconds * 1000,
    paceNews: false,
    emptyStatuses: new Set([204, 304, 408]),
    wantsJson: false,
    told: (answer) => ({ items: allIn(answer, '') }),
    expired: () => null,
    failure: conflict,
    delayMs: () => 0,
  }
}

/** Servers that let only one reader wait send the other ones away (nchan's concurrency rule, Telegram). */
function conflict({ status }: Answer, host: string): TransportError | null {
  if (status !== 409) return null
  return new TransportError('protocol', `${host} gives this out to one reader at a time, and another one is there.`, {
    detail: 'HTTP 409',
  })
}

/** The items of an answer; one that is no JSON is one item as it stands. */
export const allIn = ({ json, text }: Answer, path: string) => (json === undefined ? [text] : itemsIn(json, path))

/** A GET of that address. `shown`: where the address holds a secret. */
export function askAt(url: URL, shown: string = url.href): Ask {
  return { method: 'GET', url: url.href, shown: withoutUser(shown), body: null }
}

export function withoutUser(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

/** The same place with another path, and without the query. */
export function withPath(url: URL, path: string): URL {
  const next = new URL(url)
  next.pathname = path
  next.search = ''
  return next
}

export const bearer = (token: string): Readonly<Record<string, string>> =>
  token === '' ? {} : { Authorization: `Bearer ${token}` }

export function channelUrl({ url }: Pick<Channel, 'url'>): URL | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed : null
}

/** News in the words that any JSON item is understood by; what is null is left out. */
export function newsOf(fields: {
  guid: string | null
  title?: string | null
  text?: string | null
  html?: string | null
  link?: string | null
  author?: string | null
  published?: number | string | null
  tags?: readonly (string | null)[]
  image?: string | null
}): JsonObject {
  const { tags = [], ...rest } = fields
  const given = Object.entries(rest).filter((entry): entry is [string, string | number] => {
    const value = entry[1]
    return value !== null && value !== undefined && value !== ''
  })
  const named = tags.filter((tag) => tag !== null && tag !== '')
  return { ...Object.fromEntries(given), ...(named.length > 0 && { tags: named }) }
}

const MAX_HEADLINE_CHARACTERS = 200

/** The first line of what somebody wrote, as a title. */
export function headline(text: string | null): string | null {
  const line = (text ?? '').trim().split('\n', 1)[0]?.trim() ?? ''
  if (line.length <= MAX_HEADLINE_CHARACTERS) return line === '' ? null : line
  const head = line.slice(0, MAX_HEADLINE_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '')
  const space = head.lastIndexOf(' ')
  return `${space > MAX_HEADLINE_CHARACTERS / 2 ? head.slice(0, space) : head}…`
}

/** The words of a message without its first line, where that is the title and there is more; null: the title is all. */
export const rest = (text: string | null, title: string | null): string | null =>
  text === null || text.trim() === title ? null : text
