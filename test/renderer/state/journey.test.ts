import { describe, expect, it } from 'vitest'
import type { ArrivalHow } from '../../../src-main/contract/index'
import { journeyOf } from '../../../src-renderer/state/journey'
import { item } from '../../fakes/host/sample-items'

const AT = 1_000_000
const arrival = (id: number, how: ArrivalHow, after: number, publishedAt: number | null = AT) =>
  item({ id, publishedAt, arrival: { how, receivedAt: AT + after, delayMs: null } })

describe('the journey of a headline', () => {
  it('is in order of arrival, measured from its publication on one scale from zero', () => {
    const journey = journeyOf([arrival(2, 'held', 16), arrival(1, 'push', 4), arrival(3, 'push', 8)])
    expect(journey?.origin).toEqual({ at: AT, published: true })
    expect(journey?.steps.map(({ item: { id }, delayMs }) => [id, delayMs])).toEqual([
      [1, 4],
      [3, 8],
      [2, 16],
    ])
    expect(journey?.scaleMs).toBe(20)
    expect(journey?.ticks).toEqual([0, 10, 20])
    expect(journey?.steps.map(({ share }) => share)).toEqual([0.2, 0.4, 0.8])
    expect(journey?.tornTimes).toBeNull()
  })

  it('tears off what would press everything else flat, and says by how much', () => {
    const journey = journeyOf([arrival(1, 'push', 4), arrival(2, 'push', 5), arrival(3, 'poll', 40_000)])
    expect(journey?.scaleMs).toBe(5)
    expect(journey?.steps.map(({ torn }) => torn)).toEqual([false, false, true])
    expect(journey?.tornTimes).toBe(8_000)
    expect(journey?.typical).toEqual([
      { how: 'push', count: 2, delayMs: 4 },
      { how: 'poll', count: 1, delayMs: 40_000 },
    ])
  })

  it('takes no publisher’s rounded time for the origin where another is exact', () => {
    const journey = journeyOf([arrival(1, 'push', 4), arrival(2, 'poll', 900, AT - 800)])
    expect(journey?.steps.map(({ delayMs }) => delayMs)).toEqual([4, 900])
  })

  it('takes no publication for the origin that something arrived before', () => {
    const journey = journeyOf([arrival(1, 'push', 4), arrival(2, 'poll', 90_000, AT + 60_000)])
    expect(journey?.origin.at).toBe(AT)
  })

  it('counts from the first arrival where nobody gave a time', () => {
    const journey = journeyOf([arrival(1, 'push', 4, null), arrival(2, 'poll', 900, null)])
    expect(journey?.origin).toEqual({ at: AT + 4, published: false })
    expect(journey?.steps[0]?.delayMs).toBe(0)
    expect(journey?.steps[1]?.delayMs).toBe(896)
  })

  it('is none without an arrival, and has a scale for one and for years', () => {
    expect(journeyOf([])).toBeNull()
    expect(journeyOf([arrival(1, 'push', 0)])).toMatchObject({ scaleMs: 2, tornTimes: null })
    const years = journeyOf([arrival(1, 'poll', 3 * 365 * 86_400_000)])
    expect(years?.ticks).toHaveLength(5)
    expect(years?.steps[0]?.torn).toBe(false)
  })
})
