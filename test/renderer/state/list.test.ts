import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayGroups, dayLineOf, lineAt, lineCount, lineOfRow } from '../../../src-renderer/state/days'
import { applyItems, belongs, emptyList } from '../../../src-renderer/state/list'
import { compareNewestFirst, mergeRows } from '../../../src-renderer/state/order'
import { channelTree, numberedLists, treeSelector } from '../../../src-renderer/state/selectors'
import { initialState } from '../../../src-renderer/state/initial'
import { applyToTicker, TICKER_ITEMS } from '../../../src-renderer/state/ticker'
import { channel } from '../../fakes/host/sample-channels'
import { item } from '../../fakes/host/sample-items'

const change = (more: object) => ({
  added: [],
  updated: [],
  removed: [],
  counts: { all: 0, unread: 0, starred: 0, important: 0 },
  channelCounts: [],
  stale: false,
  ...more,
})

describe('merging', () => {
  it('equals sorting everything, whatever arrives', () => {
    const rows = fc.uniqueArray(fc.record({ id: fc.nat(60), sortAt: fc.nat(20) }), { selector: ({ id }) => id })
    fc.assert(
      fc.property(rows, rows, (before, added) => {
        const ordered = before.map(item).sort(compareNewestFirst)
        const expected = new Map([...ordered, ...added.map(item)].map((row) => [row.id, row]))
        expect(mergeRows(ordered, added.map(item))).toEqual([...expected.values()].sort(compareNewestFirst))
      }),
    )
  })
})

describe('a list after a push', () => {
  const channels = new Map([[1, channel({ id: 1, folder: 'News' })]])

  it('keeps a row that was read where it is', () => {
    const list = { ...emptyList({ list: 'unread' }), rows: [item({ id: 2 }), item({ id: 1 })], loading: null }
    const read = item({ id: 2, status: { read: true, starred: false } })
    expect(applyItems(list, change({ updated: [read] }), channels).rows).toEqual([read, item({ id: 1 })])
  })

  it('leaves what is older than the last loaded row to the next page', () => {
    const list = { ...emptyList({ list: 'all' }), rows: [item({ id: 5 })], more: true, loading: null }
    expect(applyItems(list, change({ added: [item({ id: 4 })] }), channels)).toBe(list)
  })

  it('does not touch a list that the push is not about', () => {
    const list = emptyList({ list: 'channel', channelId: 7 })
    expect(applyItems(list, change({ added: [item({ id: 1 })] }), channels)).toBe(list)
  })

  it('says that a search is outdated and adds nothing to it', () => {
    const list = applyItems(emptyList({ list: 'search', text: 'x' }), change({ added: [item({ id: 1 })] }), channels)
    expect(list.rows).toEqual([])
    expect(list.outdated).toBe(true)
  })

  it.each([
    [{ list: 'all' } as const, true],
    [{ list: 'unread' } as const, true],
    [{ list: 'starred' } as const, false],
    [{ list: 'important' } as const, false],
    [{ list: 'folder', folder: 'News' } as const, true],
    [{ list: 'folder', folder: 'Work' } as const, false],
    [{ list: 'channel', channelId: 1 } as const, true],
  ])('knows what belongs to %j', (query, expected) => {
    expect(belongs(query, item({ id: 1 }), channels)).toBe(expected)
  })
})

describe('days', () => {
  const day = (number: number) => new Date(2026, 10, number, 12).getTime()
  const rows = [day(20), day(20), day(19), day(17), day(17)].map((sortAt, index) => item({ id: 10 - index, sortAt }))
  const groups = dayGroups(rows)

  it('are found without reading every row', () => {
    expect(groups.map(({ start, count }) => [start, count])).toEqual([
      [0, 2],
      [2, 1],
      [3, 2],
    ])
  })

  it('give every row and every day a line', () => {
    const lines = Array.from({ length: lineCount(groups) }, (_, line) => lineAt(groups, line))
    expect(lines.map((line) => (line.kind === 'day' ? 'day' : line.index))).toEqual([
      'day',
      0,
      1,
      'day',
      2,
      'day',
      3,
      4,
    ])
    expect(rows.map((_, index) => lineOfRow(groups, index))).toEqual([1, 2, 4, 6, 7])
    expect(dayLineOf(groups, 4)).toBe(3)
    expect(dayLineOf(groups, 7)).toBe(5)
  })

  it('of an empty list are none', () => {
    expect(lineCount(dayGroups([]))).toBe(0)
  })
})

describe('the channel tree', () => {
  const channels = new Map(
    [
      channel({ id: 1, title: 'Zulu' }),
      channel({ id: 2, title: 'beta', folder: 'Work' }),
      channel({ id: 3, title: 'Alpha', folder: 'Work' }),
    ].map((one) => [one.id, one]),
  )

  it('sorts folders and names as people do', () => {
    const tree = channelTree(channels, 'en')
    expect(tree).toMatchObject({ folders: [{ name: 'Work', channelIds: [3, 2] }], loose: [1] })
    expect(numberedLists(tree).slice(4)).toEqual([
      { list: 'folder', folder: 'Work' },
      { list: 'channel', channelId: 1 },
    ])
  })

  it('stays the same object while only counts change', () => {
    const select = treeSelector('en')
    const state = initialState()
    const before = select({ ...state, reader: { ...state.reader, channels } })
    const counted = new Map(channels).set(1, { ...channels.get(1)!, unread: 9 })
    expect(select({ ...state, reader: { ...state.reader, channels: counted } })).toBe(before)
    const renamed = new Map(channels).set(1, { ...channels.get(1)!, title: 'Aardvark' })
    expect(select({ ...state, reader: { ...state.reader, channels: renamed } })).not.toBe(before)
  })
})

describe('the ticker after a push', () => {
  it('drops what was read unless its channel is flagged, and keeps to its bound', () => {
    const plain = channel({ id: 1 })
    const flagged = channel({ id: 2, settings: { ...plain.settings, flagged: true } })
    const channels = new Map([plain, flagged].map((one) => [one.id, one]))
    const read = (id: number, channelId: number) => item({ id, channelId, status: { read: true, starred: false } })
    const before = [item({ id: 2, channelId: 2 }), item({ id: 1 })]
    expect(applyToTicker(before, change({ updated: [read(2, 2), read(1, 1)] }), channels).map(({ id }) => id)).toEqual([
      2,
    ])
    const many = Array.from({ length: TICKER_ITEMS + 5 }, (_, index) => item({ id: index + 10 }))
    expect(applyToTicker(before, change({ added: many }), channels)).toHaveLength(TICKER_ITEMS)
  })
})
