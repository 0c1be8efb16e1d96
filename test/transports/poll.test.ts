import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelSettings, FieldMapping, Options } from '../../src-main/contract/index'
import { understand } from '../../src-main/core/ingest/understand'
import type { Json, KeyedDraft } from '../../src-main/core/ports'
import { createHttpClient } from '../../src-main/transports/http'
import { createPollTransport } from '../../src-main/transports/poll'
import { difference, firstSight } from '../../src-main/transports/poll/difference'
import { watchedPart } from '../../src-main/transports/poll/watched'
import { startFeedServer, type FeedAnswer, type FeedServer } from '../servers/feed-server'
import { startRun, systemClock } from '../servers/recording-io'

let server: FeedServer
const transport = createPollTransport({ http: createHttpClient(), clock: systemClock })
beforeAll(async () => {
  server = await startFeedServer()
})
beforeEach(() => void (server.requests.length = 0))
afterAll(() => server.close())

/** A subscriber that keeps the cursor, and makes items as the reader does. */
function subscriber(options: Options = {}, mapping: FieldMapping = {}, more: Partial<ChannelSettings> = {}) {
  const state = { cursor: null as Json | null, items: [] as KeyedDraft[] }
  const poll = async (changed: Options = options) => {
    const run = startRun(transport, `${server.origin}/d`, {
      cursor: state.cursor,
      settings: { ...more, options: changed, mapping },
    })
    await run.over
    if (run.error !== null) throw run.error
    state.items.push(...understand(run.events, { arrival: 'poll', style: 'document', mapping }).drafts)
    state.cursor = run.cursor
    return run
  }
  return { state, poll }
}
const json = (body: unknown, headers: Record<string, string> = {}): FeedAnswer => ({
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const text = (body: string, type = 'text/plain'): FeedAnswer => ({ headers: { 'Content-Type': type }, body })

describe('entries of a document', () => {
  it.each([
    [
      'an array',
      [
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B' },
      ],
      {},
    ],
    [
      'the one list of an object',
      {
        count: 2,
        quakes: [
          { id: 'a', title: 'A' },
          { id: 'b', title: 'B' },
        ],
      },
      {},
    ],
    [
      'the list with the usual name',
      {
        items: [
          { id: 'a', title: 'A' },
          { id: 'b', title: 'B' },
        ],
        ads: [{ x: 1 }],
      },
      {},
    ],
    [
      'a named place',
      {
        deep: {
          er: [
            { id: 'a', title: 'A' },
            { id: 'b', title: 'B' },
          ],
        },
      },
      { itemsPath: '/deep/er' },
    ],
  ])('%s', async (_, body, options) => {
    server.answer('/d', json(body))
    const { poll, state } = subscriber(options)
    await poll()
    expect(state.items.map(({ key, title }) => [key, title])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
    ])
  })

  it('follows the mapping, within an entry', async () => {
    server.answer('/d', json({ data: [{ nr: 7, what: { de: 'Hallo' }, when: '2026-11-20T12:00:00Z' }] }))
    const { poll, state } = subscriber({}, { key: '/nr', title: '/what/de', publishedAt: '/when' })
    await poll()
    expect(state.items).toMatchObject([{ key: '7', title: 'Hallo', publishedAt: Date.UTC(2026, 10, 20, 12) }])
  })

  it('takes a document as one entry where the mapping points into it as a whole', async () => {
    server.answer('/d', json({ headline: { now: 'Doors open' }, items: [{ id: 1 }] }))
    const { poll, state } = subscriber({}, { title: '/headline/now' })
    await poll()
    expect(state.items).toMatchObject([{ title: 'Doors open' }])
  })

  it.each([
    ['no entries yet', json({ items: [] }), 0],
    ['plain words', text('Doors open at nine\nBring tea'), 1],
    ['a log that looks like JSON', text('[12:30] doors open'), 1],
    ['JSON, one a line', text('{"id":1,"title":"a"}\n{"id":2,"title":"b"}'), 2],
    ['a feed', text('<rss><channel><item><title>A</title></item></channel></rss>', 'application/rss+xml'), 1],
  ])('reads %s', async (_, answer, count) => {
    server.answer('/d', answer)
    const { poll, state } = subscriber()
    await poll()
    expect(state.items).toHaveLength(count)
  })

  it('says where nothing is found, and keeps no validators of it', async () => {
    server.answer('/d', json({ stories: [] }, { ETag: '"x"' }))
    const { poll, state } = subscriber({ itemsPath: '/items' })
    await expect(poll()).rejects.toMatchObject({ kind: 'malformed', final: null, message: /“\/items”/ as never })
    expect(state.cursor).toBeNull()
  })

  it('asks for everything again when it is to be read another way', async () => {
    server.answer('/d', json({ a: [{ id: 1, title: 'A' }], b: [{ id: 2, title: 'B' }] }, { ETag: '"x"' }))
    const { poll, state } = subscriber({ itemsPath: '/a' })
    await poll()
    await poll({ itemsPath: '/b' })
    expect(state.items.map(({ title }) => title)).toEqual(['A', 'B'])
    expect(server.asked('/d')[1]).not.toHaveProperty('if-none-match')
  })
})

describe('one item for each change', () => {
  it('tells old and new in the title, once for each change, also back again', async () => {
    const { poll, state } = subscriber({ each: 'change', part: '/level', label: 'Water level' })
    for (const level of [3.2, 3.4, 3.4, 3.2, 3.4]) {
      server.answer('/d', json({ level, at: Math.random() }))
      await poll()
    }
    expect(state.items.map(({ title }) => title)).toEqual([
      'Water level: 3.2',
      'Water level: 3.2 → 3.4',
      'Water level: 3.4 → 3.2',
      'Water level: 3.2 → 3.4',
    ])
    expect(new Set(state.items.map(({ key }) => key)).size).toBe(4)
  })

  it('keeps the validators when only something else has changed', async () => {
    const { poll, state } = subscriber({ each: 'change', part: '/level' })
    server.answer('/d', json({ level: 1, n: 1 }, { ETag: '"1"' }))
    await poll()
    server.answer('/d', json({ level: 1, n: 2 }, { ETag: '"2"' }))
    await poll()
    server.answer('/d', { status: 304 })
    expect((await poll()).end?.how).toBe('unchanged')
    expect(server.asked('/d').map((headers) => headers['if-none-match'])).toEqual([undefined, '"1"', '"2"'])
    expect(state.items).toHaveLength(1)
  })

  it('watches what stands between two texts', async () => {
    const { poll, state } = subscriber({ each: 'change', after: 'Status:', before: '\n' })
    void poll
    expect(state.items).toEqual([])
    const options = { each: 'change', part: '', label: '', itemsPath: '', after: 'Status: ', before: ' (' } as const
    const part = (words: string) => watchedPart(Buffer.from(words), 'text/plain', options)
    expect(part('x\nStatus: all well (12:00)')).toBe('all well')
    expect(() => part('nothing')).toThrow(expect.objectContaining({ kind: 'malformed' }) as Error)
  })

  it('tells which lines of a page are new, and not its scripts', async () => {
    const page = (line: string) =>
      text(
        `<!doctype html><title>Port</title><script>${Math.random()}</script><p>Open &amp; dry</p><p>${line}</p>`,
        'text/html',
      )
    const { poll, state } = subscriber({ label: 'Port' })
    for (const line of ['Ferry at nine', 'Ferry at nine', 'Ferry at ten']) {
      server.answer('/d', page(line))
      await poll()
    }
    expect(state.items.map(({ title, text: words }) => [title, words])).toEqual([
      ['Port: Port', 'Port\nOpen & dry\nFerry at nine'],
      ['Port: Ferry at ten', '+ Ferry at ten\n− Ferry at nine'],
    ])
  })
})

describe('the rhythm', () => {
  it('is a day without validators, unless the user chose an interval', async () => {
    server.answer('/d', json([{ id: 1 }]))
    expect((await subscriber().poll()).end).toMatchObject({ conditional: false })
    const chosen = await subscriber({}, {}, { pollMinutes: 15 }).poll()
    expect(chosen.end).not.toHaveProperty('conditional')
  })

  it('asks for JSON first, and says what it refuses in words for documents', async () => {
    server.answer('/d', { status: 403 })
    await expect(subscriber().poll()).rejects.toMatchObject({ kind: 'forbidden', message: /this document/ as never })
    expect(server.asked('/d')[0]?.accept).toMatch(/^application\/json/)
  })
})

describe('differences', () => {
  it.each([
    [1, 2, '1 → 2', null],
    ['a', 'b', 'a → b', null],
    [null, 'b', 'b', null],
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, 'b: 2 → 3', null],
    [{ a: 1 }, { b: { c: 2 } }, '+ b.c: 2 · − a: 1', null],
    [[1, 2], [1, 3, 4], '1: 2 → 3 · + 2: 4', null],
    ['one\ntwo', 'one\nthree', 'three', '+ three\n− two'],
    ['one\ntwo', 'one', '− two', '− two'],
  ])('from %j to %j', (old, value, title, words) => {
    expect(difference(old as Json, value as Json, '')).toEqual({ title, text: words })
  })

  it('names a few in the title and the others below', () => {
    const told = difference({ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 2, c: 2, d: 2 }, 'All')
    expect(told).toEqual({
      title: 'All: a: 1 → 2 · b: 1 → 2 · c: 1 → 2 · …',
      text: 'a: 1 → 2\nb: 1 → 2\nc: 1 → 2\nd: 1 → 2',
    })
  })

  it('can tell any two values, quickly', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (old, value, label) => {
        expect(difference(old as Json, value as Json, label).title.length).toBeLessThan(2_000 + label.length)
        firstSight(value as Json, label)
      }),
    )
    const began = performance.now()
    difference('x\n'.repeat(500_000), Array.from({ length: 500_000 }, (_, n) => n).join('\n'), '')
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
