import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { DEMO_POLL_MINUTES, type NewChannel } from '@contract/index'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Clock, Newsroom, Random } from '../core/ports'
import { createExchange } from './exchange'
import { openPublisher } from './publisher'
import { storyAsJson } from './rendering'
import { latestStories, nextStoryAt, storiesBetween, type Story } from './wire'

/** Where the newsroom likes to live; subscriptions made to it then survive a restart unchanged. */
export const PREFERRED_NEWSROOM_PORT = 7718
export const DEMO_FOLDER = 'Demo newsroom'

/** Stories a returning stream can catch up on: about half an hour. */
const HISTORY_STORIES = 160
/** Stories a new listener is greeted with, so that nobody looks at an empty list. */
const GREETING_STORIES = 5
const COMMENT_EVERY_MS = 15_000
const QUOTE_EVERY_MS = 3_000
/** What a stream tells its readers to wait before they return. */
const RETRY_MS = 2_000
/** A listener that has so much unread is let go; it can come back and catch up. */
const MAX_BACKLOG_BYTES = 1024 * 1024

export interface NewsroomOptions {
  clock: Clock
  /** Moves the prices of the exchange. The stories depend on the clock alone. */
  random: Random
  /** Exactly this port, 0 for any. Omitted: the preferred port, or any when that is taken. */
  port?: number
}

export interface DemoNewsroom extends Newsroom {
  /** `http://127.0.0.1:PORT` while it runs, else null. */
  readonly origin: string | null
}

interface Running {
  origin: string
  close(): Promise<void>
}

/** The embedded publisher: one invented newswire as stream, socket and feed, and quotes as a socket. Rejects when the port is taken. */
export function createNewsroom(options: NewsroomOptions): DemoNewsroom {
  let running: Promise<Running> | null = null
  let origin: string | null = null
  return {
    get origin() {
      return origin
    },
    async start() {
      running ??= open(options)
      try {
        origin = (await running).origin
      } catch (error) {
        running = null
        throw error
      }
      return channelsAt(origin)
    },
    async stop() {
      const ending = running
      running = null
      origin = null
      if (ending !== null) await (await ending).close()
    },
  }
}

function channelsAt(origin: string): NewChannel[] {
  const socketOrigin = origin.replace(/^http/, 'ws')
  const quoteMapping = { key: '/symbol', title: '/title', publishedAt: '/time' }
  return [
    { url: `${origin}/wire/sse`, kind: 'sse', title: 'Stream · Lumen Wire', folder: DEMO_FOLDER },
    { url: `${socketOrigin}/wire/socket`, kind: 'websocket', title: 'Socket · Lumen Wire', folder: DEMO_FOLDER },
    {
      url: `${origin}/wire/feed.xml`,
      kind: 'feed',
      title: 'Polled feed · Lumen Wire',
      folder: DEMO_FOLDER,
      settings: { pollMinutes: DEMO_POLL_MINUTES },
    },
    {
      url: `${socketOrigin}/quotes`,
      kind: 'websocket',
      title: 'Quotes · Lumen Exchange',
      folder: DEMO_FOLDER,
      settings: { mapping: quoteMapping, notify: 'none' },
    },
  ]
}

async function open({ clock, random, port }: NewsroomOptions): Promise<Running> {
  const streams = new Set<ServerResponse>()
  const wireSockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })
  const quoteSockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })
  const exchange = createExchange(random)

  const publisher = await openPublisher(
    {
      now: () => clock.now(),
      channels: (at) => channelsAt(at).map(({ url, title }) => ({ url, title: title ?? url })),
      stream(request, response) {
        greetStream(publisher.origin, clock.now(), request, response)
        streams.add(response)
        response.once('close', () => streams.delete(response))
      },
      upgrade(request, socket, head) {
        const path = (request.url ?? '').split('?')[0]
        const sockets = path === '/wire/socket' ? wireSockets : path === '/quotes' ? quoteSockets : null
        if (sockets === null) refuseUpgrade(socket)
        else sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
      },
    },
    port === undefined ? [PREFERRED_NEWSROOM_PORT, 0] : [port],
  )

  wireSockets.on('connection', (client) => {
    welcome(client)
    for (const story of latestStories(clock.now(), GREETING_STORIES)) client.send(storyAsJson(publisher.origin, story))
  })
  quoteSockets.on('connection', (client) => {
    welcome(client)
    client.send(JSON.stringify(exchange.next(clock.now())))
  })

  const stops = [
    publishStories(clock, (story) => {
      const json = storyAsJson(publisher.origin, story)
      for (const stream of streams) write(stream, storyAsEvent(story, json))
      for (const client of wireSockets.clients) send(client, json)
    }),
    repeat(clock, QUOTE_EVERY_MS, () => {
      const quote = JSON.stringify(exchange.next(clock.now()))
      for (const client of quoteSockets.clients) send(client, quote)
    }),
    repeat(clock, COMMENT_EVERY_MS, () => {
      for (const stream of streams) write(stream, ': the wire is quiet\n\n')
    }),
  ]

  return {
    origin: publisher.origin,
    async close() {
      for (const stop of stops) stop()
      for (const stream of streams) stream.end()
      for (const client of [...wireSockets.clients, ...quoteSockets.clients]) client.terminate()
      await publisher.close()
    },
  }
}

/** Calls for every story at its time, and for each one that fell due while the machine slept. */
function publishStories(clock: Clock, publish: (story: Story) => void): () => void {
  let told = clock.now()
  let cancel = (): void => undefined
  const plan = (): void => {
    cancel = clock.after(Math.max(1, nextStoryAt(told) - clock.now()), () => {
      const now = clock.now()
      for (const story of storiesBetween(told, now, HISTORY_STORIES)) publish(story)
      told = Math.max(told, now)
      plan()
    })
  }
  plan()
  return () => {
    cancel()
  }
}

function repeat(clock: Clock, milliseconds: number, call: () => void): () => void {
  let cancel = (): void => undefined
  const plan = (): void => {
    cancel = clock.after(milliseconds, () => {
      call()
      plan()
    })
  }
  plan()
  return () => {
    cancel()
  }
}

/** Sends what the reader missed since its Last-Event-ID; without one, the newest few. */
function greetStream(origin: string, now: number, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const last = request.headers['last-event-id']
  const missed =
    typeof last === 'string' && /^\d{1,15}$/.test(last)
      ? storiesBetween(Number(last), now, HISTORY_STORIES)
      : latestStories(now, GREETING_STORIES)
  write(response, `retry: ${String(RETRY_MS)}\n: the Lumen Wire, an invented newswire\n\n`)
  for (const story of missed) write(response, storyAsEvent(story, storyAsJson(origin, story)))
}

function storyAsEvent(story: Story, json: string): string {
  return `event: ${story.urgent ? 'urgent' : 'story'}\nid: ${story.id}\ndata: ${json}\n\n`
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy()
  else response.write(text)
}

function send(client: WebSocket, text: string): void {
  if (client.bufferedAmount > MAX_BACKLOG_BYTES) client.terminate()
  else client.send(text)
}

/** What a client sends is of no interest, but an unheard 'error' would end the process. */
function welcome(client: WebSocket): void {
  client.on('error', () => {
    client.terminate()
  })
}

function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}
