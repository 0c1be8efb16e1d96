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
import { storyAsJson } from '../rendering'
import { latestStories, storiesBetween } from '../wire'

const PATH = '/wire/lines'
/** An empty line: nothing to read, but a sign of life (CouchDB's continuous changes do the same). */
const HEARTBEAT_EVERY_MS = 15_000

/** The newswire as one endless answer of JSON lines; `?since=` is the date of the last story that was read. */
export const openHttpStreamOutlet: OpenOutlet = (desk) => {
  const listeners = new Set<ServerResponse>()
  const stop = repeat(desk.clock, HEARTBEAT_EVERY_MS, () => {
    for (const listener of listeners) write(listener, '\n')
  })
  return {
    channels: () => [
      {
        url: desk.origin + PATH,
        kind: 'stream',
        title: 'HTTP stream · Lumen Wire',
        folder: DEMO_FOLDER,
        settings: { options: { framing: 'ndjson', resumeBy: 'query', resumeName: 'since', resumePointer: '/date' } },
      },
    ],
    handle(request, response) {
      if (pathOf(request) !== PATH) return false
      if (greet(desk, request, response)) join(listeners, response)
      return true
    },
    publish(_story, json) {
      for (const listener of listeners) write(listener, `${json}\n`)
    },
    close() {
      stop()
      for (const listener of listeners) listener.end()
    },
  }
}

/** Sends what the reader missed; without a place to go on from, the newest few. False: it only asked for the head. */
function greet({ clock, origin }: Desk, request: IncomingMessage, response: ServerResponse): boolean {
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  if (request.method === 'HEAD') {
    response.end()
    return false
  }
  response.flushHeaders()
  const now = clock.now()
  const since = Date.parse(queryOf(request).get('since') ?? '')
  const stories = Number.isNaN(since)
    ? latestStories(now, GREETING_STORIES)
    : storiesBetween(since, now, HISTORY_STORIES)
  for (const story of stories) write(response, `${storyAsJson(origin, story)}\n`)
  return true
}
