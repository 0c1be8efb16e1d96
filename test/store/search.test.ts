import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/core/ports'
import { addChannel, insert, open, titles } from './drafts'

describe('search', () => {
  let store: Store
  const find = (text: string): string[] => titles(store, { list: 'search', text })
  beforeAll(() => {
    store = open(':memory:')
    store.apply({
      channelId: addChannel(store),
      intents: [
        // Newest first, as feeds list them.
        insert('5', { sortAt: 5, title: 'Five', text: '東京の天気は晴れ', author: null }),
        insert('4', { sortAt: 4, title: 'Four', text: null, html: '<p>red&nbsp;<i>bal</i>loon &eacute;cole</p>' }),
        insert('3', { sortAt: 3, title: 'Three', text: 'red wine and a blue balloon', author: 'Ada Lovelace' }),
        insert('2', { sortAt: 2, title: 'Two', text: 'a balloon, red' }),
        insert('1', { sortAt: 1, title: 'One', text: 'state-of-the-art "quoted" C++ code' }),
      ],
    })
  })
  afterAll(() => {
    store.close()
  })

  it.each([
    ['red balloon', ['Four', 'Three', 'Two']],
    ['ball', ['Four', 'Three', 'Two']],
    ['ball ', []],
    ['"red balloon"', ['Four']],
    ['"red balloon', ['Four']],
    ['balloon -wine', ['Four', 'Two']],
    ['balloon -"red balloon"', ['Three', 'Two']],
    ['-balloon', ['Five', 'One']],
    ['ecole', ['Four']],
    ['LOVELACE', ['Three']],
    ['天気', ['Five']],
    ['京都', []],
    ['state-of-the-art', ['One']],
    ['c++', ['One']],
    ['OR', []],
    ['title:five', []],
    ['!!!', []],
    ['', []],
  ])('finds %j', (text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  it('pages through what it finds', () => {
    const first = store.page({ list: 'search', text: 'balloon' }, null, 2)
    expect(first).toMatchObject({ more: true, items: [{ title: 'Four' }, { title: 'Three' }] })
    const last = first.items[1]
    const second = store.page({ list: 'search', text: 'balloon' }, { sortAt: last?.sortAt ?? 0, id: last?.id ?? 0 }, 2)
    expect(second).toMatchObject({ more: false, items: [{ title: 'Two' }] })
  })

  it('takes whatever is typed', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        ...'abc"\'*-+^:(){}[]<>~\\/%_;,.? \0\n\t',
        'NEAR',
        ' AND ',
        ' OR ',
        ' NOT ',
        'é',
        '東',
        '\ud800',
        '\u0301',
        '𝔘',
      ),
      maxLength: 60,
    })
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 40 })), (text) => {
        expect(Array.isArray(find(text))).toBe(true)
        store.details({ list: 'search', text }, 3)
      }),
      { numRuns: 500 },
    )
    expect(find('red '.repeat(5_000))).toEqual(['Four', 'Three', 'Two'])
    expect(find('-x '.repeat(5_000))).toHaveLength(5)
  })
})
