import { afterEach, describe, expect, it, vi } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS } from '@contract/index'
import { createNewsroom } from '../../src-main/newsroom'
import { nextStoryAt } from '../../src-main/newsroom/wire'
import { createHttpClient } from '../../src-main/transports/http'
import { createLongPollTransport } from '../../src-main/transports/long-poll'
import { createPollTransport } from '../../src-main/transports/poll'
import { startRun, systemClock } from '../servers/recording-io'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function opened() {
  const clock = createHandClock(NOON)
  const newsroom = createNewsroom({ clock, random: () => 0.75, port: 0 })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  const channel = (kind: string) => {
    const found = channels.find((one) => one.kind === kind)
    if (found === undefined) throw new Error(`no channel of the kind ${kind}`)
    return { ...found, settings: { ...DEFAULT_CHANNEL_SETTINGS, ...found.settings } }
  }
  return { clock, newsroom, channel }
}

interface Told {
  since: string
  stories: { id: string; title: string }[]
}
const told = async (answer: Promise<Response>): Promise<Told> => (await (await answer).json()) as Told

describe('the newswire as a long poll', () => {
  it('greets, holds until there is a story, and names the place', async () => {
    const { clock, channel } = await opened()
    const { url } = channel('longpoll')
    const greeting = await told(fetch(url))
    expect(greeting.stories).toHaveLength(5)
    let next: Told | null = null
    void told(fetch(`${url}?since=${greeting.since}&wait=25`)).then((answer) => (next = answer))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(next).toBeNull()
    clock.advance(nextStoryAt(NOON) - NOON)
    await vi.waitFor(() => expect(next).not.toBeNull())
    expect(next!.stories).toHaveLength(1)
    expect(next!.since).toBe(String(clock.now()))
  })

  it('answers with nothing when the wait is over', async () => {
    const { clock, channel } = await opened()
    const { url } = channel('longpoll')
    const { since } = await told(fetch(url))
    // No story falls into so short a time.
    const wait = Math.floor((nextStoryAt(NOON) - NOON) / 1000)
    if (wait < 1) return
    const asked = told(fetch(`${url}?since=${since}&wait=${wait}`))
    await new Promise((resolve) => setTimeout(resolve, 100))
    clock.advance(wait * 1000)
    expect(await asked).toEqual({ since, stories: [] })
  })

  it('is followed by the transport with the settings it offers, also after a pause', async () => {
    const { clock, channel } = await opened()
    const { url, settings } = channel('longpoll')
    const transport = createLongPollTransport({ http: createHttpClient(), clock: systemClock })
    const first = startRun(transport, url, { settings })
    await first.until(() => first.events.length === 5, 'the greeting came')
    clock.advance(nextStoryAt(clock.now()) - clock.now())
    await first.until(() => first.events.length === 6, 'the next story came')
    first.abort()
    await first.over
    clock.advance(60_000)
    const second = startRun(transport, url, { settings, cursor: first.cursor })
    await second.until(() => second.events.length >= 4, 'what was missed came')
    second.abort()
    await second.over
    const ids = [...first.events, ...second.events].map(
      ({ payload }) => (JSON.parse(String(payload)) as { id: string }).id,
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
  })
})

describe('the newswire as a document to poll', () => {
  it('answers conditional questions', async () => {
    const { clock, channel } = await opened()
    const { url, settings } = channel('poll')
    const transport = createPollTransport({ http: createHttpClient(), clock: systemClock })
    const first = startRun(transport, url, { settings })
    await first.over
    expect(first.end?.how).toBe('document')
    expect(JSON.parse(Buffer.from(first.events[0]?.payload ?? '').toString())).toHaveLength(30)
    const second = startRun(transport, url, { settings, cursor: first.cursor })
    await second.over
    expect(second.end).toMatchObject({ how: 'unchanged', waitAtLeastMs: 60_000 })
    clock.advance(20_000)
    const third = startRun(transport, url, { settings, cursor: second.cursor })
    await third.over
    expect(third.end?.how).toBe('document')
  })
})
