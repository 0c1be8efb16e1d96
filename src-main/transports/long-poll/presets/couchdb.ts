import type { Json } from '../../../core/ports'
import { isObject, listAt, textAt, at } from '../json'
import type { News, Recipe } from '../recipe'
import { cursorText } from '../values'
import { newsOf, plainRecipe, withPath, askAt, type Order } from './base'

/** CouchDB holds no longer than this (its `changes_timeout`), milliseconds. */
const MOST_HELD_MS = 60_000
const FIRST_ROWS = 20
const ROWS_AT_ONCE = 500

/** `_changes`: style B, an opaque `last_seq`. A newcomer gets the latest changes and not the whole history. */
export function couchRecipe(order: Order): Recipe {
  const { options } = order
  const url = changesOf(order.url)
  const base = plainRecipe({ ...order, url })
  const initial = options.initialCursor.trim() === '' ? null : options.initialCursor.trim()
  return {
    ...base,
    ask: askAt(url),
    cursor: { style: 'body', path: '/last_seq' },
    initial,
    waitAt: { in: 'query', name: 'timeout', unit: 'milliseconds' },
    waitMs: Math.min(base.waitMs, MOST_HELD_MS),
    firstAtOnce: true,
    wantsJson: true,
    shape(address, place, first) {
      const { searchParams } = address
      for (const name of ['since', 'timeout', 'heartbeat', 'descending']) searchParams.delete(name)
      searchParams.set('feed', first ? 'normal' : 'longpoll')
      searchParams.set('limit', String(place.value === null ? FIRST_ROWS : ROWS_AT_ONCE))
      if (place.value === null) searchParams.set('descending', 'true')
      if (options.includeDocs) searchParams.set('include_docs', 'true')
    },
    told(answer, before) {
      const rows = listAt(answer.json, '/results')
      return { items: before.value === null ? [...rows].reverse() : rows }
    },
    // Counted downwards, `last_seq` is the oldest of them.
    firstPlace: ({ json }) => cursorText(at(json, '/results/0/seq') ?? at(json, '/last_seq')),
    read: readRow,
  }
}

function changesOf(url: URL): URL {
  const path = url.pathname.replace(/\/+$/, '')
  if (path.endsWith('/_changes')) return url
  return withPath(url, `${path}/_changes`)
}

function readRow(row: Json): News | null {
  if (!isObject(row)) return null
  const id = textAt(row, '/id')
  const revision = textAt(row, '/changes/0/rev')
  const seq = cursorText(row.seq)
  if (row.deleted === true) {
    // The news is that it is gone; what was read of it stays.
    return {
      id: seq,
      topic: 'deleted',
      json: newsOf({ guid: `${id ?? ''}@${revision ?? seq ?? ''}`, title: `− ${id ?? ''}` }),
    }
  }
  const doc = isObject(row.doc) ? row.doc : null
  if (doc === null) {
    return { id: seq, topic: 'change', json: newsOf({ guid: id, title: id, text: revision }) }
  }
  // The document in its own words; what is CouchDB's own goes.
  const own = Object.entries(doc).filter(([name]) => !name.startsWith('_'))
  const named = own.some(([name]) => /^(?:title|headline|subject|name|summary|text|message|body|content)$/i.test(name))
  const json = { ...Object.fromEntries(own), guid: id, ...(!named && id !== null && { title: id }) }
  return { id: seq, topic: 'change', json }
}
