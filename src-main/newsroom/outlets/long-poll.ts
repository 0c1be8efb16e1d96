import type { ServerResponse } from 'node:http'
import { DEMO_FOLDER, GREETING_STORIES, HISTORY_STORIES, pathOf, queryOf, type Desk, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { latestStories, storiesBetween, type Story } from '../wire'

const PATH = '/wire/longpoll'
/** How long a question is held at most, and when the asker says nothing about it. Seconds. */
const MOST_HELD_SECONDS = 25
/** Questions held at once; this is a demo. */
const MAX_HELD = 200

interface Held {
  since: string
  stopTimer(): void
}

/**
 * The newswire as a long poll: `?since=STORY&wait=SECONDS` is held until there is a story after that one. The answer
 * names the place to go on at; without a place it comes at once, with the newest few.
 */
export const openLongPollOutlet: OpenOutlet = (desk) => {
  const { clock, origin } = desk
  const held = new Map<ServerResponse, Held>()

  function release(response: ServerResponse, stories: readonly Story[]): void {
    const since = held.get(response)?.since ?? ''
    forget(response)
    answer(desk, response, stories, since)
  }
  function forget(response: ServerResponse): void {
    held.get(response)?.stopTimer()
    held.delete(response)
  }

  return {
    channels: () => [
      {
        url: origin + PATH,
        kind: 'longpoll',
        title: 'Long poll · Lumen Wire',
        folder: DEMO_FOLDER,
        settings: {
          options: {
            cursorStyle: 'body',
            cursorPath: '/since',
            itemsPath: '/stories',
            waitIn: 'query',
            waitName: 'wait',
            waitSeconds: MOST_HELD_SECONDS,
          },
        },
      },
    ],
    handle(request, response) {
      if (pathOf(request) !== PATH) return false
      const query = queryOf(request)
      const since = query.get('since') ?? ''
      const now = clock.now()
      const missed = /^\d{1,15}$/.test(since)
        ? storiesBetween(Number(since), now, HISTORY_STORIES)
        : latestStories(now, GREETING_STORIES)
      const seconds = Math.min(Number(query.get('wait') ?? MOST_HELD_SECONDS) || 0, MOST_HELD_SECONDS)
      if (request.method !== 'GET' || missed.length > 0 || seconds <= 0 || held.size >= MAX_HELD) {
        answer(desk, response, missed, since)
        return true
      }
      const stopTimer = clock.after(seconds * 1000, () => {
        release(response, [])
      })
      held.set(response, { since, stopTimer })
      response.once('close', () => {
        forget(response)
      })
      return true
    },
    publish(story) {
      for (const response of [...held.keys()]) release(response, [story])
    },
    close() {
      for (const response of [...held.keys()]) release(response, [])
    },
  }
}

function answer({ origin }: Desk, response: ServerResponse, stories: readonly Story[], since: string): void {
  const items = stories.map((story) => storyAsJson(origin, story))
  const body = `{"since":${JSON.stringify(stories.at(-1)?.id ?? since)},"stories":[${items.join(',')}]}`
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}
