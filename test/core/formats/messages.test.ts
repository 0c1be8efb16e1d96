import { describe, expect, it } from 'vitest'
import { MAX_ITEM_TEXT_BYTES, MAX_ITEMS_PER_DOCUMENT, MAX_TITLE_CHARACTERS } from '@contract/index'
import { parsePayload } from '../../../src-main/core/formats/index'

const message = (payload: unknown, mapping = {}) =>
  parsePayload({
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    contentType: null,
    baseUrl: 'https://push.example.org/stream',
    topic: null,
    mapping,
  })

describe('messages of streams and sockets', () => {
  it('finds the usual members at the top', () => {
    const [draft] = message({
      id: 12,
      title: ' Quake  near Kos ',
      message: 'Magnitude 4.1',
      url: '/q/12',
      timestamp: 1_770_000_000,
      user: { name: 'Seismo' },
      tags: ['quake', { name: 'kos' }],
      priority: 'high',
      image: 'https://i.example.org/a.png',
      updated_at: '2026-02-03T04:05:06Z',
    }).drafts
    expect(draft).toMatchObject({
      guid: '12',
      title: 'Quake near Kos',
      text: 'Magnitude 4.1',
      link: 'https://push.example.org/q/12',
      publishedAt: 1_770_000_000_000,
      author: 'Seismo',
      categories: ['quake', 'kos'],
      priority: 4,
      image: 'https://i.example.org/a.png',
      updatedAt: Date.UTC(2026, 1, 3, 4, 5, 6),
    })
  })

  it('looks one level down', () => {
    expect(
      message({ type: 'news', data: { headline: 'Rain', createdAt: '2026-02-03', href: 'https://r.example.org/' } })
        .drafts[0],
    ).toMatchObject({
      title: 'Rain',
      publishedAt: Date.UTC(2026, 1, 3),
      link: 'https://r.example.org/',
    })
  })

  it('follows the user’s pointers before its own ideas', () => {
    const event = {
      title: 'wrong',
      a: { 'b/c': [{ name: 'Right' }] },
      when: '2026-02-03T00:00:00Z',
      link: 'javascript:alert(1)',
    }
    expect(message(event, { title: '/a/b~1c/0/name', publishedAt: '/when' }).drafts[0]).toMatchObject({
      title: 'Right',
      publishedAt: Date.UTC(2026, 1, 3),
      link: null,
    })
  })

  it('takes an array for several events, and lines of JSON too', () => {
    expect(message([{ title: 'a' }, 'b', 3, null]).drafts.map((draft) => draft.title)).toEqual(['a', 'b', '3'])
    const lines = message('{"title":"a"}\n{"title":"b"}\nbroken')
    expect(lines.drafts.map((draft) => draft.title)).toEqual(['a', 'b'])
    expect(lines.dropped).toBe(1)
  })

  it('shows an event without words by its values', () => {
    expect(message({ symbol: 'ACME', price: 12.5, book: { bid: 12 } }).drafts[0]?.text).toBe(
      'symbol: ACME, price: 12.5, book.bid: 12',
    )
  })

  it('takes signs of life for neither news nor loss', () => {
    expect(
      message([{ type: 'ping' }, { op: 'heartbeat', id: 3 }, { type: 'ping', message: 'Ping pong finals' }]),
    ).toMatchObject({ drafts: [{ text: 'Ping pong finals' }], dropped: 0 })
  })

  it('keeps the values beside a bare title', () => {
    expect(message({ name: 'cpu', value: 93, unit: '%' }).drafts[0]).toMatchObject({
      title: 'cpu',
      text: 'value: 93, unit: %',
    })
    expect(message({ title: 'Only this', id: 4, url: 'https://x.example.org/' }).drafts[0]?.text).toBeNull()
  })

  it('makes the first line of plain text its title', () => {
    expect(message('Doors open\nat nine\n').drafts[0]).toMatchObject({ title: 'Doors open', text: 'at nine' })
    expect(message('"quoted"').drafts[0]).toMatchObject({ title: 'quoted', text: null })
    expect(message('<b>not a feed</b>').drafts[0]?.title).toBe('<b>not a feed</b>')
    expect(message('').drafts).toEqual([])
  })

  it('cuts at the limits, inside no character, and says so', () => {
    const [draft] = message({ title: 'word '.repeat(400), text: '😀'.repeat(200_000) }).drafts
    expect(draft?.title?.length).toBeLessThanOrEqual(MAX_TITLE_CHARACTERS)
    expect(draft?.cut).toBe(true)
    expect(Buffer.byteLength(draft?.text ?? '')).toBeLessThanOrEqual(MAX_ITEM_TEXT_BYTES)
    expect(draft?.text?.endsWith('😀')).toBe(true)
    const many = message(Array.from({ length: MAX_ITEMS_PER_DOCUMENT + 3 }, (_, index) => ({ title: String(index) })))
    expect([many.drafts.length, many.dropped]).toEqual([MAX_ITEMS_PER_DOCUMENT, 3])
  })
})
