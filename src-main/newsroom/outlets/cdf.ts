import { DEMO_POLL_MINUTES } from '@contract/index'
import { sendDocument } from '../conditional'
import { DEMO_FOLDER, pathOf, type OpenOutlet } from '../outlet'
import { sendText } from '../pages'
import { pictureOf } from '../picture'
import { latestStories } from '../wire'
import { LOGO_PATH, storiesAsCdf } from './cdf-document'

const PATH = '/wire/channel.cdf'
const CHANNEL_STORIES = 30
/** Any number: the drawing of it is the channel's own from then on. */
const LOGO_NUMBER = '2613'

/** The newswire as channels were in 1997: a document of folders with a schedule, asked for now and then. */
export const openCdfOutlet: OpenOutlet = ({ clock, origin }) => ({
  channels: () => [
    {
      url: origin + PATH,
      kind: 'feed',
      title: 'Channel (CDF) · Lumen Wire',
      folder: DEMO_FOLDER,
      settings: { pollMinutes: DEMO_POLL_MINUTES },
    },
  ],
  handle(request, response) {
    const path = pathOf(request)
    if (path === LOGO_PATH) {
      sendText(request, response, 'image/svg+xml', pictureOf({ id: LOGO_NUMBER, headline: 'The Lumen Wire' }))
      return true
    }
    if (path !== PATH) return false
    const now = clock.now()
    const stories = latestStories(now, CHANNEL_STORIES)
    sendDocument(request, response, {
      type: 'application/x-cdf; charset=utf-8',
      text: storiesAsCdf(origin, stories),
      changedAt: new Date(stories.at(-1)?.publishedAt ?? now),
    })
    return true
  },
  close: () => undefined,
})
