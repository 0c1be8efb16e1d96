import type { FieldMapping } from '@contract/index'
import type { Json } from '../ports'
import { atPointer } from './json-pointer'
import { isObject } from './json-values'

/** Members that publishers put their list of entries into, where an object has several lists. */
const LIST_NAMES = [
  'items',
  'entries',
  'results',
  'stories',
  'articles',
  'posts',
  'news',
  'events',
  'messages',
  'features',
  'records',
  'data',
]

/**
 * The entries of a JSON document that is no feed: an array's elements, or those of an object's list of objects. A
 * mapping that points into the document as a whole means it as one entry.
 */
export function entriesIn(document: Json, mapping: FieldMapping): Json {
  if (!isObject(document)) return document
  if (Object.values(mapping).some((pointer) => atPointer(document, pointer) !== undefined)) return document
  const lists = Object.entries(document).filter(
    (entry): entry is [string, Json[]] => Array.isArray(entry[1]) && entry[1].some(isObject),
  )
  const named = LIST_NAMES.map((name) => lists.find(([other]) => other.toLowerCase() === name)).find(Boolean)
  const chosen = named ?? (lists.length === 1 ? lists[0] : undefined)
  if (chosen !== undefined) return chosen[1]
  // A list that is empty for now, and not an entry.
  const empty = Object.entries(document).some(
    ([name, value]) => Array.isArray(value) && value.length === 0 && LIST_NAMES.includes(name.toLowerCase()),
  )
  return empty ? [] : document
}
