import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createHash } from 'node:crypto'
import { pictureOf } from './picture'
import { FEED_TTL_MINUTES, indexPage, storiesAsFeed, storyPage } from './rendering'
import { latestStories, storyWithId } from './wire'

/** Stories in the feed. About five minutes of news: whoever polls more slowly misses some, as in life. */
const FEED_STORIES = 30

export interface PublisherPages {
  now(): number
  channels(origin: string): { url: string; title: string }[]
  stream(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** The newsroom's pages over plain HTTP on the loopback address. `ports` are tried in order; 0 is any free one. */
export async function openPublisher(
  pages: PublisherPages,
  ports: readonly number[],
): Promise<{ origin: string; close(): Promise<void> }> {
  let origin = ''
  const server = createServer((request, response) => {
    answer(pages, origin, request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    pages.upgrade(request, socket, head)
  })
  const port = await listenOnFirst(server, ports)
  origin = `http://127.0.0.1:${String(port)}`
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function listenOnFirst(server: Server, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      return await listen(server, port)
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!inUse || index === ports.length - 1) throw error
    }
  }
  throw new RangeError('no port to listen on was named')
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      // A listening TCP server has an AddressInfo; the string form is for pipes.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function answer(pages: PublisherPages, origin: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain' }).end('Only GET and HEAD.\n')
    return
  }
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/wire/sse') {
    pages.stream(request, response)
    return
  }
  if (path === '/wire/feed.xml') {
    answerFeed(pages.now(), origin, request, response)
    return
  }
  if (path === '/') {
    sendText(request, response, 'text/html; charset=utf-8', indexPage(origin, pages.channels(origin)))
    return
  }
  const [, kind, id] = /^\/(story|picture)\/(\d+)(?:\.svg)?$/.exec(path) ?? []
  const story = id === undefined ? null : storyWithId(id)
  if (story === null || story.publishedAt > pages.now()) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The Lumen Wire has no such page.\n')
  } else if (kind === 'picture') {
    sendText(request, response, 'image/svg+xml', pictureOf(story))
  } else {
    sendText(request, response, 'text/html; charset=utf-8', storyPage(origin, story))
  }
}

/** RFC 9110 section 13: If-None-Match wins over If-Modified-Since. */
function answerFeed(now: number, origin: string, request: IncomingMessage, response: ServerResponse): void {
  const stories = latestStories(now, FEED_STORIES)
  const document = storiesAsFeed(origin, stories)
  const tag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`
  const changedAt = new Date(stories.at(-1)?.publishedAt ?? now)
  response.setHeader('ETag', tag)
  response.setHeader('Last-Modified', changedAt.toUTCString())
  response.setHeader('Cache-Control', `max-age=${String(FEED_TTL_MINUTES * 60)}`)
  const asked = request.headers['if-none-match']
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  const known =
    asked === undefined
      ? Math.floor(changedAt.getTime() / 1000) * 1000 <= since
      : asked.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
  if (known) response.writeHead(304).end()
  else sendText(request, response, 'application/rss+xml; charset=utf-8', document)
}

function sendText(request: IncomingMessage, response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : text)
}
