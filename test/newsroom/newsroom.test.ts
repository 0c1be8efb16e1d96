import { afterEach, describe, expect, it, vi } from 'vitest'
import { EventSource } from 'eventsource'
import { WebSocket } from 'ws'
import { createNewsroom, type DemoNewsroom } from '../../src-main/newsroom'
import { nextStoryAt } from '../../src-main/newsroom/wire'
import { createHandClock } from './hand-clock'

const NOON = Date.UTC(2026, 10, 20, 12)
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function opened(port = 0) {
  const clock = createHandClock(NOON)
  const newsroom: DemoNewsroom = createNewsroom({ clock, random: () => 0.75, port })
  const channels = await newsroom.start()
  stops.push(() => newsroom.stop())
  const address = (ending: string): string => {
    const channel = channels.find(({ url }) => url.endsWith(ending))
    if (channel === undefined) throw new Error(`no channel ${ending}`)
    return channel.url
  }
  return { clock, newsroom, channels, address }
}

interface Told {
  type: string
  id: string
  story: { id: string; title: string; link: string; date: string; image: string | null; priority: number }
}

function listen(url: string, headers: Record<string, string> = {}): Told[] {
  const told: Told[] = []
  const source = new EventSource(url, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
  })
  stops.push(() => {
    source.close()
  })
  for (const type of ['story', 'urgent']) {
    source.addEventListener(type, (event) => {
      told.push({ type, id: event.lastEventId, story: JSON.parse(String(event.data)) as Told['story'] })
    })
  }
  return told
}

function listenSocket(url: string): Record<string, unknown>[] {
  const told: Record<string, unknown>[] = []
  const socket = new WebSocket(url)
  stops.push(() => {
    socket.terminate()
  })
  socket.on('message', (data: Buffer) => told.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>))
  return told
}

describe('the newsroom', () => {
  it('offers one wire by many techniques, and quotes', async () => {
    const { channels, newsroom } = await opened()
    expect(channels.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['sse', 'websocket', 'feed']))
    expect(channels.at(-1)).toMatchObject({ kind: 'websocket', url: expect.stringMatching(/quotes/) as string })
    expect(new Set(channels.map(({ folder }) => folder))).toEqual(new Set(['Demo newsroom']))
    expect(await newsroom.start()).toEqual(channels)
  })

  it('tells the same story on stream, socket and feed', async () => {
    const { clock, address } = await opened()
    const stream = listen(address('/wire/sse'))
    const socket = listenSocket(address('/wire/socket'))
    await vi.waitFor(() => {
      expect(stream).toHaveLength(5)
      expect(socket).toHaveLength(5)
    })
    clock.advance(nextStoryAt(NOON) - NOON)
    await vi.waitFor(() => {
      expect(stream).toHaveLength(6)
      expect(socket).toHaveLength(6)
    })
    const newest = stream.at(-1)
    expect(socket.at(-1)).toEqual(newest?.story)
    expect(Date.parse(newest?.story.date ?? '')).toBe(clock.now())
    const feed = await (await fetch(address('/wire/feed.xml'))).text()
    expect(feed).toContain(`<guid isPermaLink="false">${String(newest?.story.id)}</guid>`)
    expect(feed).toContain(`<link>${String(newest?.story.link)}</link>`)
    expect(feed.match(/<item>/g)).toHaveLength(30)
  })

  it('lets a stream catch up from its last id, also across a restart of the newsroom', async () => {
    const first = await opened()
    const before = listen(first.address('/wire/sse'))
    await vi.waitFor(() => {
      expect(before).toHaveLength(5)
    })
    const seen = before[1]?.id ?? ''
    await first.newsroom.stop()

    const second = await opened()
    const after = listen(second.address('/wire/sse'), { 'Last-Event-ID': seen })
    await vi.waitFor(() => {
      expect(after.map(({ id }) => id)).toEqual(before.slice(2).map(({ id }) => id))
    })
  })

  it('publishes what fell due while the machine slept', async () => {
    const { clock, address } = await opened()
    const stream = listen(address('/wire/sse'))
    await vi.waitFor(() => {
      expect(stream).toHaveLength(5)
    })
    clock.advance(120_000)
    await vi.waitFor(() => {
      expect(stream.length).toBeGreaterThanOrEqual(14)
    })
    expect(new Set(stream.map(({ id }) => id)).size).toBe(stream.length)
  })

  it('answers conditional requests for the feed', async () => {
    const { clock, address } = await opened()
    const url = address('/wire/feed.xml')
    const first = await fetch(url)
    const tag = first.headers.get('etag') ?? ''
    const date = first.headers.get('last-modified') ?? ''
    expect(first.headers.get('cache-control')).toBe('max-age=60')
    expect((await fetch(url, { headers: { 'If-None-Match': tag } })).status).toBe(304)
    expect((await fetch(url, { headers: { 'If-Modified-Since': date } })).status).toBe(304)
    expect((await fetch(url, { headers: { 'If-None-Match': '"other"', 'If-Modified-Since': date } })).status).toBe(200)
    clock.advance(20_000)
    expect((await fetch(url, { headers: { 'If-None-Match': tag, 'If-Modified-Since': date } })).status).toBe(200)
  })

  it('serves the page and the picture of a story, and nothing else', async () => {
    const { newsroom, address } = await opened()
    const stream = listen(address('/wire/sse'))
    await vi.waitFor(() => {
      expect(stream).toHaveLength(5)
    })
    const story = stream[0]?.story
    const page = await fetch(story?.link ?? '')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toContain('<h1>')
    const number = (story?.id ?? '').replace('lumen-wire-', '')
    const picture = await fetch(`${String(newsroom.origin)}/picture/${number}.svg`)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    expect((await fetch(`${String(newsroom.origin)}/`)).status).toBe(200)
    expect((await fetch(`${String(newsroom.origin)}/story/12`)).status).toBe(404)
    expect((await fetch(`${String(newsroom.origin)}/`, { method: 'POST' })).status).toBe(405)
  })

  it('sends quotes that stay near their opening', async () => {
    const { clock, address } = await opened()
    const quotes = listenSocket(address('/quotes'))
    await vi.waitFor(() => {
      expect(quotes).toHaveLength(1)
    })
    clock.advance(9_000)
    await vi.waitFor(() => {
      expect(quotes).toHaveLength(4)
    })
    for (const quote of quotes) {
      expect(Object.keys(quote)).toEqual(['symbol', 'title', 'price', 'change', 'time'])
      expect(Math.abs(Number(quote['change']))).toBeLessThan(60)
    }
  })

  it('refuses a socket it does not know', async () => {
    const { newsroom } = await opened()
    const socket = new WebSocket(`${String(newsroom.origin).replace('http', 'ws')}/elsewhere`)
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode)
        socket.terminate()
      })
      socket.on('error', () => undefined)
    })
    expect(status).toBe(404)
  })

  it('says when the wished port is taken', async () => {
    const { newsroom } = await opened()
    const port = Number(new URL(String(newsroom.origin)).port)
    const other = createNewsroom({ clock: createHandClock(NOON), random: Math.random, port })
    await expect(other.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
