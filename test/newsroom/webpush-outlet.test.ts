import { afterEach, describe, expect, it } from 'vitest'
import { createNewsroom } from '../../src-main/newsroom'
import { latestStories, nextStoryAt } from '../../src-main/newsroom/wire'
import { createHttpClient } from '../../src-main/transports/http'
import { createDoor } from '../../src-main/transports/receiver/door'
import { createWebPushTransport } from '../../src-main/transports/webpush'
import { startRun, systemClock } from '../servers/recording-io'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function opened() {
  const clock = createHandClock(NOON)
  const newsroom = createNewsroom({ clock, random: () => 0.5, port: 0 })
  const offered = (await newsroom.start()).find(({ kind }) => kind === 'webpush')
  stops.push(() => newsroom.stop())
  if (offered === undefined) throw new Error('the newsroom offers no Web Push')
  const transport = createWebPushTransport({
    http: createHttpClient(),
    clock: systemClock,
    door: createDoor({ clock: systemClock }),
  })
  const made = await transport.prepare?.({ url: offered.url, settings: offered.settings as never })
  const settings = { ...offered.settings, options: { ...offered.settings?.options, ...made } }
  const listen = (cursor: string | null = null) => {
    const run = startRun(transport, transport.handsOut!.newAddress(offered.url), {
      settings,
      ...(cursor !== null && { cursor: { lastId: cursor } }),
    })
    stops.push(async () => {
      run.abort()
      await run.over
    })
    return run
  }
  return { clock, newsroom, offered, listen }
}

describe('the newsroom as a sender of Web Push', () => {
  it('greets with the newest stories and pushes each one, encrypted on the way', async () => {
    const { clock, listen, offered } = await opened()
    expect(offered.title).toBe('Web Push · Lumen Wire')
    const run = listen()
    await run.until(() => run.events.length === 5, 'it was greeted')
    const story = latestStories(NOON, 1)[0]!
    const last = JSON.parse(String(run.events.at(-1)!.payload)) as { notification: Record<string, unknown> }
    expect(last.notification).toMatchObject({ title: story.headline, tag: `lumen-wire-${story.id}` })
    clock.advance(nextStoryAt(NOON) - NOON)
    await run.until(() => run.events.length === 6, 'the next story was pushed')
    expect(run.drops).toEqual([])
    const wire = run.frames.filter(({ kind }) => kind === 'text').map(({ data }) => data)
    expect(wire.some((line) => line.includes('"encoding":"base64"'))).toBe(true)
    expect(wire.join()).not.toContain(story.headline)
  })

  it('gives whoever comes back what was missed', async () => {
    const { listen } = await opened()
    const stories = latestStories(NOON, 8)
    const run = listen(stories[0]!.id)
    await run.until(() => run.events.length === 7, 'the missed ones came')
    expect(run.events.map(({ id }) => id)).toEqual(stories.slice(1).map(({ id }) => id))
  })

  it.each([
    '{}',
    'null',
    '[1]',
    'x',
    '{"endpoint":"http://127.0.0.1/wire/a?up=1","keys":{"p256dh":"AA","auth":"AA"}}',
    `{"endpoint":"${'x'.repeat(5_000)}"}`,
  ])('refuses what is no subscription (%#)', async (body) => {
    const { newsroom } = await opened()
    const answer = await fetch(`${newsroom.origin ?? ''}/wire/subscriptions`, { method: 'POST', body })
    expect(answer.status).toBe(400)
  })

  it('says what it is, and tells nothing in the clear', async () => {
    const { offered } = await opened()
    expect(await (await fetch(offered.url)).json()).toEqual({ unifiedpush: { version: 1 } })
    const stream = await fetch(offered.url.replace('?up=1', '/json?since=all'))
    expect((await stream.text()).trim().split('\n')).toHaveLength(1)
  })
})
