import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, MAX_READINGS_PER_CHANNEL, type ChannelId } from '@contract/index'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import {
  SILENT_PUBLISHER,
  TransportError,
  type ActionRequest,
  type ActionSender,
  type StatisticsWish,
  type Store,
} from '../../src-main/core/ports'
import { createReadingLog, type ReadingLog } from '../../src-main/core/reading-log'
import { reportAddress, reportRequest } from '../../src-main/core/reading-report'
import { createHandClock } from '../newsroom/hand-clock'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { until } from '../servers/until'
import { insert, open, silentLog } from '../store/drafts'
import { composeReader, type ComposedReader } from './composed-reader'

const NOW = Date.UTC(2026, 10, 25, 3, 4, 5)
const HOUR = 60 * 60_000
const AT = 'https://fair.example/feeds/fair.cdf'
const WISH: StatisticsWish = {
  url: 'https://fair.example/hits',
  scope: 'all',
  keepHours: null,
  headers: {},
  pages: ['https://news.example/a', 'https://news.example/b'],
}

describe('the report', () => {
  const a = 'https://fair.example/a'
  const readings = [
    { page: a, at: NOW },
    { page: 'https://fair.example/b', at: NOW + 1_000 },
    { page: a, at: NOW + 24 * HOUR },
  ]
  const target = new URL(WISH.url)

  it('is a log of two kinds of records, each page once', () => {
    expect(reportRequest(readings, WISH, target)).toEqual({
      url: WISH.url,
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: [
        '#Version: 1.0',
        '#Fields: s-URI',
        a,
        '#Fields: c-context c-cache c-date c-time c-duration',
        'N 1 11-25-2026 03:04:05 -',
        'N 1 11-26-2026 03:04:05 -',
        '#Fields: s-URI',
        'https://fair.example/b',
        '#Fields: c-context c-cache c-date c-time c-duration',
        'N 1 11-25-2026 03:04:06 -',
        '',
      ].join('\r\n'),
    })
  })

  it('is packed where HTTP-EQUIV says so, and says no other packing', () => {
    const packed = reportRequest(readings, { ...WISH, headers: { 'ENCODING-TYPE': 'gzip', 'x-desk': '7' } }, target)
    expect(packed.headers).toEqual({ 'Content-Type': 'text/plain', 'Encoding-Type': 'gzip', 'X-Desk': '7' })
    expect(gunzipSync(packed.body ?? '').toString()).toBe(reportRequest(readings, WISH, target).body)
    const other = reportRequest(
      readings,
      { ...WISH, headers: { 'encoding-type': 'deflate', 'content-type': 'x/y' } },
      target,
    )
    expect(other.headers).toEqual({ 'Content-Type': 'x/y' })
    expect(other.body).toBeTypeOf('string')
  })

  it('takes no header along that is not the report’s own', () => {
    const headers = { Authorization: 'x', Cookie: 'y', Host: 'z', 'X-Ok\r\nA': 'b', 'X-Bad': 'a\r\nb' }
    expect(reportRequest(readings, { ...WISH, headers }, target).headers).toEqual({ 'Content-Type': 'text/plain' })
  })

  it.each([
    [AT, 'https://fair.example/hits', true],
    ['http://fair.example/x.cdf', 'https://fair.example:8443/hits', true],
    [AT, 'http://fair.example/hits', false],
    [AT, 'https://counts.fair.example/hits', false],
    [AT, 'https://other.example/hits', false],
    [AT, 'https://a:b@fair.example/hits', false],
    [AT, 'file://fair.example/hits', false],
    [AT, 'nowhere', false],
  ])('of %s may go to %s: %s', (url, to, may) => {
    const publisher = { ...SILENT_PUBLISHER, statistics: { ...WISH, url: to } }
    expect(reportAddress({ url, publisher }) !== null).toBe(may)
  })
})

