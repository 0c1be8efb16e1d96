import type { Duplex } from 'node:stream'
import type { NewChannel } from '@contract/index'
import type { Clock, Newsroom, Random } from '../core/ports'
import { HISTORY_STORIES, type Outlet } from './outlet'
import { OUTLETS } from './outlets'
import { answerPage } from './pages'
import { openPublisher } from './publisher'
import { storyAsJson } from './rendering'
import { nextStoryAt, storiesBetween, type Story } from './wire'

/** Where the newsroom likes to live; subscriptions made to it then survive a restart unchanged. */
export const PREFERRED_NEWSROOM_PORT = 7718

export interface NewsroomOptions {
  clock: Clock
  /** Moves the prices of the exchange. The stories depend on the clock alone. */
  random: Random
  /** Exactly this port, 0 for any. Omitted: the preferred port, or any when that is taken. */
  port?: number
}

export interface DemoNewsroom extends Newsroom {
  /** `http://127.0.0.1:PORT` while it runs, else null. */
  readonly origin: string | null
}

interface Running {
  origin: string
  channels: NewChannel[]
  close(): Promise<void>
}

/** The embedded publisher: one invented newswire by every technique, and quotes. Rejects when the port is taken. */
export function createNewsroom(options: NewsroomOptions): DemoNewsroom {
  let running: Promise<Running> | null = null
  let origin: string | null = null
  return {
    get origin() {
      return origin
    },
    async start() {
      running ??= open(options)
      try {
        const opened = await running
        origin = opened.origin
        return opened.channels
      } catch (error) {
        running = null
        throw error
      }
    },
    async stop() {
      const ending = running
      running = null
      origin = null
      if (ending !== null) await (await ending).close()
    },
  }
}

async function open({ clock, random, port }: NewsroomOptions): Promise<Running> {
  const publisher = await openPublisher(port === undefined ? [PREFERRED_NEWSROOM_PORT, 0] : [port])
  const { origin } = publisher
  const outlets: Outlet[] = OUTLETS.map((openOutlet) => openOutlet({ clock, random, origin }))
  const channels = outlets.flatMap((outlet) => outlet.channels())
  publisher.serve({
    request(request, response) {
      if (outlets.some((outlet) => outlet.handle?.(request, response) === true)) return
      const listed = channels.map(({ url, title }) => ({ url, title: title ?? url }))
      answerPage({ now: clock.now(), origin, channels: listed }, request, response)
    },
    upgrade(request, socket, head) {
      if (!outlets.some((outlet) => outlet.upgrade?.(request, socket, head) === true)) refuseUpgrade(socket)
    },
  })
  const stop = publishStories(clock, (story) => {
    const json = storyAsJson(origin, story)
    for (const outlet of outlets) outlet.publish?.(story, json)
  })
  return {
    origin,
    channels,
    async close() {
      stop()
      for (const outlet of outlets) outlet.close()
      await publisher.close()
    },
  }
}

/** Calls for every story at its time, and for each one that fell due while the machine slept. */
function publishStories(clock: Clock, publish: (story: Story) => void): () => void {
  let told = clock.now()
  let cancel = (): void => undefined
  const plan = (): void => {
    cancel = clock.after(Math.max(1, nextStoryAt(told) - clock.now()), () => {
      const now = clock.now()
      for (const story of storiesBetween(told, now, HISTORY_STORIES)) publish(story)
      told = Math.max(told, now)
      plan()
    })
  }
  plan()
  return () => {
    cancel()
  }
}

function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}
