import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SECTION_SEPARATOR, type ChannelView, type ItemSummary, type NewChannel } from '@contract/index'
import { startGotifyServer } from '../servers/gotify-server'
import { startNtfyServer } from '../servers/ntfy-server'
import { until } from '../servers/until'
import { composeReader, type ComposedReader } from './composed-reader'

let composed: ComposedReader
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  composed = composeReader(':memory:')
  composed.reader.start()
})
afterEach(async () => {
  await composed.close()
  for (const close of closing.splice(0)) await close()
})

/** A service that is followed by the whole reader, and whose line can be cut while it goes on publishing. */
interface Service {
  channel: NewChannel
  publish(title: string): void
  cut(): void
  connected(): boolean
}

const SERVICES: Record<string, () => Promise<Service>> = {
  async ntfy() {
    const server = await startNtfyServer()
    closing.push(server.close)
    return {
      channel: { url: `${server.origin}/builds,alerts`, kind: 'ntfy' },
      publish: (title) => server.publish('alerts', { title, message: 'm', priority: 4, tags: ['warning'] }),
      cut: server.cut,
      connected: () => server.readers.size > 0,
    }
  },
  async gotify() {
    const server = await startGotifyServer()
    closing.push(server.close)
    server.applications = [{ id: 1, name: 'alerts', image: '' }]
    return {
      channel: { url: server.base, kind: 'gotify', settings: { options: { token: 'CGoodToken12345' } } },
      publish: (title) => void server.publish({ title: `⚠️ ${title}`, priority: 8 }),
      cut: server.cut,
      connected: () => server.readers.size > 0,
    }
  },
}

async function view(): Promise<ChannelView> {
  const answer = await composed.reader.call('snapshot.get', null)
  const [channel] = answer.ok ? answer.answer.channels : []
  if (channel === undefined) throw new Error('no channel')
  return channel
}

describe.each(['ntfy', 'gotify'])('%s, followed by the whole reader', (name) => {
  async function followed() {
    const service = await SERVICES[name]!()
    const added = await composed.reader.call('channels.add', service.channel)
    if (!added.ok) throw new Error(added.error.message)
    await until(async () => (await view()).state.status === 'live', 'it is live')
    const items = (): ItemSummary[] => composed.store.page({ list: 'all' }, null, 500).items
    return { service, items, id: added.answer.id }
  }

  it('is a channel with sections, important items and no secret', async () => {
    const { service, items } = await followed()
    service.publish('Door open')
    await until(() => items().length === 1, 'it is stored')
    expect(items()[0]).toMatchObject({
      title: '⚠️ Door open',
      important: true,
      priority: 4,
      section: 'alerts',
      arrival: { how: 'push' },
    })
    const channel = await view()
    expect(channel.sections).toContain('alerts')
    expect(channel.sections.join('')).not.toContain(SECTION_SEPARATOR)
    expect(JSON.stringify(composed.pushes)).not.toContain('CGood')
    expect(
      composed.store.page({ list: 'channel', channelId: channel.id, section: 'alerts' }, null, 5).items,
    ).toHaveLength(1)
  })

  it('loses nothing and doubles nothing over cuts', async () => {
    const { service, items } = await followed()
    const titles: string[] = []
    const say = (count: number): void => {
      for (let said = 0; said < count; said += 1) {
        titles.push(`⚠️ news ${titles.length}`)
        service.publish(`news ${titles.length - 1}`)
      }
    }
    for (let round = 0; round < 4; round += 1) {
      say(3)
      await until(() => items().length >= titles.length - 3, 'what was missed before is there')
      service.cut()
      say(5)
      await until(() => service.connected(), 'it is back')
    }
    say(1)
    await until(() => items().length === titles.length, 'all of it is there')
    expect(
      items()
        .map(({ title }) => title)
        .sort(),
    ).toEqual([...titles].sort())
    expect(composed.complaints).toEqual([])
  })
})
