import { DEMO_FOLDER, GREETING_STORIES, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { openSockets } from '../sockets'
import { latestStories } from '../wire'

const PATH = '/wire/socket'

/** The newswire over a WebSocket, one JSON object a story. */
export const openWebSocketOutlet: OpenOutlet = ({ clock, origin }) => {
  const sockets = openSockets(PATH, (client) => {
    for (const story of latestStories(clock.now(), GREETING_STORIES)) client.send(storyAsJson(origin, story))
  })
  return {
    channels: () => [
      {
        url: origin.replace(/^http/, 'ws') + PATH,
        kind: 'websocket',
        title: 'Socket · Lumen Wire',
        folder: DEMO_FOLDER,
      },
    ],
    upgrade: sockets.upgrade,
    publish: (_, json) => {
      sockets.send(json)
    },
    close: sockets.close,
  }
}
