import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  DEMO_FOLDER,
  GREETING_STORIES,
  HISTORY_STORIES,
  join,
  pathOf,
  queryOf,
  repeat,
  write,
  type Desk,
  type OpenOutlet,
} from '../outlet'
import { pictureAddress, storyAddress } from '../rendering'
import { latestStories, storiesBetween, storyWithId, type Story } from '../wire'

const TOPIC = 'wire-news'
const APPLAUSE_PATH = `/${TOPIC}/applause`
/** As ntfy's own server does. */
const KEEPALIVE_EVERY_MS = 45_000
const CACHED_MS = 12 * 60 * 60_000
/** The emoji of a desk. */
const DESKS: ReadonlyMap<string, string> = new Map([
  ['City', 'classical_building'],
  ['Harbour', 'anchor'],
  ['Science', 'microscope'],
  ['Culture', 'performing_arts'],
  ['Sport', 'soccer'],
  ['Business', 'chart_with_upwards_trend'],
  ['Weather', 'partly_sunny'],
  ['Transport', 'ferry'],
])

/** The newswire as a topic of an ntfy server: the JSON stream with `since` and `poll`, and a button that is answered. */
export const openNtfyOutlet: OpenOutlet = (desk) => {
  const listeners = new Set<ServerResponse>()
  const stop = repeat(desk.clock, KEEPALIVE_EVERY_MS, () => {
    for (const listener of listeners) write(listener, line(signal(desk, 'keepalive')))
  })
  let applause = 0
  return {
    channels: () => [{ url: `${desk.origin}/${TOPIC}`, kind: 'ntfy', title: 'ntfy · Lumen Wire', folder: DEMO_FOLDER }],
    handle(request, response) {
      switch (pathOf(request)) {
        case `/${TOPIC}`:
          answer(response, 'text/html; charset=utf-8', WEB_PAGE)
          return true
        case '/v1/health':
          answer(response, 'application/json', '{"healthy":true}\n')
          return true
        case `/${TOPIC}/json`:
          if (subscribe(desk, request, response)) join(listeners, response)
          return true
        case APPLAUSE_PATH:
          if (request.method !== 'POST') return false
          applause += 1
          request.resume()
          answer(response, 'application/json', JSON.stringify({ applause }))
          return true
        default:
          return false
      }
    },
    publish(story) {
      for (const listener of listeners) write(listener, line(message(desk, story)))
    },
    close() {
      stop()
      for (const listener of listeners) listener.end()
    },
  }
}

const WEB_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>ntfy</title></head>
<body><p>A topic of the demo newsroom: subscribe to it with Crier or with ntfy's own clients.</p></body></html>
`

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' })
  response.end(body)
}

/** Sends what was asked for; false: that was all (`poll`, or only the head). */
function subscribe(desk: Desk, request: IncomingMessage, response: ServerResponse): boolean {
  const query = queryOf(request)
  const isPoll = query.get('poll') === '1'
  const stories = wanted(query.get('since') ?? (isPoll ? 'all' : 'none'), desk.clock.now())
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD') {
    response.end()
    return false
  }
  if (!isPoll) write(response, line(signal(desk, 'open')))
  for (const story of stories) write(response, line(message(desk, story)))
  if (isPoll) response.end()
  return !isPoll
}

/** `all` and spans of time are what newcomers ask with; an id or a moment is where somebody was before. */
function wanted(since: string, now: number): Story[] {
  const after = (moment: number): Story[] => storiesBetween(Math.max(moment, now - CACHED_MS), now, HISTORY_STORIES)
  if (since === 'none') return []
  if (since === 'latest') return latestStories(now, 1)
  if (storyWithId(since) !== null) return after(Number(since))
  // Unix seconds, the moment itself included.
  if (/^\d{1,11}$/.test(since)) return after(Number(since) * 1000 - 1)
  return latestStories(now, GREETING_STORIES)
}

function message({ origin }: Desk, story: Story): object {
  const address = storyAddress(origin, story)
  const picture = pictureAddress(origin, story)
  const [desk = ''] = story.categories
  return {
    id: story.id,
    time: Math.floor(story.publishedAt / 1000),
    expires: Math.floor((story.publishedAt + CACHED_MS) / 1000),
    event: 'message',
    topic: TOPIC,
    title: story.headline,
    message: story.lead,
    ...(story.urgent && { priority: 5 }),
    tags: [...(story.urgent ? ['rotating_light'] : []), DESKS.get(desk) ?? 'newspaper', ...story.categories],
    click: address,
    ...(picture !== null && { attachment: { name: 'picture.svg', type: 'image/svg+xml', url: picture } }),
    actions: [
      { id: `${story.id}-v`, action: 'view', label: 'Read on', url: address, clear: false },
      {
        id: `${story.id}-h`,
        action: 'http',
        label: 'Applaud',
        url: origin + APPLAUSE_PATH,
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ story: story.id }),
        clear: true,
      },
    ],
  }
}

function signal({ clock }: Desk, event: 'open' | 'keepalive'): object {
  const now = clock.now()
  return { id: `${event}-${now.toString(36)}`, time: Math.floor(now / 1000), event, topic: TOPIC }
}

const line = (value: object): string => `${JSON.stringify(value)}\n`
