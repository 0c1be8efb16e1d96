import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Clock, Detect } from '../../src-main/core/ports'
import { createDetect } from '../../src-main/detect/index'
import { createWires } from '../../src-main/node/wires'
import { MAX_REQUESTS } from '../../src-main/detect/budget'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { createWebSocketTransport } from '../../src-main/transports/websocket'
import { type FeedServer, rssOf, startFeedServer } from '../servers/feed-server'
import { type LocalServer, startLocalServer } from '../servers/local-server'

/** Runs forty times as fast, so that watching a stream for four seconds takes a tenth. */
const hastyClock: Clock = {
  now: () => performance.now() * 40,
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds / 40)
    return () => clearTimeout(timer)
  },
}

let server: FeedServer
let http: HttpClient
let detect: Detect
const closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  server = await startFeedServer()
  http = createHttpClient()
  detect = createDetect({
    http,
    clock: hastyClock,
    transports: { websocket: createWebSocketTransport({ clock: hastyClock }) },
  })
  closing.push(
    () => http.close(),
    () => server.close(),
  )
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const look = (address: string, more: Partial<Parameters<Detect>[1]> = {}) =>
  detect(address, { signal: new AbortController().signal, ...more })
const page = (head: string): { headers: Record<string, string>; body: string } => ({
  headers: { 'Content-Type': 'text/html' },
  body: `<!doctype html><html><head><title>Page</title>${head}</head><body>Hello</body></html>`,
})

async function startStream(write: (send: (text: string) => void) => void): Promise<LocalServer> {
  const stream = await startLocalServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.flushHeaders()
    write((text) => void response.write(text))
  })
  closing.unshift(() => stream.close())
  return stream
}

async function startSocket(): Promise<string> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  sockets.on('connection', (socket) => socket.send('{"title":"Hello","text":"from the socket"}'))
  await new Promise((resolve) => sockets.once('listening', resolve))
  closing.unshift(
    () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate()
        sockets.close(() => resolve())
      }),
  )
  return `127.0.0.1:${(sockets.address() as AddressInfo).port}`
}

