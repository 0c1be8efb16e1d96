import type { ItemId, ItemSummary, ListPosition } from '@contract/index'

/** Newest first: negative when `a` stands before `b`. */
export function compareNewestFirst(a: ListPosition, b: ListPosition): number {
  return b.sortAt - a.sortAt || b.id - a.id
}

/**
 * Merges additions into ordered rows; an addition replaces the row with its id.
 * One pass over the rows, whatever the number of additions: the list is never sorted as a whole.
 */
export function mergeRows(rows: readonly ItemSummary[], additions: readonly ItemSummary[]): readonly ItemSummary[] {
  if (additions.length === 0) return rows
  const incoming = [...new Map(additions.map((item) => [item.id, item])).values()].sort(compareNewestFirst)
  const replaced = new Set<ItemId>(incoming.map((item) => item.id))
  const merged: ItemSummary[] = []
  let next = 0
  for (const row of rows) {
    if (replaced.has(row.id)) continue
    for (let item = incoming[next]; item && compareNewestFirst(item, row) < 0; item = incoming[next]) {
      merged.push(item)
      next += 1
    }
    merged.push(row)
  }
  for (; next < incoming.length; next += 1) merged.push(incoming[next]!)
  return merged
}

/** Puts newer versions of rows in their places, in order to leave everything else untouched. */
export function replaceRows(rows: readonly ItemSummary[], updated: readonly ItemSummary[]): readonly ItemSummary[] {
  if (updated.length === 0 || rows.length === 0) return rows
  const newer = new Map(updated.map((item) => [item.id, item]))
  let copy: ItemSummary[] | null = null
  const moved: ItemSummary[] = []
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index]!
    const version = newer.get(row.id)
    if (!version || version === row) continue
    if (version.sortAt !== row.sortAt) moved.push(version)
    else {
      copy ??= rows.slice()
      copy[index] = version
    }
  }
  return mergeRows(copy ?? rows, moved)
}

export function withoutRows(rows: readonly ItemSummary[], removed: ReadonlySet<ItemId>): readonly ItemSummary[] {
  if (removed.size === 0 || !rows.some((row) => removed.has(row.id))) return rows
  return rows.filter((row) => !removed.has(row.id))
}
