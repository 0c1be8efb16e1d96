import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, MAX_PUSHED_ITEMS, MAX_TITLE_CHARACTERS } from '@contract/index'
import { SILENT_PUBLISHER, type Store } from '../../src-main/core/ports'
import { addChannel, draft, insert, open, START, titles } from './drafts'

const FILE = { name: 'a file', memory: false }
const MEMORY = { name: 'memory', memory: true }

describe.each([FILE, MEMORY])('the store in $name', ({ memory }) => {
  let folder: string
  let store: Store
  let channelId: number
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crier-store-'))
    store = open(memory ? ':memory:' : join(folder, 'data', 'crier.db'))
    channelId = addChannel(store)
  })
  afterEach(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('keeps a channel, what it remembers and its tally', () => {
    const publisher = {
      ...SILENT_PUBLISHER,
      title: 'News',
      schedule: { intervalMs: 1, skipHours: [3], skipDays: [], windows: null },
    }
    store.changeChannel(channelId, { userTitle: 'Mine', folder: 'Work', publisher })
    const trouble = { error: { kind: 'rateLimited', message: 'Slow down' }, since: 1, times: 2, notBefore: 3 } as const
    store.remember(channelId, { cursor: { lastEventId: '7' }, dueAt: 5, failures: 2, trouble })
    store.remember(channelId, { dueAt: null })
    store.count(channelId, { received: 3, bytes: 100 })
    store.count(channelId, { received: 1 })
    expect(store.channel(channelId)).toMatchObject({
      userTitle: 'Mine',
      folder: 'Work',
      publisher,
      memory: { cursor: { lastEventId: '7' }, dueAt: null, failures: 2, final: null, pausedUntil: null, trouble },
      tally: { received: 4, bytes: 100, stored: 0 },
      unread: 0,
      total: 0,
      lastItemAt: null,
    })
    expect(store.channels()).toHaveLength(1)
    expect(store.channel(999)).toBeNull()
  })

  it('applies items, cursor and counters as one and tells what is different', () => {
    const change = store.apply({
      channelId,
      intents: [insert('a', { sortAt: START + 1 }), insert('b', { sortAt: START + 2, important: true })],
      cursor: 'b',
      tally: { received: 2, stored: 2 },
    })
    expect(change.added.map((item) => item.title)).toEqual(['Headline a', 'Headline b'])
    expect(change.counts).toEqual({ all: 2, unread: 2, starred: 0, important: 1 })
    expect(change.channelCounts).toEqual([{ id: channelId, unread: 2, total: 2, lastItemAt: START + 2 }])
    expect(store.channel(channelId)).toMatchObject({ memory: { cursor: 'b' }, tally: { stored: 2 }, unread: 2 })
    // What the change says is what a list says.
    expect(store.page({ list: 'all' }, null, 10).items).toEqual([...change.added].reverse())
  })

  it('gives back every part of an item', () => {
    const whole = draft('a', {
      html: '<p>Hello</p>',
      author: 'Ada',
      image: 'https://news.example/i.png',
      categories: ['one', 'two'],
      media: [{ url: 'https://news.example/a.mp3', type: 'audio/mpeg', length: 12 }],
      updatedAt: START + 3,
      cut: true,
    })
    const id = store.apply({ channelId, intents: [{ ...insert('a'), draft: whole }] }).added[0]?.id ?? 0
    expect(store.item(id)).toMatchObject({
      key: 'a',
      html: '<p>Hello</p>',
      author: 'Ada',
      categories: whole.categories,
      media: whole.media,
      updatedAt: START + 3,
      cut: true,
      event: { type: 'message', id: 'a' },
      arrival: whole.arrival,
    })
    expect(store.details({ list: 'all' }, 5)).toEqual([store.item(id)])
    expect(store.item(id + 1)).toBeNull()
  })

  it('meets a key that is there already without failing or doubling', () => {
    store.apply({ channelId, intents: [insert('a')] })
    const again = store.apply({ channelId, intents: [insert('a')] })
    expect(again.added).toEqual([])
    const changed = store.apply({ channelId, intents: [insert('a', { title: 'Corrected', contentHash: 'new' })] })
    expect(changed.added).toEqual([])
    expect(changed.updated.map((item) => item.title)).toEqual(['Corrected'])
    expect(store.counts().all).toBe(1)
  })

  it('updates content and never status', () => {
    const id = store.apply({ channelId, intents: [insert('a')] }).added[0]?.id ?? 0
    store.mark([id], { read: true, starred: true })
    const update = draft('a', { title: 'Second edition', text: 'zebra', contentHash: 'second' })
    const change = store.apply({ channelId, intents: [{ type: 'update', id, draft: update, important: true }] })
    expect(change.updated[0]).toMatchObject({
      title: 'Second edition',
      important: true,
      status: { read: true, starred: true },
    })
    expect(change.counts).toEqual({ all: 1, unread: 0, starred: 1, important: 0 })
    expect(titles(store, { list: 'search', text: 'zebra' })).toEqual(['Second edition'])
    expect(titles(store, { list: 'search', text: 'Headline' })).toEqual([])
    expect(store.known(channelId, ['a']).get('a')?.contentHash).toBe('second')
  })

  it('keeps nothing of a batch that fails', () => {
    const broken = insert('b')
    Object.assign(broken.draft, { contentHash: null })
    expect(() => store.apply({ channelId, intents: [insert('a'), broken], cursor: 'c' })).toThrow()
    expect(store.counts().all).toBe(0)
    expect(store.channel(channelId)?.memory.cursor).toBeNull()
    expect(store.apply({ channelId, intents: [insert('a')] }).added).toHaveLength(1)
  })

  it('ignores a batch for a channel that was removed meanwhile', () => {
    store.removeChannel(channelId)
    expect(store.apply({ channelId, intents: [insert('a')] }).added).toEqual([])
  })

  it('lists each list newest first', () => {
    const other = addChannel(store, { folder: 'Work' })
    const [first] = store.apply({ channelId, intents: [insert('a', { sortAt: 1 }), insert('c', { sortAt: 3 })] }).added
    store.apply({ channelId: other, intents: [insert('b', { sortAt: 2, important: true, starred: true })] })
    store.mark([first?.id ?? 0], { read: true })
    expect(titles(store, { list: 'all' })).toEqual(['Headline c', 'Headline b', 'Headline a'])
    expect(titles(store, { list: 'unread' })).toEqual(['Headline c', 'Headline b'])
    expect(titles(store, { list: 'starred' })).toEqual(['Headline b'])
    expect(titles(store, { list: 'important' })).toEqual(['Headline b'])
    expect(titles(store, { list: 'channel', channelId })).toEqual(['Headline c', 'Headline a'])
    expect(titles(store, { list: 'folder', folder: 'Work' })).toEqual(['Headline b'])
    expect(titles(store, { list: 'folder', folder: 'None' })).toEqual([])
    expect(store.page({ list: 'all' }, null, 2).more).toBe(true)
    expect(store.page({ list: 'all' }, null, 3).more).toBe(false)
  })

  it('fills the ticker with unread and flagged headlines, none twice', () => {
    const flagged = addChannel(store, { settings: { flagged: true } })
    const plain = store.apply({ channelId, intents: [insert('a', { sortAt: 1 }), insert('b', { sortAt: 2 })] }).added
    const kept = store.apply({
      channelId: flagged,
      intents: [insert('c', { sortAt: 3 }), insert('d', { sortAt: 4 })],
    }).added
    store.mark([plain[0]?.id ?? 0, kept[0]?.id ?? 0], { read: true })
    expect(store.ticker(10).map((item) => item.title)).toEqual(['Headline d', 'Headline c', 'Headline b'])
    expect(store.ticker(1).map((item) => item.title)).toEqual(['Headline d'])
  })

  it('marks a list read up to a place, and answers what was unread', () => {
    const added = store.apply({
      channelId,
      intents: [insert('a', { sortAt: 1 }), insert('b', { sortAt: 2 }), insert('c', { sortAt: 3 })],
    }).added
    store.mark([added[0]?.id ?? 0], { read: true })
    const { change, ids } = store.markListRead({ list: 'all' }, { sortAt: 2, id: added[1]?.id ?? 0 })
    expect(ids).toEqual([added[1]?.id])
    expect(change).toMatchObject({ stale: false, counts: { unread: 1 } })
    expect(titles(store, { list: 'unread' })).toEqual(['Headline c'])
    store.mark(ids, { read: false })
    expect(store.counts().unread).toBe(2)
    expect(store.markListRead({ list: 'search', text: 'headline' }, null).ids).toHaveLength(2)
    expect(store.counts().unread).toBe(0)
  })

  it('calls a change stale when a push could not carry it', () => {
    const many = Array.from({ length: MAX_PUSHED_ITEMS + 1 }, (_, index) => insert(String(index)))
    const change = store.apply({ channelId, intents: many })
    expect(change).toMatchObject({ stale: true, counts: { all: many.length } })
    expect(change.added.length).toBeLessThanOrEqual(MAX_PUSHED_ITEMS)
    expect(store.markListRead({ list: 'all' }, null)).toMatchObject({ change: { stale: true, counts: { unread: 0 } } })
  })

  it('deletes so that an item does not come back, restores, and forgets at the next prune', () => {
    const id = store.apply({ channelId, intents: [insert('a', { starred: true })] }).added[0]?.id ?? 0
    expect(store.delete([id])).toMatchObject({ removed: [id], counts: { all: 0, starred: 0 } })
    expect(store.item(id)).toBeNull()
    expect(titles(store, { list: 'search', text: 'headline' })).toEqual([])
    expect(store.known(channelId, ['a']).get('a')?.deleted).toBe(true)
    expect(store.apply({ channelId, intents: [insert('a', { contentHash: 'x' })] }).added).toEqual([])
    expect(store.restore([id])).toMatchObject({ added: [{ id, status: { starred: true } }], counts: { starred: 1 } })
    expect(titles(store, { list: 'search', text: 'headline' })).toEqual(['Headline a'])
    store.delete([id])
    store.prune(0, 100)
    expect(store.restore([id]).added).toEqual([])
    expect(store.known(channelId, ['a']).get('a')?.deleted).toBe(true)
    expect(store.apply({ channelId, intents: [insert('a')] }).added).toEqual([])
    expect(store.counts().all).toBe(0)
  })

  it('removes what expired, read or not, unless it is starred, and does not take it back', () => {
    store.apply({
      channelId,
      intents: [
        insert('over', { expiresAt: 100 }),
        insert('starred', { expiresAt: 100, starred: true }),
        insert('later', { expiresAt: 101 }),
        insert('never'),
      ],
    })
    expect(store.expire(100, 10)).toMatchObject({ removed: [expect.any(Number)], counts: { all: 3 } })
    expect(titles(store, { list: 'all' })).not.toContain('Headline over')
    expect(titles(store, { list: 'all' })).toHaveLength(3)
    expect(store.apply({ channelId, intents: [insert('over')] }).added).toEqual([])
  })

  it('takes back what its publisher withdraws, so that it may come again; what is starred or deleted stays so', () => {
    const [, , deleted] = store.apply({
      channelId,
      intents: [insert('a'), insert('b', { starred: true }), insert('c'), insert('d')],
    }).added
    store.delete([deleted?.id ?? 0])
    const withdrawn = store.apply({
      channelId,
      intents: [{ type: 'withdraw', keys: ['a', 'b', 'c', 'x'] }],
      cursor: 'here',
    })
    expect(withdrawn).toMatchObject({ removed: [expect.any(Number)], counts: { all: 2, starred: 1 } })
    expect(titles(store, { list: 'search', text: 'headline' }).sort()).toEqual(['Headline b', 'Headline d'])
    expect(store.channel(channelId)?.memory.cursor).toBe('here')
    expect(store.apply({ channelId, intents: [insert('a'), insert('c')] }).added.map(({ title }) => title)).toEqual([
      'Headline a',
    ])
    store.apply({ channelId, intents: [{ type: 'withdraw', keys: 'all' }] })
    expect(titles(store, { list: 'all' })).toEqual(['Headline b'])
  })

  it('prunes what is old, read and unstarred, and nothing else', () => {
    store.apply({
      channelId,
      intents: [
        insert('old', { sortAt: 1, read: true }),
        insert('unread', { sortAt: 1 }),
        insert('starred', { sortAt: 1, read: true, starred: true }),
        insert('new', { sortAt: 100, read: true }),
        insert('edge', { sortAt: 50, read: true }),
      ],
    })
    expect(store.prune(50, 100).removed).toHaveLength(1)
    expect(titles(store, { list: 'all' })).toEqual([
      'Headline new',
      'Headline edge',
      'Headline starred',
      'Headline unread',
    ])
    expect(store.apply({ channelId, intents: [insert('old')] }).added).toEqual([])
    expect(store.channel(channelId)).toMatchObject({ total: 4, unread: 1 })
  })

  it('removes a channel with everything', () => {
    store.apply({ channelId, intents: [insert('a')] })
    expect(store.removeChannel(channelId)).toMatchObject({ stale: false, counts: { all: 0, unread: 0 } })
    expect(store.channel(channelId)).toBeNull()
    expect(titles(store, { list: 'search', text: 'headline' })).toEqual([])
    expect(addChannel(store)).not.toBe(channelId)
  })

  it('announces each item once', () => {
    const ids = store.apply({ channelId, intents: [insert('a'), insert('b')] }).added.map((item) => item.id)
    expect(store.announce(ids.slice(0, 1))).toEqual(ids.slice(0, 1))
    expect(store.announce(ids)).toEqual(ids.slice(1))
    expect(store.announce([12345])).toEqual([])
  })

  it('keeps settings and named values', () => {
    expect(store.settings()).toEqual(DEFAULT_SETTINGS)
    store.saveSettings({ ...DEFAULT_SETTINGS, theme: 'dark' })
    expect(store.settings().theme).toBe('dark')
    store.setValue('window', { x: 1 })
    expect(store.getValue('window')).toEqual({ x: 1 })
    store.setValue('window', null)
    expect(store.getValue('window')).toBeNull()
  })

  it('never shows an empty title or markup in one', () => {
    const titleOf = (key: string, more: Parameters<typeof insert>[1]): string | undefined =>
      store.apply({ channelId, intents: [insert(key, more)] }).added[0]?.title
    expect(titleOf('1', { title: null, text: '\n First line \n second' })).toBe('First line')
    expect(titleOf('2', { title: null, text: null, html: '<p>From <b>HTML</b></p><p>x</p>' })).toBe('From HTML')
    expect(titleOf('3', { title: ' ', text: null, link: 'https://a.example/' })).toBe('https://a.example/')
    expect(titleOf('4', { title: null, text: null, link: null })).toBe('—')
    expect(titleOf('5', { title: '<b>Bold</b>\n &amp; plain' })).toBe('Bold & plain')
    expect(titleOf('6', { title: 'a < b and List<T>' })).toBe('a < b and List<T>')
    expect(titleOf('7', { title: 'word '.repeat(600) })?.length).toBeLessThanOrEqual(MAX_TITLE_CHARACTERS)
  })

  it('survives 200,000 nested elements', () => {
    const html = '<div>'.repeat(200_000) + 'deep <script>hidden</script>'
    const added = store.apply({ channelId, intents: [insert('deep', { title: null, text: null, html })] }).added
    expect(added[0]?.title).toBe('deep')
    expect(titles(store, { list: 'search', text: 'hidden' })).toEqual([])
  })

  it.skipIf(memory)('keeps its file from other people and everything over a restart', () => {
    const file = join(folder, 'data', 'crier.db')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    store.apply({ channelId, intents: [insert('a')], cursor: 'a' })
    store.close()
    store = open(file)
    expect(store.rescue).toBeNull()
    expect(titles(store, { list: 'all' })).toEqual(['Headline a'])
    expect(store.channel(channelId)?.memory.cursor).toBe('a')
  })
})
