import { describe, expect, it } from 'vitest'
import { identify, separateFalseTwins, type Origin } from '../../../src-main/core/ingest/identity'
import { draft } from './drafts'

const origin = (event: Partial<Origin['event']> = {}, receivedAt = 1_000): Origin => ({
  event: { type: null, id: null, ...event },
  arrival: { how: 'push', receivedAt },
})

describe('the key of an item', () => {
  it('is the publisher’s own id, whatever else there is', () => {
    expect(identify(draft({ guid: 'g1', link: 'https://a.example/' }), origin({ id: '7' })).key).toBe('g1')
  })

  it('is the link when there is no id of any kind', () => {
    expect(identify(draft({ link: 'https://a.example/' }), origin()).key).toBe('https://a.example/')
  })

  it('keeps alerts apart that share a link but are different events', () => {
    const one = identify(draft({ link: 'https://status.example/', title: 'Down' }), origin({ id: '1' }))
    const two = identify(draft({ link: 'https://status.example/', title: 'Up' }), origin({ id: '2' }))
    expect(one.key).not.toBe(two.key)
  })

  it('recognises an event that is sent again around a reconnection', () => {
    const event = { id: '41', type: 'news' }
    const first = identify(draft({ title: 'Same' }), origin(event, 1_000))
    const again = identify(draft({ title: 'Same' }), origin(event, 9_000))
    expect(again.key).toBe(first.key)
  })

  it('does not take a restarted counter for the old event', () => {
    const old = identify(draft({ title: 'Before the restart' }), origin({ id: '1' }))
    const fresh = identify(draft({ title: 'After the restart' }), origin({ id: '1' }))
    expect(fresh.key).not.toBe(old.key)
  })

  it('is the content where nothing else is given, and never the date', () => {
    const monday = identify(draft({ text: 'Tea is ready', publishedAt: 1 }), origin())
    const tuesday = identify(draft({ text: 'Tea is ready', publishedAt: 2 }), origin())
    expect(tuesday.key).toBe(monday.key)
    expect(identify(draft({ text: 'Tea is cold' }), origin()).key).not.toBe(monday.key)
  })

  it('does not confuse fields that join to the same text', () => {
    const one = identify(draft({ title: 'ab', text: 'c' }), origin())
    const two = identify(draft({ title: 'a', text: 'bc' }), origin())
    expect(one.key).not.toBe(two.key)
  })
})

describe('the delay', () => {
  it('is the time from published to received', () => {
    expect(identify(draft({ publishedAt: 400 }), origin({}, 1_000)).arrival.delayMs).toBe(600)
  })
  it('is unknown without a time and never negative', () => {
    expect(identify(draft(), origin()).arrival.delayMs).toBeNull()
    expect(identify(draft({ publishedAt: 5_000 }), origin({}, 1_000)).arrival.delayMs).toBe(0)
  })
})

describe('entries of one document with the same guid', () => {
  const keyed = (parts: Parameters<typeof draft>[0]) => identify(draft(parts), origin())

  it('are told apart when neither title nor link agree', () => {
    const keys = separateFalseTwins([
      keyed({ guid: 'x', title: 'One', link: 'https://a.example/1' }),
      keyed({ guid: 'x', title: 'Two', link: 'https://a.example/2' }),
      keyed({ guid: 'y', title: 'Three', link: 'https://a.example/3' }),
    ]).map((entry) => entry.key)
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('y')
  })

  it('stay one item when only the title was edited', () => {
    const keys = separateFalseTwins([
      keyed({ guid: 'x', title: 'One', link: 'https://a.example/1' }),
      keyed({ guid: 'x', title: 'One, corrected', link: 'https://a.example/1' }),
    ]).map((entry) => entry.key)
    expect(keys).toEqual(['x', 'x'])
  })
})
