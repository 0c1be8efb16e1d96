import { describe, expect, it } from 'vitest'
import { createDetect } from '../../src-main/detect/index'
import { bayeuxRecogniser } from '../../src-main/detect/recognisers/bayeux'
import { createBayeuxTransport } from '../../src-main/transports/bayeux'
import { createHttpClient } from '../../src-main/transports/http'
import { startBayeuxServer } from '../servers/bayeux-server'
import { rssOf } from '../servers/feed-server'
import { startLocalServer } from '../servers/local-server'
import { systemClock } from '../servers/recording-io'

const http = createHttpClient()
const detect = createDetect({
  http,
  clock: systemClock,
  transports: { bayeux: createBayeuxTransport({ http, clock: systemClock }) },
})
const look = (address: string) => detect(address, { signal: new AbortController().signal })

describe('by the address', () => {
  it.each([
    ['https://example.org/cometd', 'https://example.org/cometd'],
    ['https://example.org/app/cometd/handshake?x=1', 'https://example.org/app/cometd?x=1'],
    ['https://example.org/bayeux/', 'https://example.org/bayeux'],
    ['wss://example.org/faye', 'wss://example.org/faye'],
  ])('%s', (address, url) => {
    const guess = bayeuxRecogniser.byAddress?.(new URL(address))
    expect(guess).toMatchObject({ kind: 'bayeux', url, sureness: 'certain' })
    expect(guess?.confirm === undefined).toBe(address.startsWith('ws'))
  })

  it.each([
    'https://example.org/',
    'https://example.org/cometd.html',
    'https://example.org/faye/feed.xml',
    'https://faye.example/',
  ])('not %s', (address) => {
    expect(bayeuxRecogniser.byAddress?.(new URL(address))).toBeNull()
  })

  it('is only believed after a handshake: a feed may live there too', async () => {
    const local = await startLocalServer((request, response) => {
      if (request.method === 'POST') response.writeHead(405).end('no')
      else response.writeHead(200, { 'Content-Type': 'application/rss+xml' }).end(rssOf('one'))
    })
    const found = await look(`${local.origin}/cometd`)
    await local.close()
    expect(found.candidates.map(({ kind }) => kind)).toEqual(['feed'])
    expect(found.steps[0]).toMatch(/^POST .*: 405/)
  })

  it('is offered although the server wants to know who comes', async () => {
    const server = await startBayeuxServer()
    server.whims.replies.set('/meta/handshake', {
      fields: { successful: false, error: '403::denied', advice: { reconnect: 'none' } },
      times: 9,
    })
    const found = await look(server.url)
    await server.close()
    expect(found.candidates).toMatchObject([{ kind: 'bayeux', url: server.url }])
  })
})

describe('by a page', () => {
  const page = (text: string) =>
    (
      bayeuxRecogniser.byPage?.({
        url: new URL('https://example.org/live/'),
        finalUrl: 'https://example.org/live/',
        status: 200,
        header: () => null,
        start: new Uint8Array(),
        text,
        complete: true,
      }) ?? []
    ).map(({ url }) => url)

  it.each([
    ['<script src="/faye/client.js"></script>', ['https://example.org/faye']],
    ['<script async src=bayeux/client.js?v=2>', ['https://example.org/live/bayeux']],
    [
      '<script type="text/javascript" src="https://push.example.org/faye.js"></script>',
      ['https://push.example.org/faye'],
    ],
    ['<script src="/js/client.js"></script><script src="javascript:/faye/client.js">', []],
    ['<p>faye/client.js</p>', []],
    [`${'<script '.repeat(20_000)}`, []],
    [`<script ${' src='.repeat(50_000)}`, []],
  ])('page %#', (text, urls) => {
    expect(page(text)).toEqual(urls)
  })

  it('does not ask this machine because a page says so', async () => {
    const server = await startBayeuxServer()
    const local = await startLocalServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' })
      response.end(`<!doctype html><title>Live</title><script src="${server.local.origin}/cometd/client.js"></script>`)
    })
    const found = await look(local.origin)
    await local.close()
    await server.close()
    // An address that a page names must not lead into the user's own network.
    expect(found.candidates).toEqual([])
    expect(found.steps.some((step) => step.startsWith('POST'))).toBe(true)
  })
})
