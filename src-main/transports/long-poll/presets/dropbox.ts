import { TransportError, type Json } from '../../../core/ports'
import { at, isObject, listAt, numberAt, textAt } from '../json'
import { keeping } from '../place'
import type { Ask, Conversation, News, Recipe } from '../recipe'
import { cursorText } from '../values'
import { askAt, bearer, newsOf, plainRecipe, withPath, type Order } from './base'

const API = '/2/files/list_folder'
const API_HOST = 'api.dropboxapi.com'
const NOTIFY_HOST = 'notify.dropboxapi.com'
/** What the service takes: 30 to 480 seconds, and it adds up to 90 at random. Milliseconds. */
const LEAST_HELD_MS = 30_000
const MOST_HELD_MS = 480_000
const JITTER_MS = 90_000

/** Files: style G. One request is held until something has changed (and wants no token), the next one fetches what. */
export function dropboxRecipe(order: Order): Recipe {
  const { options } = order
  const base = plainRecipe(order)
  const api = withPath(order.url, API)
  const notify = withPath(order.url, `${API}/longpoll`)
  if (notify.hostname === API_HOST) notify.hostname = NOTIFY_HOST
  const heldMs = Math.min(Math.max(base.waitMs, LEAST_HELD_MS), MOST_HELD_MS)
  const path = options.folder === '/' ? '' : options.folder
  return {
    ...base,
    key: `${base.key} ${path}`,
    ask: { ...askAt(api), method: 'POST', body: '{"cursor":"{cursor}"}' },
    hold: {
      ...askAt(notify),
      method: 'POST',
      body: `{"cursor":"{cursor}","timeout":${String(Math.round(heldMs / 1000))}}`,
      open: true,
      fetchOn: (address) => `${address}/continue`,
    },
    begin: (conversation) => begin(conversation, api, JSON.stringify({ path, recursive: true })),
    secrets: bearer(options.token),
    cursor: { style: 'twoStep', path: '/cursor', changedPath: '/changes', morePath: '/has_more' },
    cursorAt: { in: 'body', name: 'cursor' },
    waitAt: { in: 'body', name: 'timeout', unit: 'seconds' },
    waitMs: heldMs + JITTER_MS,
    wantsJson: true,
    told: ({ json }) => ({ items: listAt(json, '/entries') }),
    expired: ({ json }) =>
      at(json, '/reset') === true || (textAt(json, '/error_summary') ?? '').startsWith('reset') ? 'reload' : null,
    delayMs: ({ json }) => Math.max(numberAt(json, '/backoff') ?? 0, numberAt(json, '/error/retry_after') ?? 0) * 1000,
    read: readEntry,
  }
}

const KEPT_BEGUN = 'begun'

/** What is there already is no news, so a newcomer asks only for the place. After a reset everything is listed again. */
async function begin(conversation: Conversation, api: URL, everything: string): Promise<void> {
  const { value, kept } = conversation.place()
  if (value !== null) return
  const isReset = kept.has(KEPT_BEGUN)
  const first: Ask = { ...askAt(api), method: 'POST', body: everything }
  const next: Ask = { ...askAt(withPath(api, `${API}/continue`)), method: 'POST', body: '{"cursor":"{cursor}"}' }
  const latest: Ask = { ...askAt(withPath(api, `${API}/get_latest_cursor`)), method: 'POST', body: everything }
  let page = await conversation.ask(isReset ? first : latest)
  for (;;) {
    const before = conversation.place()
    const cursor = cursorText(at(page.json, '/cursor'))
    if (cursor === null) throw new TransportError('protocol', `${new URL(page.url).host} names no place to go on at.`)
    const place = { ...before, value: cursor, kept: keeping(before.kept, KEPT_BEGUN, 'yes') }
    await conversation.deliver(listAt(page.json, '/entries'), place, page.url)
    if (at(page.json, '/has_more') !== true || cursor === before.value) return
    page = await conversation.ask(next)
  }
}

function readEntry(entry: Json): News | null {
  if (!isObject(entry)) return null
  const kind = textAt(entry, '/.tag')
  const path = textAt(entry, '/path_display') ?? textAt(entry, '/path_lower')
  const name = textAt(entry, '/name') ?? path
  const isGone = kind === 'deleted'
  return {
    id: null,
    topic: kind,
    json: newsOf({
      guid: `${textAt(entry, '/id') ?? path ?? ''}@${textAt(entry, '/rev') ?? kind ?? ''}`,
      title: isGone ? `− ${name ?? ''}` : name,
      text: path,
      link: path === null || isGone ? null : `https://www.dropbox.com/home${encodeURI(path)}`,
      published: textAt(entry, '/server_modified'),
    }),
  }
}
