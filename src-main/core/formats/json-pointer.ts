import type { Json } from '../ports'

/**
 * RFC 6901. `/items/0/title`, `~1` for a slash and `~0` for a tilde; the empty pointer is the whole document.
 * A pointer without its leading slash is taken as if it had one: people type `data/title`.
 *
 * @returns undefined where the document has nothing there
 */
export function atPointer(document: Json, pointer: string): Json | undefined {
  if (pointer === '') return document
  let at: Json | undefined = document
  for (const token of pointer.replace(/^#?\//, '').split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) at = /^(0|[1-9]\d*)$/.test(name) ? at[Number(name)] : undefined
    else if (typeof at === 'object' && at !== null) at = Object.hasOwn(at, name) ? at[name] : undefined
    else return undefined
  }
  return at
}
