import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  DEMO_FOLDER,
  GREETING_STORIES,
  HISTORY_STORIES,
  join,
  pathOf,
  repeat,
  write,
  type Desk,
  type OpenOutlet,
} from '../outlet'
import { storyAsJson } from '../rendering'
import { latestStories, storiesBetween, type Story } from '../wire'

const PATH = '/wire/sse'
const COMMENT_EVERY_MS = 15_000
/** What a stream tells its readers to wait before they return. */
const RETRY_MS = 2_000

/** The newswire as server-sent events, with half an hour of history for those who come back. */
export const openSseOutlet: OpenOutlet = (desk) => {
  const listeners = new Set<ServerResponse>()
  const stop = repeat(desk.clock, COMMENT_EVERY_MS, () => {
    for (const listener of listeners) write(listener, ': the wire is quiet\n\n')
  })
  return {
    channels: () => [{ url: desk.origin + PATH, kind: 'sse', title: 'Stream · Lumen Wire', folder: DEMO_FOLDER }],
    handle(request, response) {
      if (pathOf(request) !== PATH) return false
      if (greet(desk, request, response)) join(listeners, response)
      return true
    },
    publish(story, json) {
      for (const listener of listeners) write(listener, storyAsEvent(story, json))
    },
    close() {
      stop()
      for (const listener of listeners) listener.end()
    },
  }
}

/** Sends what the reader missed since its Last-Event-ID; without one, the newest few. False: it only asked for the head. */
function greet({ clock, origin }: Desk, request: IncomingMessage, response: ServerResponse): boolean {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD') {
    response.end()
    return false
  }
  const now = clock.now()
  const last = request.headers['last-event-id']
  const missed =
    typeof last === 'string' && /^\d{1,15}$/.test(last)
      ? storiesBetween(Number(last), now, HISTORY_STORIES)
      : latestStories(now, GREETING_STORIES)
  write(response, `retry: ${String(RETRY_MS)}\n: the Lumen Wire, an invented newswire\n\n`)
  for (const story of missed) write(response, storyAsEvent(story, storyAsJson(origin, story)))
  return true
}

function storyAsEvent(story: Story, json: string): string {
  return `event: ${story.urgent ? 'urgent' : 'story'}\nid: ${story.id}\ndata: ${json}\n\n`
}
