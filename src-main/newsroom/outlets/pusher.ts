import type { WebSocket } from 'ws'
import { DEMO_FOLDER, GREETING_STORIES, queryOf, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { openSockets, sendTo } from '../sockets'
import { latestStories } from '../wire'

const PATH = '/wire/app/lumen'
/** The public channel of the newswire, and the one that remembers its last story. */
const CHANNELS: ReadonlySet<string> = new Set(['wire', 'cache-wire'])
const EVENT = 'story'
const ACTIVITY_TIMEOUT_SECONDS = 60

/** The newswire as an application of the Pusher protocol 7. Newcomers of a channel get the latest stories. */
export const openPusherOutlet: OpenOutlet = ({ clock, origin }) => {
  const subscriptions = new Map<WebSocket, Set<string>>()
  let serial = 0

  const message = (event: string, data: string, channel?: string): string =>
    JSON.stringify({ event, ...(channel !== undefined && { channel }), data })

  function heard(client: WebSocket, subscribed: Set<string>, text: string): void {
    const { event, channel } = readMessage(text)
    if (event === 'pusher:ping') return sendTo(client, message('pusher:pong', '{}'))
    if (event === 'pusher:unsubscribe') return void subscribed.delete(channel)
    if (event !== 'pusher:subscribe' || subscribed.has(channel)) return
    if (!CHANNELS.has(channel)) {
      const error = JSON.stringify({ code: null, message: 'The Lumen Wire has no such channel' })
      return sendTo(client, message('pusher:error', error))
    }
    subscribed.add(channel)
    sendTo(client, message('pusher_internal:subscription_succeeded', '{}', channel))
    const count = channel.startsWith('cache-') ? 1 : GREETING_STORIES
    for (const story of latestStories(clock.now(), count)) {
      sendTo(client, message(EVENT, storyAsJson(origin, story), channel))
    }
  }

  const sockets = openSockets(PATH, (client, request) => {
    if (queryOf(request).get('protocol') !== '7') return client.close(4007, 'Unsupported protocol version')
    const subscribed = new Set<string>()
    subscriptions.set(client, subscribed)
    client.on('close', () => subscriptions.delete(client))
    client.on('message', (data: Buffer) => heard(client, subscribed, data.toString('utf8')))
    serial += 1
    const about = { socket_id: `${String(serial)}.${String(serial)}`, activity_timeout: ACTIVITY_TIMEOUT_SECONDS }
    sendTo(client, message('pusher:connection_established', JSON.stringify(about)))
  })

  return {
    channels: () => [
      {
        url: origin.replace(/^http/, 'ws') + PATH,
        kind: 'pusher',
        title: 'Pusher · Lumen Wire',
        folder: DEMO_FOLDER,
        settings: { options: { channels: 'wire' } },
      },
    ],
    upgrade: sockets.upgrade,
    publish(_, json) {
      for (const [client, subscribed] of subscriptions) {
        for (const channel of subscribed) sendTo(client, message(EVENT, json, channel))
      }
    },
    close: sockets.close,
  }
}

function readMessage(text: string): { event: string; channel: string } {
  try {
    const { event, data } = JSON.parse(text) as { event?: unknown; data?: { channel?: unknown } | null }
    return { event: String(event), channel: String(data?.channel) }
  } catch (error) {
    // Nothing a client says wrongly is of interest.
    if (error instanceof SyntaxError || error instanceof TypeError) return { event: '', channel: '' }
    throw error
  }
}
