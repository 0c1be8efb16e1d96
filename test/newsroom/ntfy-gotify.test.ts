import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { TransportKind } from '../../src-main/contract/index'
import { understand } from '../../src-main/core/ingest/understand'
import { createNewsroom } from '../../src-main/newsroom'
import { nextStoryAt, storiesBetween } from '../../src-main/newsroom/wire'
import { createGotifyTransport } from '../../src-main/transports/gotify'
import { createHttpClient } from '../../src-main/transports/http'
import { createNtfyTransport } from '../../src-main/transports/ntfy'
import { composeReader } from '../core/composed-reader'
import { startRun, systemClock, type RecordedRun } from '../servers/recording-io'
import { until } from '../servers/until'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const http = createHttpClient()
const WIRES = {
  ntfy: createNtfyTransport({ http, clock: systemClock }),
  gotify: createGotifyTransport({ http, clock: systemClock }),
}
type Kind = keyof typeof WIRES

async function opened() {
  const clock = createHandClock(NOON)
  const newsroom = createNewsroom({ clock, random: () => 0.75, port: 0 })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  const channel = (kind: TransportKind) => {
    const found = channels.find((one) => one.kind === kind)
    if (found === undefined) throw new Error(`no ${kind}`)
    return found
  }
  const follow = (kind: Kind, cursor: RecordedRun['cursor'] = null): RecordedRun => {
    const { url, settings } = channel(kind)
    const run = startRun(WIRES[kind], url, { cursor, settings: settings ?? {} })
    stops.push(() => run.abort())
    return run
  }
  const toNextStory = () => clock.advance(nextStoryAt(clock.now()) - clock.now())
  return { clock, newsroom, channel, follow, toNextStory }
}
const draftsOf = (run: RecordedRun) => understand(run.events, { arrival: 'push', style: 'stream', mapping: {} }).drafts
/** Titles without the emojis before them. */
const headlinesOf = (run: RecordedRun) => draftsOf(run).map(({ title }) => title?.replace(/^[^\p{L}“]+/u, ''))

describe.each(['ntfy', 'gotify'] as const)('the newswire by %s', (kind) => {
  it('greets newcomers, goes on, and lets those who come back catch up', async () => {
    const { clock, follow, toNextStory } = await opened()
    const first = follow(kind)
    await first.until(() => first.events.length === 5, 'the greeting came')
    toNextStory()
    await first.until(() => first.events.length === 6, 'the next one came')
    const greeting = storiesBetween(0, clock.now(), 6)
    expect(headlinesOf(first)).toEqual(greeting.map(({ headline }) => headline.replace(/^[^\p{L}“]+/u, '')))
    expect(draftsOf(first)[5]).toMatchObject({ link: expect.stringMatching(/\/story\/\d+$/) as string })
    first.abort()
    await first.over
    for (let story = 0; story < 7; story += 1) toNextStory()
    const second = follow(kind, first.cursor)
    await second.until(() => second.events.length >= 7, 'what was missed came')
    const plain = (headline: string): string => headline.replace(/^[^\p{L}“]+/u, '')
    const missed = storiesBetween(0, clock.now(), 7).map(({ headline }) => plain(headline))
    await second.until(() => missed.every((headline) => headlinesOf(second).includes(headline)), 'all of it came')
    const keys = draftsOf(second).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('says of an urgent story that it is', async () => {
    const { clock, follow, toNextStory } = await opened()
    const run = follow(kind)
    await run.until(() => run.events.length === 5, 'the greeting came')
    while (storiesBetween(0, clock.now(), 1)[0]?.urgent !== true) toNextStory()
    const urgent = storiesBetween(0, clock.now(), 1)[0]
    await run.until(() => draftsOf(run).some(({ title }) => title?.includes(urgent?.headline ?? '?')), 'it came')
    expect(draftsOf(run).at(-1)?.priority).toBe(5)
  })
})

it('is refused by Gotify without the token', async () => {
  const { channel } = await opened()
  const run = startRun(WIRES.gotify, channel('gotify').url, { settings: { options: { token: 'COther' } } })
  await run.over
  expect(run.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
})

it('answers the button of a story: the reader sends it on a click and marks the story read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-actions-'))
  const newsroom = createNewsroom({ clock: systemClock, random: Math.random, port: 0 })
  const { reader, store, close, complaints } = composeReader(join(folder, 'crier.db'), {
    newsroom,
  })
  stops.push(() => rmSync(folder, { recursive: true, force: true }), close)
  reader.start()
  expect(await reader.call('demo.start', null)).toMatchObject({ ok: true })
  const channelId = store.channels().find(({ kind }) => kind === 'ntfy')?.id ?? 0
  const query = { list: 'channel', channelId } as const
  await until(() => store.page(query, null, 10).items.length >= 5, 'the greeting is stored')
  const summary = store.page(query, null, 10).items[0]
  const item = store.item(summary?.id ?? 0)
  expect(item?.actions.map(({ type, label }) => [type, label])).toEqual([
    ['view', 'Read on'],
    ['http', 'Applaud'],
  ])
  expect(item?.status.read).toBe(false)
  expect(await reader.call('items.act', { id: summary?.id ?? 0, action: 1 })).toEqual({ ok: true, answer: null })
  expect(store.item(summary?.id ?? 0)?.status.read).toBe(true)
  expect(await reader.call('items.act', { id: summary?.id ?? 0, action: 0 })).toMatchObject({
    error: { kind: 'badArgument' },
  })
  expect(await reader.call('items.act', { id: summary?.id ?? 0, action: 2 })).toMatchObject({ ok: false })
  expect(complaints).toEqual([])
})
