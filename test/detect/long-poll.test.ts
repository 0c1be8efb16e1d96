import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDetect } from '../../src-main/detect'
import { MAX_REQUESTS } from '../../src-main/detect/budget'
import { longPollRecogniser } from '../../src-main/detect/recognisers/long-poll'
import { createHttpClient } from '../../src-main/transports/http'
import { createLongPollTransport } from '../../src-main/transports/long-poll'
import { createPollTransport } from '../../src-main/transports/poll'
import { startHoldingServer, type Asked, type HoldingServer, type Reply } from '../servers/holding-server'
import { hasNchan, startNchan, type Nchan } from '../servers/nchan'
import { systemClock } from '../servers/recording-io'

const parts = { http: createHttpClient(), clock: systemClock }
const detect = createDetect({
  ...parts,
  transports: { longpoll: createLongPollTransport({ ...parts, heldMs: 100 }), poll: createPollTransport(parts) },
})
const look = (address: string, more = {}) => detect(address, { signal: new AbortController().signal, ...more })
const servers: HoldingServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
async function serve(reply: (asked: Asked) => Reply | null): Promise<HoldingServer> {
  const server = await startHoldingServer(reply)
  servers.push(server)
  return server
}

const byAddress = (address: string) => longPollRecogniser.byAddress?.(new URL(address)) ?? null

describe('by the address alone', () => {
  it.each([
    [
      'https://db.example/news/_changes?feed=longpoll&since=12&filter=a%2Fb',
      'https://db.example/news/_changes?filter=a%2Fb',
      { preset: 'couchdb' },
    ],
    ['https://api.telegram.org/', 'https://api.telegram.org/', { preset: 'telegram' }],
    [
      'https://api.telegram.org/bot123456:AAEabcdefghij/getUpdates?timeout=9',
      'https://api.telegram.org/',
      { preset: 'telegram', token: '123456:AAEabcdefghij' },
    ],
    [
      'https://m.example/_matrix/client/v3/sync?since=s1&access_token=syt_x',
      'https://m.example/_matrix/client/v3/sync',
      { preset: 'matrix', token: 'syt_x' },
    ],
    ['https://chat.example/z/api/v1/events?queue_id=1', 'https://chat.example/z', { preset: 'zulip' }],
    [
      'https://notify.dropboxapi.com/2/files/list_folder/longpoll',
      'https://api.dropboxapi.com/2/files/list_folder',
      { preset: 'dropbox' },
    ],
  ])('%s', (address, url, options) => {
    expect(byAddress(address)).toMatchObject({ kind: 'longpoll', url, options, sureness: 'certain' })
  })

  it.each([
    'https://db.example/news/_changes?feed=continuous',
    'https://db.example/news/_changes?feed=eventsource',
    'https://example.org/',
    'https://example.org/v1/kv/news',
    'wss://example.org/_changes',
  ])('leaves %s to others', (address) => expect(byAddress(address)).toBeNull())
})

describe('by what is answered', () => {
  it('CouchDB, with its latest documents', async () => {
    const server = await serve(({ url }) =>
      url.searchParams.get('feed') === 'longpoll'
        ? null
        : { body: { results: [{ seq: '1-a', id: 'x', changes: [], doc: { title: 'Doors open' } }], last_seq: '1-a' } },
    )
    const found = await look(`${server.origin}/news/_changes`)
    expect(found.candidates[0]).toMatchObject({
      kind: 'longpoll',
      options: { preset: 'couchdb' },
      facts: { format: 'CouchDB changes' },
      preview: [{ title: 'Doors open' }],
    })
    expect(found.failure).toBeNull()
    expect(server.asked.length).toBeLessThanOrEqual(MAX_REQUESTS)
  })

  it('Consul, by its header', async () => {
    const server = await serve(({ url }) =>
      url.searchParams.has('index')
        ? null
        : { headers: { 'X-Consul-Index': '9' }, body: [{ Key: 'news/a', Value: 'SGk=', ModifyIndex: 9 }] },
    )
    const found = await look(`${server.origin}/v1/kv/news?recurse`)
    expect(found.candidates[0]).toMatchObject({
      kind: 'longpoll',
      options: { preset: 'consul' },
      preview: [{ title: 'news/a', snippet: 'Hi' }],
    })
  })

  it('Zulip, by one question that needs no key, and says what it lacks', async () => {
    const server = await serve(({ url }) =>
      url.pathname === '/api/v1/server_settings'
        ? { body: { zulip_version: '9.0', realm_name: 'Harbour talk' } }
        : { status: 401, body: {} },
    )
    const found = await look(`${server.origin}/api/v1/events`)
    expect(found.candidates[0]).toMatchObject({ kind: 'longpoll', title: 'Harbour talk', options: { preset: 'zulip' } })
    expect(server.asked).toHaveLength(1)
  })

  it('Telegram, without ever naming the token', async () => {
    const server = await serve(({ url }) =>
      url.searchParams.get('timeout') === '0' ? { body: { ok: true, result: [] } } : null,
    )
    const found = await look(`${server.origin}/bot123456:AAEsecretsecret/getUpdates`)
    expect(found.candidates[0]).toMatchObject({
      url: `${server.origin}/`,
      options: { preset: 'telegram', token: '123456:AAEsecretsecret' },
    })
    expect(found.steps.join()).not.toContain('AAEsecret')
    expect(server.asked[0]?.url.pathname).toBe('/bot123456:AAEsecretsecret/getUpdates')
  })

  it('a document that prefers to be waited for', async () => {
    const server = await serve(({ headers }) =>
      headers['if-none-match'] === '"1"'
        ? null
        : { headers: { ETag: '"1"', 'Preference-Applied': 'wait=9' }, body: { title: 'One' } },
    )
    const found = await look(`${server.origin}/held`)
    expect(found.candidates.map(({ kind, options }) => [kind, options])).toEqual([
      ['longpoll', { preset: 'prefer' }],
      ['poll', { each: 'change' }],
    ])
  })
})

