import { DEMO_POLL_MINUTES } from '@contract/index'
import { sendDocument } from '../conditional'
import { DEMO_FOLDER, pathOf, type OpenOutlet } from '../outlet'
import { storiesAsFeed } from '../rendering'
import { latestStories } from '../wire'

const PATH = '/wire/feed.xml'
/** About five minutes of news: whoever polls more slowly misses some, as in life. */
const FEED_STORIES = 30

/** The polled contrast: an RSS feed that answers conditional requests. */
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
    sendDocument(request, response, {
      type: 'application/rss+xml; charset=utf-8',
      text: storiesAsFeed(origin, stories),
      changedAt: new Date(stories.at(-1)?.publishedAt ?? now),
    })
    return true
  },
  close: () => undefined,
})
