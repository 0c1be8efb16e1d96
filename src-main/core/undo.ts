import type { ItemId } from '@contract/index'

/** What can be taken back. */
export type Undoable = { did: 'markedRead' | 'deleted'; ids: ItemId[] }

/** Actions that can still be taken back; older ones are forgotten. */
const MAX_UNDO_STEPS = 20

export interface UndoList {
  /** Answers the token to take it back with. */
  keep(action: Undoable): number
  /** Null when the token is unknown, used or too old. */
  take(token: number): Undoable | null
}

export function createUndoList(): UndoList {
  const actions = new Map<number, Undoable>()
  let last = 0
  return {
    keep(action) {
      last += 1
      actions.set(last, action)
      const [oldest] = actions.keys()
      if (actions.size > MAX_UNDO_STEPS && oldest !== undefined) actions.delete(oldest)
      return last
    },
    take(token) {
      const action = actions.get(token) ?? null
      actions.delete(token)
      return action
    },
  }
}
