import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { afterEach, describe, expect, it } from 'vitest'
import type { Transport } from '../../src-main/core/ports'
import { createNewsroom } from '../../src-main/newsroom'
import { latestStories, nextStoryAt } from '../../src-main/newsroom/wire'
import { createHttpClient } from '../../src-main/transports/http'
import { createPusherTransport } from '../../src-main/transports/pusher'
import { createSignalRTransport } from '../../src-main/transports/signalr'
import { createSocketIoTransport } from '../../src-main/transports/socket-io'
import { startRun, systemClock, type RunWishes } from '../servers/recording-io'
import { until } from '../servers/until'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const parts = { http: createHttpClient(), clock: systemClock }
const TRANSPORTS: Record<string, Transport> = {
  signalr: createSignalRTransport(parts),
  socketio: createSocketIoTransport(parts),
  pusher: createPusherTransport(parts),
}

async function opened() {
  const clock = createHandClock(NOON)
  const newsroom = createNewsroom({ clock, random: () => 0.5, port: 0 })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  const listen = (kind: string, options: Record<string, string> = {}, wishes: RunWishes = {}) => {
    const channel = channels.find((one) => one.kind === kind)
    if (channel === undefined) throw new Error(`no ${kind}`)
    const settings = { ...channel.settings, options: { ...channel.settings?.options, ...options } }
    const run = startRun(TRANSPORTS[kind]!, channel.url, { ...wishes, settings })
    stops.push(async () => {
      run.abort()
      await run.over
    })
    return run
  }
  return { clock, newsroom, channels, listen }
}
const titleOf = (event: { payload: unknown }) => (JSON.parse(String(event.payload)) as { title: string }).title

describe('the newswire', () => {
  it.each([
    ['signalr', { transport: 'webSockets' }],
    ['signalr', { transport: 'serverSentEvents' }],
    ['signalr', { transport: 'longPolling' }],
    ['signalr', { transport: 'withoutNegotiation' }],
    ['socketio', { transport: 'webSocket' }],
    ['socketio', { transport: 'polling' }],
    ['pusher', {}],
  ])('comes by %s %j: greeting first, then each story as it is published', async (kind, options) => {
    const { clock, listen, newsroom } = await opened()
    const run = listen(kind, options)
    await run.until(() => run.events.length === 5, 'the greeting came')
    expect(run.events.map(titleOf)).toEqual(latestStories(NOON, 5).map(({ headline }) => headline))
    clock.advance(nextStoryAt(NOON) - NOON)
    await run.until(() => run.events.length === 6, 'the next story came')
    // Heartbeats of both sides pass for a while.
    clock.advance(30_000)
    await run.until(() => run.events.length > 6, 'it goes on')
    expect(run.drops).toEqual([])
    await newsroom.stop()
    await run.over
    if (run.error !== null) expect(run.failure().final).toBeNull()
  })

  it.each(['WebSockets', 'ServerSentEvents', 'LongPolling'] as const)(
    'is heard by Microsoft’s own client over %s',
    async (way) => {
      const { clock, channels } = await opened()
      const hub = new HubConnectionBuilder()
        .withUrl(channels.find(({ kind }) => kind === 'signalr')!.url, HttpTransportType[way])
        .configureLogging(LogLevel.None)
        .build()
      const titles: string[] = []
      hub.on('Story', ({ title }: { title: string }) => titles.push(title))
      await hub.start()
      stops.push(() => hub.stop())
      await until(() => titles.length === 5, 'the greeting came')
      clock.advance(nextStoryAt(NOON) - NOON)
      await until(() => titles.length === 6, 'the next story came')
    },
  )

  it.each(['webSocket', 'polling'])('is caught up with over Socket.IO (%s)', async (transport) => {
    const { clock, listen } = await opened()
    const first = listen('socketio', { transport })
    await first.until(() => first.events.length === 5, 'the greeting came')
    first.abort()
    await first.over
    clock.advance(40_000)
    const second = listen('socketio', { transport }, { cursor: first.cursor })
    await second.until(() => second.events.length >= 3, 'what was missed came')
    const all = [...first.events, ...second.events].map(titleOf)
    expect(all).toEqual(latestStories(clock.now(), all.length).map(({ headline }) => headline))
  })

  it('has a channel with a memory on the Pusher protocol, and no others', async () => {
    const { listen } = await opened()
    const run = listen('pusher', { channels: 'cache-wire' })
    await run.until(() => run.events.length === 1, 'the last story came')
    const lost = listen('pusher', { channels: 'nowhere' })
    await lost.over
    expect(lost.failure().message).toContain('no such channel')
  })

  it('forgets sessions that nobody asks for', async () => {
    const { clock, channels } = await opened()
    const hub = channels.find(({ kind }) => kind === 'signalr')!.url
    const engine = `${channels.find(({ kind }) => kind === 'socketio')!.url}?EIO=4&transport=polling`
    const { connectionToken } = (await (await fetch(`${hub}/negotiate`, { method: 'POST' })).json()) as {
      connectionToken: string
    }
    const { sid } = JSON.parse((await (await fetch(engine)).text()).slice(1)) as { sid: string }
    const status = async (url: string) => (await fetch(url, { method: 'POST', body: '3' })).status
    expect([await status(`${hub}?id=${connectionToken}`), await status(`${engine}&sid=${sid}`)]).toEqual([200, 200])
    clock.advance(80_000)
    await until(async () => (await status(`${hub}?id=${connectionToken}`)) === 404, 'the hub forgot')
    expect(await status(`${engine}&sid=${sid}`)).toBe(400)
  })
})
