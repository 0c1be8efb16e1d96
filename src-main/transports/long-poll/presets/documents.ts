import type { Recipe } from '../recipe'
import { plainRecipe, type Order } from './base'

/** nchan (nginx): style F. Last-Modified and ETag go back as they came; 304 and 408 mean "nothing yet". */
export const nchanRecipe = (order: Order): Recipe => plainRecipe(order)

/** `Prefer: wait` (RFC 7240 section 4.3) beside If-None-Match: style F on any document. The first one comes at once. */
export function preferRecipe(order: Order): Recipe {
  const base = plainRecipe(order)
  const seconds = String(Math.round(base.waitMs / 1000))
  return { ...base, headers: { Prefer: `wait=${seconds}` } }
}
