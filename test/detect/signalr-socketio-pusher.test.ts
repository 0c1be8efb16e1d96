import { afterEach, describe, expect, it } from 'vitest'
import type { Detect } from '../../src-main/core/ports'
import { MAX_REQUESTS } from '../../src-main/detect/budget'
import { createDetect } from '../../src-main/detect/index'
import { pusherRecogniser } from '../../src-main/detect/recognisers/pusher'
import { signalRRecogniser } from '../../src-main/detect/recognisers/signalr'
import { socketIoRecogniser } from '../../src-main/detect/recognisers/socket-io'
import type { Evidence } from '../../src-main/detect/recogniser'
import { createHttpClient } from '../../src-main/transports/http'
import { createPusherTransport } from '../../src-main/transports/pusher'
import { createSignalRTransport } from '../../src-main/transports/signalr'
import { createSocketIoTransport } from '../../src-main/transports/socket-io'
import { createWebSocketTransport } from '../../src-main/transports/websocket'
import { startFeedServer } from '../servers/feed-server'
import { systemClock } from '../servers/recording-io'
import { startPusherPublisher } from '../servers/pusher-publisher'
import { startSignalRPublisher } from '../servers/signalr-publisher'
import { startSocketIoPublisher } from '../servers/socketio-publisher'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
function kept<T extends { close(): unknown }>(server: T): T {
  closing.push(() => server.close())
  return server
}
function detection(): Detect {
  const parts = { http: kept(createHttpClient()), clock: systemClock }
  return createDetect({
    ...parts,
    transports: {
      websocket: createWebSocketTransport(parts),
      signalr: createSignalRTransport(parts),
      socketio: createSocketIoTransport(parts),
      pusher: createPusherTransport(parts),
    },
  })
}
const look = (address: string, more: Partial<Parameters<Detect>[1]> = {}) =>
  detection()(address, { signal: new AbortController().signal, ...more })
const requestsIn = (steps: readonly string[]) => steps.filter((step) => /^(?:GET|POST|CONNECT) /.test(step)).length
const page = (body: string, finalUrl = 'https://site.example/news/'): Evidence => ({
  url: new URL(finalUrl),
  status: 200,
  finalUrl,
  header: () => 'text/html',
  start: new Uint8Array(),
  text: `<!doctype html><html><body>${body}</body></html>`,
  complete: true,
})

describe('a SignalR hub', () => {
  it.each(['/chatHub', '/hubs/news', '/quotes'])('is found at %s by what it says', async (path) => {
    const hub = kept(await startSignalRPublisher())
    const timer = setInterval(() => hub.send(['{"title":"Hello"}']), 20)
    closing.push(() => clearInterval(timer))
    const found = await look(hub.local.origin + path)
    expect(found.candidates).toMatchObject([
      {
        kind: 'signalr',
        url: hub.local.origin + path,
        facts: { format: 'SignalR', events: ['News'] },
        preview: [{ title: 'Hello' }, {}, {}, {}, {}],
      },
    ])
    expect(found.steps.join('\n')).toContain(`POST ${hub.local.origin}${path}/negotiate?negotiateVersion=1: 200`)
    expect(requestsIn(found.steps)).toBeLessThanOrEqual(MAX_REQUESTS)
  })

  it('of the old kind is refused politely', async () => {
    const hub = kept(await startSignalRPublisher())
    hub.negotiation('/signalr', { Url: '/signalr', ProtocolVersion: '1.5', ConnectionToken: 'x' })
    const found = await look(`${hub.local.origin}/signalr`)
    expect(found.candidates).toEqual([])
    expect(found.failure?.message).toContain('old ASP.NET SignalR')
  })

  it('is a hub on a socket address too, and named by a page', () => {
    expect(signalRRecogniser.byAddress?.(new URL('wss://a.example/newsHub?id=secret&room=5'))).toMatchObject({
      url: 'https://a.example/newsHub?room=5',
    })
    expect(signalRRecogniser.byAddress?.(new URL('https://github.example/hub.html'))).toBeNull()
    const guesses = signalRRecogniser.byPage?.(
      page(`<script>new signalR.HubConnectionBuilder().withUrl("/live").build()</script>`),
    )
    expect(guesses).toMatchObject([{ url: 'https://site.example/live', sureness: 'likely' }])
  })
})

