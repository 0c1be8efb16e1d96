import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS } from '@contract/index'
import { until } from '../servers/until'
import { composeReader, type ComposedReader } from './composed-reader'

/** A newswire that holds, and can be killed and started again on the same port; its news outlive it. */
function createWire() {
  const news: { id: number; title: string }[] = []
  const held = new Map<ServerResponse, number>()
  let server: Server | null = null
  let port = 0
  const answer = (response: ServerResponse, since: number): void => {
    held.delete(response)
    const items = news.filter(({ id }) => id > since)
    response.end(JSON.stringify({ at: items.at(-1)?.id ?? since, items }))
  }
  return {
    port: () => port,
    held: () => held.size,
    publish(count: number) {
      for (let n = 0; n < count; n += 1) news.push({ id: news.length + 1, title: `Report ${news.length + 1}` })
      for (const [response, since] of [...held]) answer(response, since)
    },
    async start() {
      server = createServer((request, response) => {
        const since = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('since') ?? 0)
        if (news.some(({ id }) => id > since)) return answer(response, since)
        held.set(response, since)
        response.on('close', () => held.delete(response))
      })
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
      port = (server.address() as AddressInfo).port
    },
    /** In the middle of whatever it does. */
    async kill() {
      const dying = server
      server = null
      dying?.closeAllConnections()
      await new Promise((resolve) => dying?.close(resolve) ?? resolve(null))
    },
  }
}

let composed: ComposedReader | null = null
const wire = createWire()
afterEach(async () => {
  await composed?.close()
  await wire.kill()
})

describe('a long poll through outages', () => {
  it('loses nothing and stores nothing twice', async () => {
    await wire.start()
    composed = composeReader(':memory:')
    const { store, reader } = composed
    store.addChannel({
      url: `http://127.0.0.1:${wire.port()}/wire`,
      kind: 'longpoll',
      userTitle: null,
      folder: null,
      settings: {
        ...DEFAULT_CHANNEL_SETTINGS,
        options: { cursorStyle: 'body', cursorPath: '/at', itemsPath: '/items', minGapSeconds: 0.1 },
      },
      demo: false,
      createdAt: Date.now(),
    })
    reader.start()
    let published = 0
    for (let outage = 0; outage < 5; outage += 1) {
      await until(() => store.channels()[0]?.total === published && wire.held() === 1, `it waits (${outage})`)
      for (let n = 0; n < 4; n += 1) {
        wire.publish(5)
        published += 5
        // So that some are killed in mid-answer.
        await new Promise((resolve) => setImmediate(resolve))
      }
      await wire.kill()
      wire.publish(3)
      published += 3
      await until(async () => {
        const snapshot = await reader.call('snapshot.get', null)
        return snapshot.ok && snapshot.answer.channels[0]?.state.status === 'waiting'
      }, 'it noticed')
      await wire.start()
    }
    await until(() => store.channels()[0]?.total === published, 'all of it is there')
    const titles = store.details({ list: 'all' }, 1_000).map(({ title }) => title)
    expect(new Set(titles).size).toBe(published)
    const channel = store.channels()[0]
    expect(channel?.tally).toMatchObject({ stored: published, repeated: 0, dropped: 0 })
  }, 120_000)
})
