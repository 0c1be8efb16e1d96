import { describe, expect, it } from 'vitest'
import { SECTION_SEPARATOR, type ListQuery } from '@contract/index'
import { addChannel, insert, open, titles } from './drafts'

function stored() {
  const store = open(':memory:')
  const channelId = addChannel(store, { folder: 'f' })
  const { added } = store.apply({
    channelId,
    intents: [
      insert('a', { section: ['One'] }),
      insert('b', { section: ['One', 'Two'] }),
      insert('c', { section: ['One more'] }),
      insert('saver', { idle: true, read: true, important: true, section: ['One'] }),
      insert('d'),
    ],
  })
  return { store, channelId, idOf: (key: string) => added.find(({ title }) => title === `Headline ${key}`)?.id ?? 0 }
}
const sorted = (found: string[]) => found.map((title) => title.replace('Headline ', '')).sort()

describe('items for the idle screen', () => {
  const everything = ['a', 'b', 'c', 'd']
  it.each<[ListQuery, string[]]>([
    [{ list: 'idle' }, ['saver']],
    [{ list: 'all' }, everything],
    [{ list: 'unread' }, everything],
    [{ list: 'important' }, []],
    [{ list: 'channel', channelId: 1 }, everything],
    [{ list: 'channel', channelId: 1, section: 'One' }, ['a', 'b']],
    [{ list: 'folder', folder: 'f' }, everything],
    [{ list: 'search', text: 'headline' }, everything],
    [{ list: 'search', text: '-nothing' }, everything],
    [{ list: 'starred' }, []],
  ])('%j', (query, wanted) => {
    const { store } = stored()
    expect(sorted(titles(store, query))).toEqual(wanted)
    expect(sorted(store.details(query, 100).map(({ title }) => title))).toEqual(wanted)
  })

  it('are in the starred list once the user starred them, and never in the ticker', () => {
    const { store, idOf } = stored()
    store.mark([idOf('saver')], { starred: true })
    expect(sorted(titles(store, { list: 'starred' }))).toEqual(['saver'])
    expect(sorted(store.ticker(100).map(({ title }) => title))).toEqual(everything)
  })

  it('are not marked with the list they are not in', () => {
    const { store, idOf } = stored()
    store.mark([idOf('saver')], { read: false })
    expect(store.markListRead({ list: 'all' }, null).ids).toHaveLength(4)
  })
})

describe('the sections of a channel', () => {
  it('hold what stands in them and below, and nothing whose name merely begins the same', () => {
    const { store, channelId } = stored()
    expect(sorted(titles(store, { list: 'channel', channelId, section: 'One' }))).toEqual(['a', 'b'])
    const inner = ['One', 'Two'].join(SECTION_SEPARATOR)
    expect(sorted(titles(store, { list: 'channel', channelId, section: inner }))).toEqual(['b'])
  })
})