describe('what an address is', () => {
  it('a feed, with its first items', async () => {
    server.answer('/f', {
      body: rssOf('one', 'two', 'three', 'four', 'five', 'six'),
      headers: { Link: '<https://hub.example.org/>; rel="hub"' },
    })
    const found = await look(`${server.origin.replace('http://', '')}/f`)
    expect(found).toMatchObject({
      address: `${server.origin}/f`,
      failure: null,
      candidates: [{ kind: 'feed', title: 'Local paper', facts: { format: 'RSS 2.0', offersPush: ['WebSub'] } }],
    })
    expect(found.candidates[0]?.preview.map((item) => item.title)).toEqual(['one', 'two', 'three', 'four', 'five'])
    expect(found.steps).toEqual([
      `GET ${server.origin}/f: 200 application/rss+xml`,
      'A strict reader finds the same 6 items.',
    ])
    expect(server.requests).toHaveLength(1)
  })

  it('a feed that strict readers refuse, and says so', async () => {
    server.answer('/f', { body: '<rss version="2.0"><channel><item><title>Fish & Chips</item></channel>' })
    const found = await look(`${server.origin}/f`)
    expect(found.candidates[0]?.preview[0]?.title).toBe('Fish & Chips')
    expect(found.steps[1]).toMatch(/^A strict reader refuses this feed/)
  })

  it('a page that announces feeds', async () => {
    server.answer(
      '/',
      page(
        '<base href="/news/"><link rel="alternate" type="application/rss+xml" title="All" href="all.xml"><link rel="alternate" type="application/json+oembed" href="/o"><link rel="stylesheet" href="x.css"><LINK REL="Alternate" TYPE="application/atom+xml" HREF="/gone.xml">',
      ),
    )
    server.answer('/news/all.xml', { body: rssOf('one') })
    const found = await look(server.origin)
    expect(found.candidates.map((candidate) => candidate.url)).toEqual([`${server.origin}/news/all.xml`])
    expect(found.steps).toContain(`GET ${server.origin}/gone.xml: 404 application/rss+xml`)
    expect(found.failure).toBeNull()
  })

  it('a page that announces nothing: the usual places, and no more than six requests', async () => {
    server.answer('/', page(''))
    server.answer('/atom.xml', { body: rssOf('one') })
    expect((await look(server.origin)).candidates.map((candidate) => candidate.url)).toEqual([
      `${server.origin}/atom.xml`,
    ])
    server.answer('/empty', page(''))
    server.answer('/atom.xml', { status: 404 })
    server.requests.length = 0
    const nothing = await look(`${server.origin}/empty`)
    expect(nothing.failure).toMatchObject({ kind: 'wrongType' })
    expect(server.requests).toHaveLength(MAX_REQUESTS)
  })

  it('a page with many feeds: the first are read, the rest offered', async () => {
    server.answer(
      '/',
      page(
        Array.from(
          { length: 9 },
          (_, index) => `<link rel=alternate type=application/atom+xml title="F${index}" href=/f${index}>`,
        ).join(''),
      ),
    )
    for (let index = 0; index < 9; index += 1) server.answer(`/f${index}`, { body: rssOf(`item ${index}`) })
    const found = await look(server.origin)
    expect(found.candidates).toHaveLength(9)
    expect(found.candidates[8]).toMatchObject({ title: 'F8', facts: { format: null } })
    expect(server.requests).toHaveLength(MAX_REQUESTS)
  })

  it('a live stream, with the names of its events', async () => {
    const stream = await startStream((send) => send('event: quake\ndata: {"title":"Kos"}\n\ndata: plain words\n\n'))
    const found = await look(stream.origin)
    expect(found.candidates).toMatchObject([
      {
        kind: 'sse',
        facts: { events: ['quake', 'message'], format: 'Event stream, JSON, Text' },
        preview: [{ title: 'Kos' }, { title: 'plain words' }],
      },
    ])
    expect(found.candidates[0]?.facts.sampleMs).toBeGreaterThan(0)
    await stream.deserted()
  })

  it('a stream that says nothing for now', async () => {
    const stream = await startStream(() => undefined)
    expect((await look(stream.origin)).candidates).toMatchObject([{ kind: 'sse', preview: [], facts: { events: [] } }])
  })

  it('a socket, by its scheme or by what the server demands', async () => {
    const host = await startSocket()
    expect((await look(`ws://${host}/`)).candidates).toMatchObject([
      { kind: 'websocket', url: `ws://${host}/`, preview: [{ title: 'Hello', snippet: 'from the socket' }] },
    ])
    // A plain GET is answered 426 by such a server.
    expect((await look(`http://${host}/`)).candidates).toMatchObject([{ kind: 'websocket', url: `ws://${host}/` }])
    expect((await look(`http://${host}/`, { onlyKind: 'websocket' })).candidates).toHaveLength(1)
  })

  it.each([
    [
      'XML of another kind',
      { body: '<?xml version="1.0"?><a/>', headers: { 'Content-Type': 'text/xml' } },
      'wrongType',
      /XML document/,
    ],
    ['nothing there', { status: 404 }, 'notFound', /nothing at this address/],
    ['a closed door', { status: 401 }, 'unauthorized', /name and password/],
    ['trouble', { status: 503 }, 'serverError', /trouble/],
  ])('%s: says why', async (_, answer, kind, message) => {
    server.answer('/x', answer)
    const found = await look(`${server.origin}/x`)
    expect(found.candidates).toEqual([])
    expect(found.failure).toMatchObject({ kind, message: expect.stringMatching(message) as string })
    expect(server.requests).toHaveLength(1)
  })

  it('nobody there', async () => {
    const gone = await startFeedServer()
    await gone.close()
    for (const address of [gone.origin, gone.origin.replace('http', 'ws')]) {
      const found = await look(address)
      expect(found.failure, address).toMatchObject({ kind: 'unreachable' })
      expect(found.steps, address).toHaveLength(1)
    }
    expect((await look('mailto:a@example.org')).failure).toMatchObject({ kind: 'invalidAddress' })
  })

  it('takes the user’s word for the kind', async () => {
    server.answer('/', page('<link rel="alternate" type="application/rss+xml" href="/f">'))
    expect((await look(server.origin, { onlyKind: 'feed' })).failure).toMatchObject({ kind: 'wrongType' })
    expect(server.requests).toHaveLength(1)
    server.answer('/f', { body: rssOf('one') })
    expect((await look(`${server.origin}/f`, { onlyKind: 'sse' })).failure).toMatchObject({ kind: 'wrongType' })
  })

  it('keeps the user’s headers to the address they were given for', async () => {
    const other = await startFeedServer()
    closing.unshift(() => other.close())
    other.answer('/f', { body: rssOf('one') })
    server.answer(
      '/',
      page(
        `<link rel=alternate type=application/rss+xml href=/f><link rel=alternate type=application/rss+xml href=${other.origin}/f>`,
      ),
    )
    server.answer('/f', { body: rssOf('two') })
    await look(server.origin, { settings: { headers: { 'X-Key': 'secret' } } })
    expect(server.asked('/f')[0]).toHaveProperty('x-key', 'secret')
    expect(other.requests.some((request) => 'x-key' in request.headers)).toBe(false)
  })

  it.each([
    ['a server of Socket.IO', (origin: string) => `<script src="${origin}/socket.io/socket.io.js"></script>`],
    ['a camera', (origin: string) => `<img src="${origin}/video.mjpg">`],
    ['a Bayeux server', (origin: string) => `<script src="${origin}/faye/client.js"></script>`],
    ['a hub', () => '<script src="signalr.js"></script><script>withUrl("/hub")</script>'],
  ])('asks nothing of another place that a page names as %s', async (_, named) => {
    const other = await startFeedServer()
    closing.unshift(() => other.close())
    const every = createWires({ clock: hastyClock })
    closing.unshift(() => every.close())
    server.answer('/', page(named(other.origin)))
    await every.detect(server.origin, {
      settings: { headers: { 'X-Key': 'secret' } },
      signal: new AbortController().signal,
    })
    expect(server.requests.length).toBeGreaterThan(0)
    expect(other.requests).toEqual([])
  })

  it('believes a permanent redirect at once, except with secrets', async () => {
    server.answer('/old', { status: 301, headers: { Location: '/new' } })
    server.answer('/new', { body: rssOf('one') })
    expect((await look(`${server.origin}/old`)).candidates[0]?.url).toBe(`${server.origin}/new`)
    const secret = await look(`${server.origin}/old`, { settings: { headers: { 'X-Key': 'secret' } } })
    expect(secret.candidates[0]?.url).toBe(`${server.origin}/old`)
  })

  it('stops at once when nobody wants to know any more', async () => {
    const stream = await startStream(() => undefined)
    const stop = new AbortController()
    const found = look(stream.origin, { signal: stop.signal })
    const ended = expect(found).rejects.toThrow('closed')
    await expect.poll(() => stream.requests.length).toBe(1)
    stop.abort(new Error('closed'))
    await ended
    await stream.deserted()
  })
})