describe('a Socket.IO server', () => {
  it('is known by its path, and confirmed', async () => {
    const server = kept(await startSocketIoPublisher())
    server.io.on('connection', (socket) => socket.emit('news', { title: 'Hello' }))
    const found = await look(`${server.local.origin}/socket.io/`)
    expect(found.candidates).toMatchObject([
      {
        kind: 'socketio',
        url: `${server.local.origin}/socket.io/`,
        facts: { events: ['news'] },
        preview: [{ title: 'Hello' }],
      },
    ])
    expect(requestsIn(found.steps)).toBeLessThanOrEqual(MAX_REQUESTS)
    const socket = await look(`${server.local.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    expect(socket.candidates[0]).toMatchObject({ kind: 'socketio', url: `${server.local.origin}/socket.io/` })
  })

  it('of version 2 is told from the newer ones', () => {
    const { confirm } = socketIoRecogniser.byAddress!(new URL('https://a.example/socket.io/'))!
    const read = (status: number, text: string) => confirm!.read({ status, text, header: () => null })
    expect(read(200, '96:0{"sid":"a","pingInterval":1}2:40')).toEqual({ options: { version: '2' } })
    expect(read(400, '{"code":5,"message":"Unsupported protocol version"}')).toEqual({ options: { version: '2' } })
    expect(read(400, '{"code":0,"message":"Transport unknown"}')).toEqual({})
    expect(read(200, '0{"sid":"a"}')).toEqual({})
    expect(read(200, '<html>')).toBeNull()
    expect(read(404, 'nothing')).toBeNull()
  })

  it('is named by a page: its own script, a copy of it, or a call', () => {
    const urls = (body: string) => socketIoRecogniser.byPage?.(page(body)).map(({ url }) => url)
    expect(urls('<script src="/app/socket.io/socket.io.js"></script>')).toEqual(['https://site.example/app/socket.io/'])
    expect(urls('<script defer src=https://cdn.socket.io/4.8.1/socket.io.min.js></script>')).toEqual([
      'https://site.example/socket.io/',
    ])
    expect(urls('<script>const s = io("wss://push.example/admin")</script>')).toEqual([
      'https://push.example/socket.io/',
    ])
    expect(urls('<p>socket.io</p>')).toEqual([])
  })

  it('is found from its page', async () => {
    const server = kept(await startSocketIoPublisher())
    const site = kept(await startFeedServer())
    site.answer('/', {
      headers: { 'Content-Type': 'text/html' },
      body: page(`<script>io("${server.local.origin}")</script>`).text,
    })
    const found = await look(site.origin)
    // A page does not lead into the user's own network: the server is on another origin, so it is not asked.
    expect(found.candidates).toEqual([])
    expect(server.local.requests).toEqual([])
  })
})

describe('a server of the Pusher protocol', () => {
  it('is offered by its address, and tried once a channel is named', async () => {
    const server = kept(await startPusherPublisher())
    const timer = setInterval(() => server.publish('news', 'story', { title: 'Hello' }), 20)
    closing.push(() => clearInterval(timer))
    const address = `${server.url('live')}?protocol=7&client=js&version=8`
    const bare = await look(address)
    expect(bare.candidates[0]).toMatchObject({ kind: 'pusher', url: server.url('live'), preview: [] })
    const named = await look(address, { settings: { options: { channels: 'news' } } })
    expect(named.candidates[0]).toMatchObject({ kind: 'pusher', facts: { events: ['story'] } })
    expect(named.candidates[0]!.preview[0]).toMatchObject({ title: 'Hello' })
  })

  it.each([
    ['wss://ws-eu.pusher.com/app/KEY?protocol=7&client=js', 'certain'],
    ['wss://ws-mt1.pusher.com/app/KEY', 'certain'],
    ['ws://127.0.0.1:6001/app/KEY', 'likely'],
    ['https://a.example/app/KEY?protocol=7', 'certain'],
    ['https://a.example/app/KEY', undefined],
    ['wss://a.example/other', undefined],
  ])('%s: %s', (address, sureness) => {
    expect(pusherRecogniser.byAddress?.(new URL(address))?.sureness).toBe(sureness)
  })

  it('is named by a page, with its public channels', () => {
    const guesses = (body: string, at?: string) => pusherRecogniser.byPage?.(page(`<script>${body}</script>`, at))
    const use = `p.subscribe('news').bind('story', f); p.subscribe("private-me")`
    expect(guesses(`const p = new Pusher('KEY', { cluster: 'eu' }); ${use}`)).toMatchObject([
      { url: 'wss://ws-eu.pusher.com/app/KEY', options: { channels: 'news' } },
    ])
    expect(
      guesses(
        `new Echo({ broadcaster: 'reverb', key: 'KEY', wsHost: window.location.hostname, wsPort: 8080 }); Echo.channel('news')`,
        'http://site.example/',
      ),
    ).toMatchObject([{ url: 'ws://site.example:8080/app/KEY', options: { channels: 'news' } }])
    expect(guesses(`new Pusher("KEY", { wsHost: "192.168.0.1", wsPort: 80 }); ${use}`)).toMatchObject([{ options: {} }])
    expect(guesses('new Pusher(key)')).toEqual([])
  })
})

describe('pages made to be slow', () => {
  it.each(['<script ', 'new Pusher("', 'new Echo({', '.withUrl("', 'io("http://', '.subscribe("'])(
    '%s, over and over',
    (part) => {
      const evidence = page(part.repeat(200_000))
      const began = performance.now()
      for (const recogniser of [signalRRecogniser, socketIoRecogniser, pusherRecogniser]) recogniser.byPage?.(evidence)
      expect(performance.now() - began).toBeLessThan(3_000)
    },
  )
})
