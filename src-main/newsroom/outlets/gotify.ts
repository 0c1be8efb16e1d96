import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { DEMO_FOLDER, GREETING_STORIES, HISTORY_STORIES, pathOf, queryOf, type Desk, type OpenOutlet } from '../outlet'
import { pictureAddress, storyAddress } from '../rendering'
import { openSockets } from '../sockets'
import { latestStories, storiesBetween, type Story } from '../wire'

const BASE = '/gotify/'
/** Everybody on this machine may read the newswire; the token is there because Gotify has one. */
const TOKEN = 'CLumenWireDemo1'
const DESKS = ['City', 'Harbour', 'Science', 'Culture', 'Sport', 'Business', 'Weather', 'Transport'] as const
const MAX_PAGE = 200

/** The newswire as the messages of a Gotify server: each desk is an application, pages below the socket. */
export const openGotifyOutlet: OpenOutlet = (desk) => {
  const sockets = openSockets(`${BASE}stream`, () => undefined)
  return {
    channels: () => [
      {
        url: desk.origin + BASE,
        kind: 'gotify',
        title: 'Gotify · Lumen Wire',
        folder: DEMO_FOLDER,
        settings: { options: { token: TOKEN } },
      },
    ],
    handle(request, response) {
      const path = pathOf(request)
      if (!path.startsWith(BASE)) return false
      return serve(desk, request, response, path.slice(BASE.length))
    },
    upgrade(request, socket, head) {
      if (pathOf(request) !== `${BASE}stream`) return false
      if (isLetIn(request)) return sockets.upgrade(request, socket, head)
      turnAway(socket)
      return true
    },
    publish: (story) => {
      sockets.send(JSON.stringify(message(desk, story)))
    },
    close: sockets.close,
  }
}

function serve(desk: Desk, request: IncomingMessage, response: ServerResponse, path: string): boolean {
  switch (path) {
    case '':
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(WEB_PAGE)
      return true
    case 'version':
      answer(response, 200, { version: '2.0.0', commit: 'lumen', buildDate: '2026-01-01-00:00:00' })
      return true
    case 'health':
      answer(response, 200, { health: 'green', database: 'green' })
      return true
    case 'stream':
      // Without the wish for a socket.
      response.setHeader('Sec-WebSocket-Version', '13')
      answer(response, isLetIn(request) ? 400 : 401, isLetIn(request) ? 'Bad Request' : UNAUTHORIZED)
      return true
    case 'application':
    case 'message':
      if (!isLetIn(request)) answer(response, 401, UNAUTHORIZED)
      else answer(response, 200, path === 'message' ? page(desk, queryOf(request)) : APPLICATIONS)
      return true
    default:
      return false
  }
}

const WEB_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Gotify</title></head>
<body><p>The demo newsroom by Gotify's protocol. Its client token is <code>${TOKEN}</code>.</p></body></html>
`
const APPLICATIONS = DESKS.map((name, index) => ({
  id: index + 1,
  name: `${name} desk`,
  description: '',
  internal: false,
  image: 'static/defaultapp.png',
}))
const UNAUTHORIZED = {
  error: 'Unauthorized',
  errorCode: 401,
  errorDescription: 'you need to provide a valid access token or user credentials to access this api',
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' })
  response.end(JSON.stringify(value))
}

function isLetIn(request: IncomingMessage): boolean {
  const bearer = request.headers.authorization?.replace(/^Bearer /, '')
  return [request.headers['x-gotify-key'], queryOf(request).get('token'), bearer].includes(TOKEN)
}

function turnAway(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}

/** Newest first. Without `since` as many as newcomers are greeted with, else what is older, as far as is remembered. */
function page({ clock, origin }: Desk, query: URLSearchParams): object {
  const limit = Math.min(MAX_PAGE, Math.max(1, Number(query.get('limit')) || 100))
  const below = Number(query.get('since')) || 0
  const now = clock.now()
  const remembered = storiesBetween(0, below === 0 ? now : Math.min(below - 1, now), HISTORY_STORIES)
  const oldest = latestStories(now, HISTORY_STORIES)[0]?.publishedAt ?? now
  const stories = remembered.filter(({ publishedAt }) => publishedAt >= oldest).reverse()
  // A newcomer is greeted with a few, and may read on; whoever comes back pages down to where it was.
  const shown = stories.slice(0, below === 0 ? Math.min(limit, GREETING_STORIES) : limit)
  const since = shown.length < stories.length ? Number(shown.at(-1)?.id ?? 0) : 0
  return {
    paging: {
      size: shown.length,
      limit,
      since,
      ...(since > 0 && { next: `${origin}${BASE}message?limit=${limit}&since=${since}` }),
    },
    messages: shown.map((story) => message({ origin }, story)),
  }
}

/** Numbers rise with time, so the moment of publishing serves as one. */
function message({ origin }: Pick<Desk, 'origin'>, story: Story): object {
  const picture = pictureAddress(origin, story)
  return {
    id: Number(story.id),
    appid:
      Math.max(
        0,
        DESKS.findIndex((name) => name === story.categories[0]),
      ) + 1,
    title: story.headline,
    message: story.lead,
    priority: story.urgent ? 10 : 5,
    date: new Date(story.publishedAt).toISOString(),
    extras: {
      'client::notification': {
        click: { url: storyAddress(origin, story) },
        ...(picture !== null && { bigImageUrl: picture }),
      },
    },
  }
}
