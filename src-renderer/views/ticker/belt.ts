import type { ItemId } from '@contract/index'

/** One headline's place on the belt: its width on the screen, gap included, in pixels. */
export interface BeltPlace {
  id: ItemId
  width: number
}

/** What can be seen of the belt now, in the order seen, and how far its first headline has already left, in pixels. */
export interface BeltView {
  ids: ItemId[]
  lead: number
}

export function beltLength(places: readonly BeltPlace[]): number {
  return places.reduce((sum, place) => sum + place.width, 0)
}

/**
 * The headlines in view. The belt is a ring: after its last headline comes its first again.
 *
 * @param offset how far the belt has moved, any number of pixels
 * @param viewWidth how much of it can be seen, in pixels
 */
export function viewOf(places: readonly BeltPlace[], offset: number, viewWidth: number): BeltView {
  const length = beltLength(places)
  if (length <= 0) return { ids: [], lead: 0 }
  let start = ((offset % length) + length) % length
  let first = 0
  while (start >= (places[first]?.width ?? length)) start -= places[first++]!.width
  const ids: ItemId[] = []
  for (let seen = -start, step = 0; seen < viewWidth && step < places.length; step++) {
    const place = places[(first + step) % places.length]!
    ids.push(place.id)
    seen += place.width
  }
  return { ids, lead: start }
}

/**
 * The belt after the news changed. What is in view stays as it is, even when it is no longer wanted, so that nothing
 * jumps under the eye; what is new enters at the free edge, right behind what is in view; the rest keeps its turn.
 * Starts with the first headline in view.
 *
 * @param wanted what the ticker should show, newest first
 */
export function rearranged(belt: readonly ItemId[], view: readonly ItemId[], wanted: readonly ItemId[]): ItemId[] {
  const shown = new Set(view)
  const known = new Set(belt)
  const welcome = new Set(wanted)
  const entering = wanted.filter((id) => !known.has(id))
  const turn = view.length === 0 ? 0 : belt.indexOf(view[view.length - 1]!) + 1
  const following = [...belt.slice(turn), ...belt.slice(0, turn)]
  return [...view, ...entering, ...following.filter((id) => !shown.has(id) && welcome.has(id))]
}

/** Pixels until the first headline in view that is no longer wanted has left it; null when all are wanted. */
export function untilLeft(places: readonly BeltPlace[], view: BeltView, wanted: ReadonlySet<ItemId>): number | null {
  const widths = new Map(places.map(({ id, width }) => [id, width]))
  let end = -view.lead
  for (const id of view.ids) {
    end += widths.get(id) ?? 0
    if (!wanted.has(id)) return Math.max(0, end)
  }
  return null
}

/** The belt when everything fits and nothing moves: what stays keeps its place, what is new enters at the end. */
export function settled(belt: readonly ItemId[], wanted: readonly ItemId[]): ItemId[] {
  const known = new Set(belt)
  const welcome = new Set(wanted)
  return [...belt.filter((id) => welcome.has(id)), ...wanted.filter((id) => !known.has(id))]
}

/** Where a headline begins, in pixels from the belt's beginning; 0 when it is not on it. */
export function startOf(places: readonly BeltPlace[], id: ItemId): number {
  const index = places.findIndex((place) => place.id === id)
  return index === -1 ? 0 : beltLength(places.slice(0, index))
}