describe('the readings of a channel', () => {
  const clock = createHandClock(NOW)
  let store: Store
  let bus: ReturnType<typeof createBus<CoreFacts>>
  let readings: ReadingLog
  let sent: { request: ActionRequest; own: boolean; onlyThere?: boolean }[]
  let answer: () => Promise<{ status: number }>
  let online: boolean

  const actions: ActionSender = {
    send(request, { own, onlyThere }) {
      sent.push({ request, own, ...(onlyThere !== undefined && { onlyThere }) })
      return answer()
    },
  }
  function begin() {
    readings = createReadingLog({ store, bus, clock, actions, log: silentLog, isOnline: () => online })
    readings.start()
  }
  beforeEach(() => {
    store = open(':memory:')
    sent = []
    online = true
    answer = () => Promise.resolve({ status: 200 })
    bus = createBus<CoreFacts>((error) => {
      throw error
    })
    begin()
  })
  afterEach(async () => {
    await readings.stop()
    store.close()
  })

  function channel(consent: boolean, wish: Partial<StatisticsWish> | null = {}) {
    const { id } = store.addChannel({
      url: AT,
      kind: 'feed',
      userTitle: null,
      folder: null,
      settings: { ...DEFAULT_CHANNEL_SETTINGS, options: consent ? { sendStatistics: true } : {} },
      demo: false,
      createdAt: NOW,
    })
    wishes(id, wish)
    bus.announce('channelsChanged', { ids: [id] })
    const { added } = store.apply({ channelId: id, intents: [insert('a'), insert('b'), insert('c')] })
    const item = (key: string) => added.find(({ title }) => title === `Headline ${key}`)?.id ?? 0
    return { id, a: item('a'), b: item('b'), c: item('c') }
  }
  const wishes = (id: ChannelId, wish: Partial<StatisticsWish> | null) =>
    store.changeChannel(id, {
      publisher: { ...SILENT_PUBLISHER, statistics: wish === null ? null : { ...WISH, ...wish } },
    })
  function consent(id: ChannelId, yes: boolean, url = AT) {
    store.changeChannel(id, {
      url,
      settings: { ...DEFAULT_CHANNEL_SETTINGS, options: yes ? { sendStatistics: true } : {} },
    })
    bus.announce('channelsChanged', { ids: [id] })
  }
  const kept = (id: ChannelId) => JSON.stringify(store.getValue(`readings:${id}`))
  const pagesSent = () =>
    sent.flatMap(
      ({ request }) =>
        String(request.body)
          .match(/^https:.*$/gm)
          ?.map((page) => page.trim()) ?? [],
    )
  async function update(id: ChannelId) {
    readings.updated(id)
    await new Promise((resolve) => setImmediate(resolve))
  }

  it('are not written down before the yes, and not told', async () => {
    const { id, a } = channel(false)
    readings.opened(a)
    expect(store.getValue(`readings:${id}`)).toBeNull()
    consent(id, true)
    await update(id)
    expect(sent).toEqual([])
  })

  it('are told with the next version of the document, once, and then forgotten', async () => {
    const { id, a, b, c } = channel(true)
    readings.opened(a)
    readings.opened(a)
    // Not marked by the publisher; and no item at all.
    readings.opened(c)
    readings.opened(9_999)
    expect(sent).toEqual([])
    await update(id)
    expect(sent).toMatchObject([{ request: { url: WISH.url, method: 'POST' }, own: true, onlyThere: true }])
    expect(String(sent[0]?.request.body).match(/^N 1 /gm)).toHaveLength(2)
    expect(pagesSent()).toEqual(['https://news.example/a'])
    expect(kept(id)).not.toContain('news.example')
    await update(id)
    expect(sent).toHaveLength(1)
    readings.opened(b)
    await update(id)
    expect(pagesSent()).toEqual(['https://news.example/a', 'https://news.example/b'])
  })

  it('are forgotten when the yes is taken back, also while they are told', async () => {
    const { id, a, b } = channel(true)
    readings.opened(a)
    consent(id, false)
    expect(store.getValue(`readings:${id}`)).toBeNull()
    consent(id, true)
    await update(id)
    expect(sent).toEqual([])
    readings.opened(b)
    let finish = (_: { status: number }): void => undefined
    answer = () => new Promise((resolve) => (finish = resolve))
    await update(id)
    consent(id, false)
    finish({ status: 200 })
    await update(id)
    expect(store.getValue(`readings:${id}`)).toBeNull()
    expect(sent).toHaveLength(1)
  })

  it('keep what was opened while others were told', async () => {
    const { id, a, b } = channel(true, { keepHours: 1 })
    readings.opened(a)
    let finish = (_: { status: number }): void => undefined
    answer = () => new Promise((resolve) => (finish = resolve))
    await update(id)
    clock.advance(HOUR + 1)
    readings.opened(b)
    // Another version of the document meanwhile starts no second report.
    await update(id)
    expect(sent).toHaveLength(1)
    finish({ status: 204 })
    await until(() => !kept(id).includes('/a'), 'the told one is forgotten')
    expect(kept(id)).toContain('https://news.example/b')
  })

  it.each([
    ['refuses', () => Promise.resolve({ status: 503 })],
    ['is not there', () => Promise.reject(new TransportError('unreachable', 'gone'))],
  ])('wait where the publisher %s', async (_, how) => {
    const { id, a } = channel(true)
    readings.opened(a)
    answer = how
    await update(id)
    expect(kept(id)).toContain('https://news.example/a')
    answer = () => Promise.resolve({ status: 200 })
    await update(id)
    expect(sent).toHaveLength(2)
    expect(kept(id)).not.toContain('news.example')
  })

  it('are not told when the publisher wants none so old (PURGETIME)', async () => {
    const { id, a } = channel(true, { keepHours: 2 })
    readings.opened(a)
    clock.advance(2 * HOUR + 1)
    await update(id)
    expect(sent).toEqual([])
    expect(kept(id)).not.toContain('news.example')
  })

  it.each([
    ['offline', true, false],
    ['offline', false, true],
    ['online', true, true],
    ['online', false, false],
    ['all', false, true],
  ] as const)('of SCOPE %s with the network %s: %s', (scope, isOnline, wanted) => {
    online = isOnline
    const { id, a } = channel(true, { scope })
    readings.opened(a)
    expect(kept(id).includes('news.example')).toBe(wanted)
  })

  it('go when the publisher does not ask any more, and when the channel goes', () => {
    const { id, a } = channel(true)
    readings.opened(a)
    wishes(id, null)
    bus.announce('channelsChanged', { ids: [id] })
    expect(kept(id)).not.toContain('news.example')
    wishes(id, {})
    readings.opened(a)
    store.removeChannel(id)
    bus.announce('channelsRemoved', { ids: [id] })
    expect(store.getValue(`readings:${id}`)).toBeNull()
  })

  it('end with the site they were for: another one needs a yes of its own', async () => {
    const { id, a } = channel(true)
    readings.opened(a)
    store.changeChannel(id, { url: 'https://moved.example/fair.cdf' })
    wishes(id, { url: 'https://moved.example/hits' })
    // Even before anybody noticed the move.
    await update(id)
    readings.opened(a)
    expect(sent).toEqual([])
    bus.announce('channelsChanged', { ids: [id] })
    expect(store.getValue(`readings:${id}`)).toBeNull()
    expect(store.channel(id)?.settings.options.sendStatistics).toBe(false)
  })

  it('are never told to another site, whatever the document says', async () => {
    const { id, a } = channel(true)
    readings.opened(a)
    wishes(id, { url: 'https://counts.example/hits' })
    await update(id)
    readings.opened(a)
    expect(sent).toEqual([])
  })

  it('are bounded, and survive a restart', async () => {
    const { id, a, b } = channel(true)
    readings.opened(b)
    for (let count = 0; count < MAX_READINGS_PER_CHANNEL; count += 1) {
      clock.advance(1_000)
      readings.opened(a)
    }
    await readings.stop()
    begin()
    await update(id)
    expect(String(sent[0]?.request.body).match(/^N 1 /gm)).toHaveLength(MAX_READINGS_PER_CHANNEL)
    expect(pagesSent()).toEqual(['https://news.example/a'])
  })
})

