import type { HandlerPorts } from './handlers'
import { addChannel, removeChannel } from './channel-handlers'
import type { ChannelRecord } from './ports'

/** The embedded newsroom and the channels that follow it. */
export interface Demo {
  /** Starts the newsroom and subscribes to what is not subscribed yet. */
  start(): Promise<void>
  /** Starts the newsroom again if its channels are still followed, and then them; its port may be another one now. */
  resume(): Promise<void>
  remove(): Promise<void>
}

/** The same channel of the newsroom, whatever its port. */
function samePlace(url: string, other: string): boolean {
  const [a, b] = [new URL(url), new URL(other)]
  return a.protocol === b.protocol && a.pathname === b.pathname
}

export function createDemo(ports: HandlerPorts): Demo {
  const { store, newsroom, supervisor } = ports

  const demoChannels = (): ChannelRecord[] => store.channels().filter((channel) => channel.demo)

  /** Follows the newsroom to its present addresses; answers what is not subscribed. */
  async function settle(): Promise<Awaited<ReturnType<typeof newsroom.start>>> {
    const offered = await newsroom.start()
    const followed = demoChannels()
    return offered.filter((channel) => {
      const mine = followed.find((record) => record.kind === channel.kind && samePlace(record.url, channel.url))
      if (mine !== undefined && mine.url !== channel.url) {
        store.changeChannel(mine.id, { url: channel.url })
        const record = store.channel(mine.id)
        if (record !== null) supervisor.watch(record)
      }
      return mine === undefined
    })
  }

  return {
    async start() {
      const missing = await settle()
      for (const channel of missing) await addChannel(ports, channel, true)
    },
    async resume() {
      if (demoChannels().length === 0) return
      try {
        await settle()
      } finally {
        // Also where it could not be opened: then each of them says why it is silent.
        for (const record of demoChannels()) supervisor.watch(record)
      }
    },
    async remove() {
      for (const channel of demoChannels()) removeChannel(ports, channel.id)
      await newsroom.stop()
    },
  }
}
