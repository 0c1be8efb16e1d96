import { createRequire } from 'node:module'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, SECTION_SEPARATOR } from '@contract/index'
import { exportCdf } from '../../src-main/core/cdf-export'
import type { CdfChannel, CdfEntry, CdfItem } from '../../src-main/core/formats/cdf/model'
import { readCdf } from '../../src-main/core/formats/cdf/read'
import { writeCdf, type WrittenChannel } from '../../src-main/core/formats/cdf/write'
import { decide } from '../../src-main/core/ingest/decide'
import { understand } from '../../src-main/core/ingest/understand'
import { parsePayload } from '../../src-main/core/formats/index'
import { SILENT_PUBLISHER, type Channel, type Store } from '../../src-main/core/ports'
import { insert, open, START } from '../store/drafts'
import { composeReader } from './composed-reader'

/** xml2js comes with rss-parser: the strict reading of sax, which forgives nothing. */
interface StrictXml {
  parseStringPromise(text: string, options: { strict: true }): Promise<Record<string, unknown>>
}
const strict = createRequire(createRequire(import.meta.url).resolve('rss-parser'))('xml2js') as StrictXml
const readStrictly = (text: string) => strict.parseStringPromise(text, { strict: true })

const HOUR = 60 * 60_000
const stores: Store[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})
function opened(): Store {
  const store = open(':memory:')
  stores.push(store)
  return store
}

function add(store: Store, more: Partial<Channel> = {}): number {
  const { publisher, settings, ...rest } = more
  const { id } = store.addChannel({
    url: 'https://news.example/feed?key=private-key-of-the-user',
    kind: 'feed',
    userTitle: null,
    folder: null,
    demo: false,
    createdAt: START,
    ...rest,
    settings: { ...DEFAULT_CHANNEL_SETTINGS, ...settings },
  })
  store.changeChannel(id, { publisher: { ...SILENT_PUBLISHER, title: 'The News', ...publisher } })
  return id
}
function read(text: string): CdfChannel {
  const document = readCdf(text, 'https://elsewhere.example/mine.cdf')
  if (document === null) throw new Error('no channel')
  expect(document).toMatchObject({ dropped: 0, cutOff: false })
  return document.channel
}
const isChannel = (entry: CdfEntry): entry is CdfChannel => entry.type === 'channel'
const channelsIn = (channel: CdfChannel | undefined) => channel?.children.filter(isChannel) ?? []
const itemsIn = (channel: CdfChannel | undefined) =>
  channel?.children.filter((entry): entry is CdfItem => entry.type !== 'channel') ?? []

