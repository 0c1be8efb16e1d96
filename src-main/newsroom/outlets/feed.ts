import { createHash } from 'node:crypto'
import { DEMO_POLL_MINUTES } from '@contract/index'
import { DEMO_FOLDER, pathOf, type OpenOutlet } from '../outlet'
import { sendText } from '../pages'
import { FEED_TTL_MINUTES, storiesAsFeed } from '../rendering'
import { latestStories } from '../wire'

const PATH = '/wire/feed.xml'
/** About five minutes of news: whoever polls more slowly misses some, as in life. */
const FEED_STORIES = 30

/** The polled contrast: an RSS feed that answers conditional requests (RFC 9110 section 13). */
export const openFeedOutlet: OpenOutlet = ({ clock, origin }) => ({
  channels: () => [
    {
      url: origin + PATH,
      kind: 'feed',
      title: 'Polled feed · Lumen Wire',
      folder: DEMO_FOLDER,
      settings: { pollMinutes: DEMO_POLL_MINUTES },
    },
  ],
  handle(request, response) {
    if (pathOf(request) !== PATH) return false
    const now = clock.now()
    const stories = latestStories(now, FEED_STORIES)
    const document = storiesAsFeed(origin, stories)
    const tag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`
    const changedAt = new Date(stories.at(-1)?.publishedAt ?? now)
    response.setHeader('ETag', tag)
    response.setHeader('Last-Modified', changedAt.toUTCString())
    response.setHeader('Cache-Control', `max-age=${String(FEED_TTL_MINUTES * 60)}`)
    const asked = request.headers['if-none-match']
    const since = Date.parse(request.headers['if-modified-since'] ?? '')
    // If-None-Match wins over If-Modified-Since.
    const known =
      asked === undefined
        ? Math.floor(changedAt.getTime() / 1000) * 1000 <= since
        : asked.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
    if (known) response.writeHead(304).end()
    else sendText(request, response, 'application/rss+xml; charset=utf-8', document)
    return true
  },
  close: () => undefined,
})
