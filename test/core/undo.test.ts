import { describe, expect, it } from 'vitest'
import { createUndoList } from '../../src-main/core/undo'

describe('the undo list', () => {
  it('takes each action back once', () => {
    const undo = createUndoList()
    const token = undo.keep({ did: 'deleted', ids: [7] })
    expect(undo.take(token)).toEqual({ did: 'deleted', ids: [7] })
    expect(undo.take(token)).toBeNull()
  })

  it('forgets the oldest of too many, whatever was taken back in between', () => {
    const undo = createUndoList()
    const tokens = Array.from({ length: 101 }, (_, id) => {
      const token = undo.keep({ did: 'markedRead', ids: [id] })
      if (id % 3 === 0) undo.take(token)
      return token
    })
    const left = tokens.filter((token) => undo.take(token) !== null)
    expect(left).toHaveLength(20)
    expect(left.at(-1)).toBe(tokens.findLast((_, id) => id % 3 !== 0))
  })
})