describe('a folder as a channel', () => {
  it('has a channel for each channel, with its items, parts, logos and rhythm, and reads back', async () => {
    const store = opened()
    const id = add(store, {
      folder: 'Harbour & sea',
      settings: { ...DEFAULT_CHANNEL_SETTINGS, pollMinutes: 90 },
      publisher: {
        ...SILENT_PUBLISHER,
        title: 'Tides <today>',
        siteUrl: 'https://tides.example/a?b=1&c=2',
        iconUrl: 'https://tides.example/favicon.ico',
        logos: { icon: null, image: 'https://tides.example/80.png', wide: 'https://tides.example/194.png' },
      },
    })
    store.apply({
      channelId: id,
      intents: [
        insert('first', { text: 'Low\n\n  water at “six”.', updatedAt: START + HOUR }),
        insert('deep', { section: ['North', 'Quay'], sortAt: START + 1 }),
        insert('saver', { idle: true, sortAt: START + 2 }),
        insert('lost', { link: null, publishedAt: null, html: '<p>Two <b>words</b></p>', text: null }),
      ],
    })
    add(store, { folder: 'Harbour & sea', url: 'https://quiet.example/', settings: DEFAULT_CHANNEL_SETTINGS })
    add(store, { folder: 'Elsewhere', url: 'https://other.example/' })

    const text = exportCdf(store, 'Harbour & sea')
    expect(text).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <CHANNEL LASTMOD="2026-01-01T01:00">
        <TITLE>Harbour &amp; sea</TITLE>
        <ABSTRACT>The latest items of 2 channels that are followed with Crier, at most 50 of each.</ABSTRACT>
        <SCHEDULE>
          <INTERVALTIME HOUR="1"/>
          <LATESTTIME HOUR="1"/>
        </SCHEDULE>
        <CHANNEL HREF="https://tides.example/a?b=1&amp;c=2" LASTMOD="2026-01-01T01:00">
          <TITLE>Tides &lt;today&gt;</TITLE>
          <LOGO HREF="https://tides.example/favicon.ico" STYLE="ICON"/>
          <LOGO HREF="https://tides.example/80.png" STYLE="IMAGE"/>
          <LOGO HREF="https://tides.example/194.png" STYLE="IMAGE-WIDE"/>
          <ITEM HREF="https://tides.example/a?b=1&amp;c=2#item-4">
            <TITLE>Headline lost</TITLE>
            <ABSTRACT>Two words</ABSTRACT>
          </ITEM>
          <ITEM HREF="https://news.example/first" LASTMOD="2026-01-01T01:00">
            <TITLE>Headline first</TITLE>
            <ABSTRACT>Low water at “six”.</ABSTRACT>
          </ITEM>
          <ITEM HREF="https://news.example/saver" LASTMOD="2026-01-01T00:00">
            <TITLE>Headline saver</TITLE>
            <ABSTRACT>What happened at saver.</ABSTRACT>
            <USAGE VALUE="ScreenSaver"/>
          </ITEM>
          <CHANNEL LASTMOD="2026-01-01T00:00">
            <TITLE>North</TITLE>
            <CHANNEL LASTMOD="2026-01-01T00:00">
              <TITLE>Quay</TITLE>
              <ITEM HREF="https://news.example/deep" LASTMOD="2026-01-01T00:00">
                <TITLE>Headline deep</TITLE>
                <ABSTRACT>What happened at deep.</ABSTRACT>
              </ITEM>
            </CHANNEL>
          </CHANNEL>
        </CHANNEL>
        <CHANNEL>
          <TITLE>The News</TITLE>
        </CHANNEL>
      </CHANNEL>
      "
    `)
    const channel = read(text)
    expect(channel).toMatchObject({
      title: 'Harbour & sea',
      lastModified: START + HOUR,
      schedule: { intervalMs: 60 * 60_000, earliestMs: 0, latestMs: 60 * 60_000, startAt: null, stopAt: null },
    })
    const [tides, quiet] = channelsIn(channel)
    expect(channelsIn(channel)).toHaveLength(2)
    expect(quiet?.children).toEqual([])
    expect(tides).toMatchObject({
      title: 'Tides <today>',
      page: 'https://tides.example/a?b=1&c=2',
      logos: {
        icon: 'https://tides.example/favicon.ico',
        image: 'https://tides.example/80.png',
        wide: 'https://tides.example/194.png',
      },
    })
    expect(
      itemsIn(tides).map(({ title, link, abstract, lastModified, usages }) => [
        title,
        link,
        abstract,
        lastModified,
        usages.length,
      ]),
    ).toEqual([
      ['Headline lost', 'https://tides.example/a?b=1&c=2#item-4', 'Two words', null, 0],
      ['Headline first', 'https://news.example/first', 'Low water at “six”.', START + HOUR, 0],
      ['Headline saver', 'https://news.example/saver', 'What happened at saver.', START, 1],
    ])
    expect(itemsIn(channelsIn(channelsIn(tides)[0])[0]).map(({ title }) => title)).toEqual(['Headline deep'])

    const parsed = parsePayload({
      payload: Buffer.from(text),
      contentType: 'application/x-cdf',
      baseUrl: 'https://x.example/',
      topic: null,
      mapping: {},
    })
    expect(parsed.format).toBe('CDF')
    expect(parsed.drafts.find(({ title }) => title === 'Headline deep')?.section).toEqual([
      'Tides <today>',
      'North',
      'Quay',
    ])
    expect(parsed.drafts.filter(({ idle }) => idle).map(({ title }) => title)).toEqual(['Headline saver'])
    expect(await readStrictly(text)).toMatchObject({
      CHANNEL: { TITLE: ['Harbour & sea'], CHANNEL: [{ TITLE: ['Tides <today>'] }, { TITLE: ['The News'] }] },
    })
  })

  it.each(['https://news.example/', null])('keeps items apart that lead nowhere, on the page %s', (siteUrl) => {
    const store = opened()
    const channelId = add(store, { folder: 'F', publisher: { ...SILENT_PUBLISHER, siteUrl } })
    store.apply({ channelId, intents: ['a', 'b', 'c'].map((key) => insert(key, { link: null })) })
    const event = {
      payload: Buffer.from(exportCdf(store, 'F')),
      contentType: 'application/x-cdf',
      topic: null,
      id: null,
      receivedAt: START,
      baseUrl: 'https://elsewhere.example/mine.cdf',
    }
    const { drafts } = understand([event], { arrival: 'poll', style: 'document', mapping: {} })
    expect(decide(drafts, new Map()).intents).toHaveLength(3)
  })

  it('takes no more than the latest fifty of each', () => {
    const store = opened()
    const id = add(store, { folder: 'f' })
    store.apply({
      channelId: id,
      intents: Array.from({ length: 60 }, (_, index) => insert(String(index), { sortAt: START + index })),
    })
    const items = itemsIn(channelsIn(read(exportCdf(store, 'f')))[0])
    expect(items).toHaveLength(50)
    expect(items[0]?.title).toBe('Headline 59')
  })
})

describe('everything as a channel', () => {
  it('has a channel for each folder, and leaves the demo out', () => {
    const store = opened()
    for (const [index, folder] of ['a', 'b', 'a', null].entries())
      add(store, { folder, url: `https://n.example/${index}`, userTitle: `Channel ${index}` })
    add(store, { folder: 'Demo newsroom', url: 'http://127.0.0.1:1/', userTitle: 'Demo', demo: true })
    const outermost = read(exportCdf(store, null))
    const shape = channelsIn(outermost).map((one) => [one.title, channelsIn(one).map(({ title }) => title)])
    expect(shape).toEqual([
      ['a', ['Channel 0', 'Channel 2']],
      ['b', ['Channel 1']],
      ['Channel 3', []],
    ])
    expect(() => exportCdf(store, 'Demo newsroom')).toThrow(/no channels/)
    expect(() => exportCdf(store, 'nowhere')).toThrow(/no channels/)
  })

  it('is a document of its own when there is nothing', async () => {
    const text = exportCdf(opened(), null)
    expect(read(text)).toMatchObject({ title: 'Crier channels', children: [], schedule: null })
    await readStrictly(text)
  })

  it('is what the call answers', async () => {
    const composed = composeReader(':memory:')
    add(composed.store, { folder: 'f' })
    try {
      const all = await composed.reader.call('cdf.export', { folder: null })
      expect(all).toMatchObject({ ok: true, answer: { text: exportCdf(composed.store, null) } })
      const none = await composed.reader.call('cdf.export', { folder: 'g' })
      expect(none).toMatchObject({ ok: false, error: { kind: 'notFound' } })
    } finally {
      await composed.close()
    }
  })
})

