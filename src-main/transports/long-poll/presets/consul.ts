import type { Json } from '../../../core/ports'
import { isObject, numberAt, textAt, written, type JsonObject } from '../json'
import { hashOf } from '../place'
import type { News, Recipe } from '../recipe'
import { compare } from '../values'
import { newsOf, plainRecipe, type Order } from './base'

/**
 * Blocking queries: style E, `X-Consul-Index`. An answer does not mean that anything has changed, an index that fell
 * means that the server began anew, and one that is no positive number stands for 1.
 */
export function consulRecipe(order: Order): Recipe {
  const base = plainRecipe(order)
  return {
    ...base,
    cursor: { style: 'header', name: 'X-Consul-Index', least: '1' },
    cursorAt: { in: 'query', name: 'index' },
    waitAt: { in: 'query', name: 'wait', unit: 'duration' },
    paceNews: true,
    wantsJson: true,
    told(answer, before) {
      // The index is that of a whole table: it may move, and what we look at has not.
      const isSame = before.hash === hashOf(answer.text) || answer.header('x-consul-index')?.trim() === before.value
      return { items: isSame ? [] : changedIn(answer.json ?? null, before.value) }
    },
    expired: (_answer, place, next) =>
      next !== null && place.value !== null && compare(next, place.value) < 0 ? 'reload' : null,
    read: readEntry,
  }
}

/** What was changed since; without a place, and where entries do not say when, everything. */
function changedIn(json: Json, since: string | null): Json[] {
  if (!Array.isArray(json)) return json === null ? [] : [json]
  return json.filter((entry) => {
    const at = indexIn(entry)
    return since === null || at === null || compare(at, since) > 0
  })
}

const indexIn = (entry: Json): string | null =>
  textAt(entry, '/ModifyIndex') ?? textAt(entry, '/Service/ModifyIndex') ?? textAt(entry, '/Node/ModifyIndex')

function readEntry(entry: Json): News | null {
  if (!isObject(entry)) return { id: null, topic: null, json: { title: String(entry) } }
  const index = indexIn(entry)
  const key = textAt(entry, '/Key')
  if (key !== null) {
    const value = plainValue(textAt(entry, '/Value'))
    return { id: index, topic: 'kv', json: newsOf({ guid: `${key}@${index ?? ''}`, title: key, text: value }) }
  }
  const check = textAt(entry, '/CheckID')
  const node = textAt(entry, '/Node/Node') ?? textAt(entry, '/Node')
  const service = textAt(entry, '/Service/Service') ?? textAt(entry, '/ServiceName')
  if (check !== null) {
    const title =
      `${service ?? node ?? ''}: ${textAt(entry, '/Name') ?? check} ${textAt(entry, '/Status') ?? ''}`.trim()
    const guid = [node, check, index ?? textAt(entry, '/Status')].join('/')
    return { id: index, topic: 'check', json: newsOf({ guid, title, text: textAt(entry, '/Output'), tags: [node] }) }
  }
  if (service !== null) {
    const status = worst(entry)
    const title = [service, node, status].filter((part) => part !== null).join(' · ')
    const guid = [service, node, textAt(entry, '/Service/ID'), index, status].join('/')
    return { id: index, topic: 'service', json: newsOf({ guid, title, text: addressIn(entry), tags: [service] }) }
  }
  const event = textAt(entry, '/ID')
  const name = textAt(entry, '/Name')
  if (event !== null && name !== null) {
    const text = plainValue(textAt(entry, '/Payload'))
    return { id: event, topic: 'event', json: newsOf({ guid: event, title: name, text }) }
  }
  // A map of names: what there is now, as one line and in full.
  const names = Object.keys(entry)
  return { id: null, topic: null, json: newsOf({ guid: null, title: names.join(', '), text: written(entry) }) }
}

function worst(entry: JsonObject): string | null {
  const states = Array.isArray(entry.Checks) ? entry.Checks.map((check) => textAt(check, '/Status')) : []
  return ['critical', 'warning', 'passing'].find((state) => states.includes(state)) ?? null
}

function addressIn(entry: JsonObject): string | null {
  const address = textAt(entry, '/Service/Address') ?? textAt(entry, '/Node/Address') ?? textAt(entry, '/Address')
  const port = numberAt(entry, '/Service/Port') ?? numberAt(entry, '/ServicePort')
  return address === null ? null : port === null ? address : `${address}:${String(port)}`
}

/** Values come in base64; what is no text stays in it. */
function plainValue(base64: string | null): string | null {
  if (base64 === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'))
  } catch (error) {
    if (error instanceof TypeError) return base64
    throw error
  }
}
