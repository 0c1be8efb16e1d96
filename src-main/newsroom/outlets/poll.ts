import { createHash } from 'node:crypto'
import { DEMO_POLL_MINUTES } from '@contract/index'
import { DEMO_FOLDER, pathOf, type OpenOutlet } from '../outlet'
import { sendText } from '../pages'
import { FEED_TTL_MINUTES, storyAsJson } from '../rendering'
import { latestStories } from '../wire'

const PATH = '/wire/latest.json'
/** About five minutes of news: whoever polls more slowly misses some, as in life. */
const LATEST_STORIES = 30

/** The newest stories as a JSON document that is no feed, as pages of the Ajax days asked for it (RFC 9110 section 13). */
export const openPollOutlet: OpenOutlet = ({ clock, origin }) => ({
  channels: () => [
    {
      url: origin + PATH,
      kind: 'poll',
      title: 'Ajax poll · Lumen Wire',
      folder: DEMO_FOLDER,
      settings: { pollMinutes: DEMO_POLL_MINUTES, options: { itemsPath: '/stories' } },
    },
  ],
  handle(request, response) {
    if (pathOf(request) !== PATH) return false
    const stories = latestStories(clock.now(), LATEST_STORIES)
    const newestFirst = [...stories].reverse().map((story) => storyAsJson(origin, story))
    const document = `{"wire":"The Lumen Wire","stories":[${newestFirst.join(',')}]}`
    const tag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`
    response.setHeader('ETag', tag)
    response.setHeader('Cache-Control', `max-age=${String(FEED_TTL_MINUTES * 60)}`)
    const asked = request.headers['if-none-match']
    const isKnown = asked?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) === true
    if (isKnown) response.writeHead(304).end()
    else sendText(request, response, 'application/json', document)
    return true
  },
  close: () => undefined,
})
