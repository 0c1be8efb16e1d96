import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WireStory {
  title: string
  text?: string
  html?: string
  link?: string
  priority?: string
  /** ISO 8601; the moment of publishing when left out. */
  time?: string
}

/** A publisher of server-sent events that keeps all it ever sent, numbers it, and can go away and come back. */
export interface Wire {
  readonly url: string
  /** Everything published so far, in order. */
  readonly stories: readonly WireStory[]
  /** The Last-Event-ID of every connection so far; null where there was none. */
  readonly asked: readonly (string | null)[]
  readers(): number
  publish(...stories: WireStory[]): void
  /** Goes away: open connections end and new ones are refused. What is published meanwhile is kept. */
  stop(): Promise<void>
  /** Comes back on the same port. */
  start(): Promise<void>
  close(): Promise<void>
}

export async function startWire(): Promise<Wire> {
  const stories: WireStory[] = []
  const asked: (string | null)[] = []
  const readers = new Set<ServerResponse>()
  let server: Server | null = null
  let port = 0

  const spell = (story: WireStory, index: number) =>
    `id: ${index + 1}\nevent: story\ndata: ${JSON.stringify({ id: `story-${index + 1}`, ...story })}\n\n`

  const start = async () => {
    const opening = createServer((request, response) => {
      const last = request.headers['last-event-id']
      asked.push(typeof last === 'string' ? last : null)
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.write(': the city desk\nretry: 1000\n\n')
      const from = typeof last === 'string' ? Number(last) : 0
      response.write(stories.map(spell).slice(from).join(''))
      readers.add(response)
      response.on('close', () => readers.delete(response))
    })
    await new Promise<void>((resolve, reject) => {
      opening.once('error', reject)
      opening.listen(port, '127.0.0.1', resolve)
    })
    port = (opening.address() as AddressInfo).port
    server = opening
  }
  const stop = async () => {
    const closing = server
    server = null
    if (closing === null) return
    const closed = new Promise((resolve) => closing.close(resolve))
    closing.closeAllConnections()
    await closed
  }
  await start()

  return {
    url: `http://127.0.0.1:${port}/city`,
    stories,
    asked,
    readers: () => readers.size,
    publish(...more) {
      const from = stories.length
      const dated = more.map((story) => ({ time: new Date().toISOString(), ...story }))
      for (const story of dated) stories.push(story)
      const text = dated.map((story, index) => spell(story, from + index)).join('')
      for (const reader of readers) reader.write(text)
    },
    start,
    stop,
    close: stop,
  }
}