describe('what was given in confidence', () => {
  it('is in no export, wherever a publisher repeats it', () => {
    const store = opened()
    const basic = Buffer.from('mona:swordfish').toString('base64')
    const id = add(store, {
      kind: 'gotify',
      url: 'https://push.example/?t=in-the-address',
      settings: {
        ...DEFAULT_CHANNEL_SETTINGS,
        headers: { Authorization: `Basic ${basic}`, 'X-Key': 'key-of-the-user', Accept: 'text/html' },
        options: { token: 'Ctoken.of/user' },
      },
      publisher: {
        ...SILENT_PUBLISHER,
        siteUrl: 'https://mona:swordfish@push.example/',
        iconUrl: 'https://push.example/i?token=Ctoken.of%2Fuser',
      },
    })
    store.apply({
      channelId: id,
      intents: [
        insert('echo', { text: `You sent ${basic}` }),
        insert('link', { link: 'https://push.example/1?token=Ctoken.of%2Fuser' }),
        insert('title', { title: 'Hello key-of-the-user' }),
        insert('user', { link: 'https://somebody:else@push.example/2' }),
        insert('open', { title: 'About text/html' }),
      ],
    })
    const text = exportCdf(store, null)
    for (const secret of ['swordfish', basic, 'key-of-the-user', 'Ctoken', 'in-the-address', 'else@'])
      expect(text).not.toContain(secret)
    const titles = itemsIn(channelsIn(read(text))[0]).map(({ title }) => title)
    expect(titles.sort()).toEqual(['About text/html', 'Headline echo', 'Headline link', 'Headline user'])
    expect(text).toContain('HREF="https://push.example/2"')
  })
})

