import { afterEach, describe, expect, it } from 'vitest'
import type { Options } from '../../src-main/contract/index'
import { understand } from '../../src-main/core/ingest/understand'
import { createNewsroom } from '../../src-main/newsroom'
import { nextStoryAt } from '../../src-main/newsroom/wire'
import { createBayeuxTransport } from '../../src-main/transports/bayeux'
import { createHttpClient } from '../../src-main/transports/http'
import { createPushletTransport } from '../../src-main/transports/pushlet'
import { startRun, systemClock, type RecordedRun } from '../servers/recording-io'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function opened() {
  const clock = createHandClock(NOON)
  let drawn = 0
  const newsroom = createNewsroom({ clock, random: () => (drawn = (drawn + 0.37) % 1), port: 0 })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  return { clock, channels, newsroom }
}
const parts = { http: createHttpClient(), clock: systemClock }
const transports = { pushlet: createPushletTransport(parts), bayeux: createBayeuxTransport(parts) }

function follow(kind: keyof typeof transports, url: string, options: Options, headers = {}): RecordedRun {
  const run = startRun(transports[kind], url, { settings: { options, headers } })
  stops.push(async () => {
    run.abort()
    await run.over
  })
  return run
}
const drafts = ({ events }: RecordedRun) => understand(events, { arrival: 'push', style: 'stream', mapping: {} }).drafts

describe.each([
  ['pushlet', { mode: 'stream' }, 'push'],
  ['pushlet', { mode: 'stream', format: 'xml-strict' }, 'push'],
  ['pushlet', { mode: 'pull' }, 'held'],
  ['pushlet', { mode: 'poll' }, 'poll'],
  ['bayeux', {}, 'push'],
  ['bayeux', { connection: 'websocket' }, 'push'],
  ['bayeux', { connection: 'long-polling' }, 'held'],
  ['bayeux', { connection: 'long-polling', acknowledge: false }, 'held'],
] as const)('the newsroom by %s %j', (kind, options, how) => {
  it('greets with the newest stories and goes on with each new one', async () => {
    const { clock, channels } = await opened()
    const channel = channels.find((one) => one.kind === kind)
    expect(channel).toMatchObject({ folder: 'Demo newsroom', title: expect.stringMatching(/ · Lumen Wire$/) })
    const run = follow(kind, channel?.url ?? '', options)
    await run.until(() => run.events.length === 5, 'it greets')
    for (let count = 6; count <= 9; count += 1) {
      clock.advance(nextStoryAt(clock.now()) - clock.now())
      // A poll is told to come again in six seconds, which nobody wants to wait for here.
      if (kind === 'pushlet' && how === 'poll') break
      await run.until(() => run.events.length === count, `story ${count}`)
    }
    const items = drafts(run)
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
    expect(run.events.every((event) => event.how === how)).toBe(true)
    for (const item of items) {
      expect(item).toMatchObject({
        key: expect.stringMatching(/^lumen-wire-\d+$/),
        title: expect.stringMatching(/\w/),
        link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/story\/\d+$/),
        section: ['lumen', expect.stringMatching(/^[a-z0-9-]+$/)],
      })
      expect(item.publishedAt).toBeLessThanOrEqual(clock.now())
      expect(item.categories.length).toBeGreaterThan(0)
    }
    expect(run.opened).toBe(1)
  })

  it('tells only of the desks that were asked for', async () => {
    const { channels } = await opened()
    const url = channels.find((one) => one.kind === kind)?.url ?? ''
    const all = follow(kind, url, options)
    await all.until(() => all.events.length === 5, 'it greets')
    const desk = all.events[0]?.topic ?? ''
    const one = follow(kind, url, { ...options, subjects: desk, channels: desk })
    const wanted = all.events.filter(({ topic }) => topic === desk).length
    await one.until(() => one.events.length === wanted, 'it greets')
    expect(new Set(one.events.map(({ topic }) => topic))).toEqual(new Set([desk]))
  })

  it('ends with the newsroom, in a way that may be tried again', async () => {
    const { channels, newsroom } = await opened()
    const url = channels.find((one) => one.kind === kind)?.url ?? ''
    const run = follow(kind, url, options)
    await run.until(() => run.events.length === 5, 'it greets')
    if (how === 'poll') run.abort()
    await newsroom.stop()
    await run.over
    if (run.end === null && how !== 'poll') expect(run.failure().final).toBeNull()
  })
})

it('holds a connect and a refresh as long as the protocol says, and answers them empty', async () => {
  const { clock, channels } = await opened()
  const runs = (['pushlet', 'bayeux'] as const).map((kind) =>
    follow(kind, channels.find((one) => one.kind === kind)?.url ?? '', {
      // Nothing is ever published here.
      subjects: '/silence',
      mode: 'pull',
      channels: '/silence',
      connection: 'long-polling',
    }),
  )
  const asked = (run: RecordedRun) =>
    run.frames.filter(({ direction, kind }) => direction === 'out' && kind === 'request').length
  for (const run of runs) {
    await run.until(() => run.opened === 1 && asked(run) >= 3, 'it waits')
    const before = asked(run)
    await run.until(() => {
      clock.advance(1_000)
      return asked(run) > before
    }, 'it was answered and asked again')
    expect(run.events).toEqual([])
    expect(run.finished).toBe(false)
  }
})

it('answers what it does not know in the words of the protocol', async () => {
  const { channels } = await opened()
  const pushlet = channels.find(({ kind }) => kind === 'pushlet')?.url ?? ''
  const bayeux = channels.find(({ kind }) => kind === 'bayeux')?.url ?? ''
  const get = async (query: string) => {
    const answer = await fetch(pushlet + query)
    return [answer.status, await answer.text()]
  }
  expect(await get('')).toEqual([400, 'No p_event specified'])
  expect(await get('?p_event=listen')).toEqual([400, 'No id specified'])
  expect(await get('?p_event=refresh&p_id=x')).toEqual([400, 'Invalid or expired id'])
  const post = async (body: string) => {
    const answer = await fetch(bayeux, { method: 'POST', body })
    return [answer.status, answer.status === 200 ? ((await answer.json()) as unknown) : null]
  }
  expect(await post('nonsense')).toEqual([400, null])
  expect(await post('[]')).toEqual([400, null])
  expect(await post('{"channel":"/meta/connect","clientId":"x","id":"1"}')).toEqual([
    200,
    [
      {
        channel: '/meta/connect',
        id: '1',
        successful: false,
        error: '402::Unknown client',
        advice: { reconnect: 'handshake', interval: 0 },
      },
    ],
  ])
  expect((await fetch(bayeux)).status).toBe(400)
})
