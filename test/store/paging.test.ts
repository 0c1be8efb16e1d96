import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ItemSummary, ListQuery } from '@contract/index'
import { addChannel, insert, open } from './drafts'

const LISTS: ListQuery[] = [
  { list: 'all' },
  { list: 'unread' },
  { list: 'starred' },
  { list: 'important' },
  { list: 'channel', channelId: 1 },
  { list: 'folder', folder: 'f' },
  { list: 'search', text: 'headline' },
]

function belongs(item: ItemSummary, query: ListQuery): boolean {
  switch (query.list) {
    case 'unread':
      return !item.status.read
    case 'starred':
      return item.status.starred
    case 'important':
      return item.important
    case 'channel':
      return item.channelId === query.channelId
    case 'folder':
      return item.channelId !== 3
    default:
      return true
  }
}

describe('paging', () => {
  it('shows every item once and in order, while new ones come in', () => {
    const item = fc.record({
      channel: fc.constantFrom(1, 2, 3),
      // Few moments, so that many items share one; some before 1970.
      sortAt: fc.integer({ min: -3, max: 6 }),
      read: fc.boolean(),
      starred: fc.boolean(),
      important: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 40 }),
        fc.constantFrom(...LISTS),
        fc.integer({ min: 1, max: 7 }),
        (items, query, size) => {
          const store = open(':memory:')
          for (const folder of ['f', 'f', null]) addChannel(store, { folder })
          const all = items.flatMap(
            ({ channel, ...more }, index) =>
              store.apply({ channelId: channel, intents: [insert(String(index), more)] }).added,
          )
          const expected = all
            .filter((one) => belongs(one, query))
            .sort((one, other) => other.sortAt - one.sortAt || other.id - one.id)
          const seen: ItemSummary[] = []
          for (let more = true, round = 0; more; round += 1) {
            const last = seen.at(-1)
            const page = store.page(query, last === undefined ? null : { sortAt: last.sortAt, id: last.id }, size)
            seen.push(...page.items)
            more = page.more
            // Newer than everything: it belongs above the pages already read.
            store.apply({
              channelId: 1,
              intents: [insert(`late ${String(round)}`, { sortAt: 1_000, starred: true, important: true })],
            })
          }
          expect(seen).toEqual(expected)
          store.close()
        },
      ),
      { numRuns: 60 },
    )
  })
})