describe('a publisher that asks for statistics', () => {
  let server: LocalServer
  let composed: ComposedReader
  let version = 1
  let place = '/hits'
  const bodies: { path: string; body: string }[] = []
  const clock = createHandClock(NOW)
  beforeEach(async () => {
    version = 1
    place = '/hits'
    bodies.length = 0
    server = await startLocalServer((request, response) => {
      if (request.method === 'POST') {
        let body = ''
        request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
        request.on('end', () => {
          bodies.push({ path: request.url ?? '', body })
          if (request.url === '/away')
            response.writeHead(307, { Location: `http://localhost:${server.port}/hits` }).end()
          else response.writeHead(204).end()
        })
      } else {
        response.writeHead(200, { 'Content-Type': 'application/x-cdf', ETag: `"${version}"` })
        response.end(
          `<CHANNEL><TITLE>Fair ${version}</TITLE><LOGTARGET HREF="${place}" METHOD="POST"/><ITEM HREF="a.html"><LOG VALUE="document:view"/><TITLE>Opening</TITLE></ITEM></CHANNEL>`,
        )
      }
    })
    composed = composeReader(':memory:', { clock })
    composed.reader.start()
  })
  afterEach(async () => {
    await composed.close()
    await server.close()
  })

  async function subscribed(sendStatistics: boolean) {
    await composed.reader.call('channels.add', {
      url: `${server.origin}/fair.cdf`,
      kind: 'feed',
      settings: { options: { sendStatistics }, headers: { Authorization: 'Bearer of-the-user' } },
    })
    await until(() => composed.store.counts().all === 1, 'the channel came')
    return composed.store.page({ list: 'all' }, null, 1).items[0]?.id ?? 0
  }
  async function nextVersion() {
    version += 1
    clock.advance(25 * HOUR)
    await until(() => composed.store.channels()[0]?.publisher.title === `Fair ${version}`, 'the next version came')
  }

  it('hears of what was opened, with the next version and without secrets', async () => {
    const id = await subscribed(true)
    // Looking at a list, at an item's content or marking it is no reading.
    await composed.reader.call('items.get', { id })
    await composed.reader.call('items.mark', { ids: [id], read: true })
    await nextVersion()
    expect(bodies).toEqual([])
    expect(await composed.reader.call('items.opened', { id })).toEqual({ ok: true, answer: null })
    await nextVersion()
    await until(() => bodies.length === 1, 'the report came')
    expect(bodies[0]).toMatchObject({
      path: '/hits',
      body: expect.stringContaining(`${server.origin}/a.html\r\n`) as string,
    })
    const post = server.requests.find(({ path }) => path === '/hits')
    expect(post?.headers.authorization).toBeUndefined()
    expect(post?.headers['content-type']).toBe('text/plain')
    expect(composed.complaints).toEqual([])
  })

  it('hears nothing where the user did not say yes', async () => {
    const id = await subscribed(false)
    await composed.reader.call('items.opened', { id })
    await nextVersion()
    await nextVersion()
    expect(bodies).toEqual([])
    expect(composed.store.getValue('readings:1')).toBeNull()
  })

  it('cannot send the report on to somebody else', async () => {
    place = '/away'
    const id = await subscribed(true)
    await composed.reader.call('items.opened', { id })
    await nextVersion()
    await until(() => bodies.length === 1, 'the report came')
    await nextVersion()
    await until(() => bodies.length === 2, 'it was tried again with the next version')
    expect(bodies.map(({ path }) => path)).toEqual(['/away', '/away'])
  })
})
