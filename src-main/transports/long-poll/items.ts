import type { Json } from '../../core/ports'
import { at, isObject } from './json'

/** Members that are lists of news, where several are lists. */
const USUAL_NAMES = [
  'items',
  'results',
  'result',
  'messages',
  'events',
  'updates',
  'entries',
  'notifications',
  'news',
  'data',
  'stories',
  'posts',
]

/**
 * The items of an answer. Without a path: an array's elements; an object's one list of items; else the object itself,
 * unless there is nothing in it.
 */
export function itemsIn(json: Json, path: string): Json[] {
  if (path !== '') {
    const found = at(json, path)
    return Array.isArray(found) ? found : found === undefined || found === null ? [] : [found]
  }
  if (Array.isArray(json)) return json
  if (!isObject(json)) return json === null || json === '' || typeof json === 'boolean' ? [] : [json]
  const lists = Object.entries(json).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]))
  const usual = USUAL_NAMES.map((name) => lists.find(([other]) => other.toLowerCase() === name)).find((list) => list)
  if (usual !== undefined) return usual[1]
  if (lists.length === 1 && lists[0] !== undefined && lists[0][1].some((one) => isObject(one))) return lists[0][1]
  return Object.keys(json).length === 0 ? [] : [json]
}