describe('documents that can only be asked', () => {
  it.each([
    ['a list', { body: { items: [{ id: 1, title: 'One' }] } }, {}, 'One'],
    ['values', { body: { level: 3.2 } }, { each: 'change' }, '{"level":3.2}'],
    ['words', { body: 'hello', headers: { 'Content-Type': 'text/plain' } }, { each: 'change' }, 'hello'],
    [
      'a large list',
      { body: { items: Array.from({ length: 9_000 }, (_, id) => ({ id, title: `Item ${id}` })) } },
      {},
      'Item 0',
    ],
  ])('%s', async (_, reply, options, title) => {
    const server = await serve(() => reply)
    const found = await look(`${server.origin}/d`)
    expect(found.candidates).toMatchObject([{ kind: 'poll', options }])
    expect(found.candidates[0]?.preview[0]?.title).toBe(title)
    expect(server.asked.length).toBe(2)
  })

  it('and no page, no feed and nothing empty', async () => {
    for (const body of ['<!doctype html><p>x', '', '<svg xmlns="http://www.w3.org/2000/svg"/>']) {
      const server = await serve(() => ({ body }))
      expect((await look(`${server.origin}/d`)).candidates, body).toEqual([])
    }
    const server = await serve(() => ({
      body: { version: 'https://jsonfeed.org/version/1.1', title: 'F', items: [{ id: '1', title: 'x' }] },
    }))
    expect((await look(`${server.origin}/d`)).candidates.map(({ kind }) => kind)).toEqual(['feed'])
  })
})

describe.skipIf(!hasNchan)('nchan, the real one', () => {
  let nchan: Nchan
  beforeAll(async () => {
    nchan = await startNchan({ holdSeconds: 1 })
  })
  afterAll(() => nchan.close())

  it('is known when it has something to say, and when it holds', async () => {
    await nchan.publish('known', '{"title":"Doors open"}')
    const found = await look(`${nchan.origin}/lp/known`)
    expect(found.candidates[0]).toMatchObject({ kind: 'longpoll', options: { preset: 'nchan' } })
    expect(found.candidates[0]?.preview[0]?.title).toBe('Doors open')
    const silent = await look(`${nchan.origin}/lp/silent`)
    expect(silent.candidates[0]).toMatchObject({ kind: 'longpoll', options: { preset: 'nchan' } })
  })
})

describe('by its own name and the shape of its answer', () => {
  const news = [{ id: 1, title: 'Told' }]
  const answering = (body: unknown) => serve(({ url }) => (url.searchParams.has('since') ? null : { body }))

  it('finds where the news is and where to go on at', async () => {
    const server = await answering({ since: '7', stories: news })
    const [found] = (await look(`${server.origin}/wire/longpoll`)).candidates
    expect(found).toMatchObject({
      kind: 'longpoll',
      options: { cursorStyle: 'body', cursorPath: '/since', itemsPath: '/stories' },
      preview: [{ title: 'Told' }],
    })
  })

  it.each([
    ['an address that does not say so', '/stories', { since: '7', stories: news }],
    ['no place to go on at', '/longpoll', { stories: news }],
    ['more than one list', '/longpoll', { since: '7', stories: news, tags: [] }],
  ])('takes it for a document: %s', async (_, path, body) => {
    const server = await answering(body)
    expect((await look(server.origin + path)).candidates[0]?.kind).toBe('poll')
  })
})
