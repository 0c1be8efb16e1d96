import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beltLength, rearranged, untilLeft, viewOf } from '../../src-renderer/views/ticker/belt'

const places = [
  { id: 1, width: 100 },
  { id: 2, width: 50 },
  { id: 3, width: 150 },
]

describe('what can be seen of the belt', () => {
  it('starts at its beginning', () => {
    expect(viewOf(places, 0, 120)).toEqual({ ids: [1, 2], lead: 0 })
  })
  it('knows how much of the first headline has gone', () => {
    expect(viewOf(places, 130, 60)).toEqual({ ids: [2, 3], lead: 30 })
  })
  it('goes round', () => {
    expect(viewOf(places, 290, 120)).toEqual({ ids: [3, 1, 2], lead: 140 })
    expect(viewOf(places, 300 * 7 + 100, 10)).toEqual({ ids: [2], lead: 0 })
  })
  it('names no headline twice on a view wider than the belt', () => {
    expect(viewOf(places, 120, 5_000).ids).toEqual([2, 3, 1])
  })
  it('is nothing on an empty belt', () => {
    expect(viewOf([], 40, 100)).toEqual({ ids: [], lead: 0 })
  })
})

describe('the belt after the news changed', () => {
  it('lets new headlines in behind what is in view, newest first', () => {
    expect(rearranged([1, 2, 3, 4], [2, 3], [9, 8, 1, 2, 3, 4])).toEqual([2, 3, 9, 8, 4, 1])
  })
  it('keeps what is in view until it has left, and drops the rest that was read', () => {
    expect(rearranged([1, 2, 3, 4], [2, 3], [1, 3])).toEqual([2, 3, 1])
  })
  it('begins with the newest when nothing is in view', () => {
    expect(rearranged([], [], [5, 4])).toEqual([5, 4])
  })

  it('never moves what is in view, never loses or doubles a headline', () => {
    const ids = fastCheck.uniqueArray(fastCheck.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 })
    fastCheck.assert(
      fastCheck.property(
        ids,
        ids,
        fastCheck.nat(10_000),
        fastCheck.integer({ min: 1, max: 900 }),
        (belt, wanted, offset, width) => {
          const before = belt.map((id) => ({ id, width: 20 + id }))
          const view = viewOf(before, offset, width)
          const after = rearranged(belt, view.ids, wanted)
          expect(after.slice(0, view.ids.length)).toEqual(view.ids)
          expect(new Set(after).size).toBe(after.length)
          expect(new Set(after)).toEqual(new Set([...wanted, ...view.ids]))
          // Measured again and placed by `lead`, the same headlines are in the same place.
          const again = viewOf(
            after.map((id) => ({ id, width: 20 + id })),
            view.lead,
            width,
          )
          expect(again.lead).toBe(view.lead)
          expect(again.ids.slice(0, view.ids.length)).toEqual(view.ids)
        },
      ),
    )
  })
})

describe('a headline that was read', () => {
  it('says how far it still has to go', () => {
    const view = viewOf(places, 30, 200)
    expect(untilLeft(places, view, new Set([2, 3]))).toBe(70)
    expect(untilLeft(places, view, new Set([1, 3]))).toBe(120)
    expect(untilLeft(places, view, new Set([1, 2, 3]))).toBeNull()
  })
  it('is measured over the whole belt', () => {
    expect(beltLength(places)).toBe(300)
  })
})
