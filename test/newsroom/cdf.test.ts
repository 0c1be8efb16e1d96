import { afterEach, describe, expect, it } from 'vitest'
import { DEMO_POLL_MINUTES } from '../../src-main/contract/index'
import { parsePayload } from '../../src-main/core/formats/index'
import { createNewsroom } from '../../src-main/newsroom'
import { storiesBetween } from '../../src-main/newsroom/wire'
import { composeReader } from '../core/composed-reader'
import { until } from '../servers/until'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const MINUTE = 60_000
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function opened() {
  const clock = createHandClock(NOON)
  const newsroom = createNewsroom({ clock, random: () => 0.75, port: 0 })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  const channel = channels.find(({ title }) => title === 'Channel (CDF) · Lumen Wire')
  if (channel === undefined) throw new Error('no channel')
  return { clock, channel, origin: newsroom.origin ?? '' }
}
async function read(url: string) {
  const answer = await fetch(url)
  const payload = new Uint8Array(await answer.arrayBuffer())
  const contentType = answer.headers.get('content-type')
  return { contentType, ...parsePayload({ payload, contentType, baseUrl: url, topic: null, mapping: {} }) }
}

describe('the newswire as a channel', () => {
  it('is offered as a feed that is asked often', async () => {
    const { channel, origin } = await opened()
    expect(channel).toEqual({
      url: `${origin}/wire/channel.cdf`,
      kind: 'feed',
      title: 'Channel (CDF) · Lumen Wire',
      folder: 'Demo newsroom',
      settings: { pollMinutes: DEMO_POLL_MINUTES },
    })
  })

  it('has the stories of the wire by their desks, with the same addresses, times and pictures', async () => {
    const { channel, origin } = await opened()
    const { drafts, publisher, dropped, contentType, format } = await read(channel.url)
    expect([contentType, format, dropped]).toEqual(['application/x-cdf; charset=utf-8', 'CDF', 0])
    const stories = storiesBetween(0, NOON, 30)
    const listed = new Map(drafts.filter(({ idle }) => !idle).map((draft) => [draft.link, draft]))
    expect(listed.size).toBe(30)
    for (const story of stories) {
      expect(listed.get(`${origin}/story/${story.id}`)).toMatchObject({
        title: story.headline,
        text: story.lead,
        section: [story.categories[0]],
        updatedAt: Math.floor(story.publishedAt / 1_000) * 1_000,
        image: story.pictured ? `${origin}/picture/${story.id}.svg` : null,
      })
    }
    expect(publisher?.sections).toEqual([...new Set(stories.map(({ categories }) => categories[0]))].sort())
    expect(publisher?.schedule.windows).toMatchObject({ intervalMs: MINUTE, earliestMs: 0, latestMs: MINUTE })
  })

  it('has logos that are there, and the latest headlines for the idle screen', async () => {
    const { channel, origin } = await opened()
    const { drafts, publisher } = await read(channel.url)
    for (const logo of [publisher?.logos.icon, publisher?.logos.image, publisher?.logos.wide]) {
      const answer = await fetch(logo ?? '')
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
      await answer.body?.cancel()
    }
    const newest = storiesBetween(0, NOON, 1)[0]
    expect(drafts.filter(({ idle }) => idle)).toMatchObject([
      { link: `${origin}/`, text: expect.stringContaining(newest?.headline ?? '') as string },
    ])
  })

  it('answers conditional requests, until there is news', async () => {
    const { channel, clock } = await opened()
    const first = await fetch(channel.url)
    await first.body?.cancel()
    const headers = { 'If-None-Match': first.headers.get('etag') ?? '' }
    expect((await fetch(channel.url, { headers })).status).toBe(304)
    clock.advance(20_000)
    expect((await fetch(channel.url, { headers })).status).toBe(200)
  })

  it('is followed by the reader, folders, idle screen and all', async () => {
    const { channel, clock } = await opened()
    const composed = composeReader(':memory:', { clock })
    stops.push(() => composed.close())
    composed.reader.start()
    // As somebody adds it who found it, without the demo's haste.
    expect(await composed.reader.call('channels.add', { ...channel, settings: {} })).toMatchObject({ ok: true })
    const { store } = composed
    await until(() => store.counts().all >= 30, 'the stories came')
    const [record] = store.channels()
    const sections = record?.publisher.sections ?? []
    const inSections = sections.map(
      (section) => store.details({ list: 'channel', channelId: record?.id ?? 0, section }, 100).length,
    )
    expect(inSections.reduce((sum, count) => sum + count, 0)).toBe(30)
    expect(store.page({ list: 'idle' }, null, 10).items).toHaveLength(1)
    const before = store.counts().all
    clock.advance(70 * MINUTE)
    await until(() => store.counts().all > before, 'more stories came')
    expect(store.page({ list: 'idle' }, null, 10).items).toHaveLength(1)
    expect(composed.complaints).toEqual([])
  })
})