describe('hostile words', () => {
  const channel = (title: string, more: Partial<WrittenChannel> = {}): WrittenChannel => ({
    title,
    abstract: title,
    page: null,
    lastModified: null,
    logos: { icon: null, image: null, wide: null },
    intervalMs: null,
    items: [{ title, abstract: title, link: null, lastModified: null, idle: false }],
    channels: [],
    ...more,
  })

  it.each([
    ['a\u0000b\u0007c\u001b[31m\u009f', 'abc[31m'],
    [']]> <![CDATA[ x ]]> <!-- --> <?xml?>', ']]> <![CDATA[ x ]]> <!-- --> <?xml?>'],
    ['half \ud800 a \udc00 pair \u{1f6a2}', 'half a pair \u{1f6a2}'],
    ['no \uffff character \ufffe', 'no character'],
    ['</TITLE></CHANNEL>&lt;&#0;&bogus;"\'', '</TITLE></CHANNEL>&lt;&#0;&bogus;"\''],
    ['\u202egnp.exe', '\u202egnp.exe'],
  ])('%j', async (written, wanted) => {
    const text = writeCdf(channel(written))
    await expect(readStrictly(text)).resolves.toBeDefined()
    const [item] = itemsIn(read(text))
    expect(item?.title?.replace(/ +/g, ' ')).toBe(wanted)
  })

  it('are well-formed whatever they are, and read back by us', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.webUrl({ withFragments: true, withQueryParameters: true }),
        async (words, url) => {
          const text = writeCdf(
            channel(`A ${words}`, { page: `${url}${words}`, logos: { icon: words, image: url, wide: null } }),
          )
          await readStrictly(text)
          expect(itemsIn(read(text))).toHaveLength(1)
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'mailto:a@b.example',
    'relative.html',
    `https://a.example/${'x'.repeat(9_000)}`,
  ])('never lead to %s', (link) => {
    expect(writeCdf(channel('x', { page: link, logos: { icon: link, image: null, wide: null } }))).not.toContain('HREF')
  })

  it('write no time that four digits cannot say', () => {
    for (const lastModified of [Number.NaN, -1, Date.UTC(20_000, 0), Infinity])
      expect(writeCdf(channel('x', { lastModified }))).not.toContain('LASTMOD')
  })

  it('nested as deep as parts go are still read', () => {
    const store = opened()
    const id = add(store, { folder: 'f' })
    const section = Array.from({ length: 32 }, (_, index) => `Level ${index}`)
    store.apply({ channelId: id, intents: [insert('deep', { section })] })
    const parsed = parsePayload({
      payload: Buffer.from(exportCdf(store, null)),
      contentType: 'text/xml',
      baseUrl: 'https://x.example/',
      topic: null,
      mapping: {},
    })
    expect(parsed).toMatchObject({ dropped: 0, drafts: [{ title: 'Headline deep' }] })
    expect(parsed.drafts[0]?.section.join(SECTION_SEPARATOR)).toContain('Level 0')
  })
})
