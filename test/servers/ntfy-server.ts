import type { ServerResponse } from 'node:http'
import { startLocalServer, type LocalServer } from './local-server'

export interface NtfyMessage {
  id: string
  time: number
  event: string
  topic: string
  [field: string]: unknown
}

export interface NtfyServer {
  readonly local: LocalServer
  readonly origin: string
  /** Whoever is subscribed, by topics. */
  readonly readers: ReadonlySet<{ topics: readonly string[]; response: ServerResponse }>
  /** Stores a message and sends it to whoever follows its topic. */
  publish(topic: string, message?: Record<string, unknown>): NtfyMessage
  /** Stores it without sending it: it is due later. `deliver` sends it then. */
  schedule(topic: string, message: Record<string, unknown>): { deliver(): void }
  /** `keepalive` and other events to everybody. */
  tell(event: Record<string, unknown>): void
  /** Raw text to everybody. */
  write(text: string | Buffer): void
  /** Cuts everybody off. */
  cut(): void
  /** Until it is called again without one: this answer to every subscription. */
  refuse(status?: number, body?: Record<string, unknown> | string): void
  /** Only these tokens and these names with passwords may read. Null: everybody. */
  protect(credentials: readonly string[] | null): void
  /** Called after `open` and before the cached messages of the next subscriptions are sent. */
  beforeCached: (() => void) | null
  close(): Promise<void>
}

interface Stored {
  row: number
  published: boolean
  message: NtfyMessage
}

/**
 * An ntfy server as docs.ntfy.sh/subscribe/api and the server's sources describe it: the JSON stream of several topics,
 * the cache with `since` (an id by the order of publishing, a time by the messages' own), `poll`, `open`, `keepalive`,
 * access tokens, errors with codes, `/v1/health`, and the web app on every topic's page.
 */
export async function startNtfyServer(now: () => number = () => Math.floor(Date.now() / 1000)): Promise<NtfyServer> {
  const readers = new Set<{ topics: readonly string[]; response: ServerResponse }>()
  const stored: Stored[] = []
  let count = 0
  let refusal: { status: number; body: Record<string, unknown> | string } | null = null
  let allowed: readonly string[] | null = null

  const error = (response: ServerResponse, http: number, code: number, words: string): void => {
    response.writeHead(http, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ code, http, error: words, link: 'https://ntfy.sh/docs/' }))
  }
  const line = (message: object): string => `${JSON.stringify(message)}\n`

  const local = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://ntfy.invalid')
    if (url.pathname === '/v1/health') {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      return void response.end('{"healthy":true}\n')
    }
    const match = /^\/([-_A-Za-z0-9]{1,64}(?:,[-_A-Za-z0-9]{1,64})*)(\/json)?$/.exec(url.pathname)
    if (match === null) return error(response, 404, 40401, 'page not found')
    if (match[2] === undefined) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      return void response.end(
        '<!doctype html><html><head><title>ntfy web</title><meta name="apple-mobile-web-app-title" content="ntfy" /></head><body><div id="root"></div></body></html>',
      )
    }
    if (refusal !== null) {
      response.writeHead(refusal.status, {
        'Content-Type': typeof refusal.body === 'string' ? 'text/plain' : 'application/json',
      })
      return void response.end(typeof refusal.body === 'string' ? refusal.body : JSON.stringify(refusal.body))
    }
    const { authorization } = request.headers
    if (allowed !== null) {
      if (authorization === undefined) return error(response, 403, 40301, 'forbidden')
      if (!allowed.includes(authorization)) return error(response, 401, 40101, 'unauthorized')
    }
    const topics = (match[1] ?? '').split(',')
    const since = url.searchParams.get('since')
    const isPoll = url.searchParams.get('poll') === '1'
    const cached = (): string =>
      messagesSince(stored, topics, since ?? (isPoll ? 'all' : 'none'), now())
        .map(line)
        .join('')
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
    if (isPoll) return void response.end(cached())
    const reader = { topics, response }
    // The server subscribes first and reads its cache then: what is published in between comes live, and first.
    readers.add(reader)
    response.on('close', () => readers.delete(reader))
    response.write(line({ id: newId(), time: now(), event: 'open', topic: topics.join(',') }))
    server.beforeCached?.()
    response.write(cached())
  })

  function newId(): string {
    count += 1
    return `id${String(count).padStart(10, '0')}`
  }

  function store(topic: string, message: Record<string, unknown>, published: boolean): NtfyMessage {
    const whole = { id: newId(), time: now(), event: 'message', topic, message: 'triggered', ...message }
    stored.push({ row: stored.length + 1, published, message: whole })
    return whole
  }

  function send(message: NtfyMessage): void {
    for (const { topics, response } of readers) if (topics.includes(message.topic)) response.write(line(message))
  }

  const server: NtfyServer = {
    local,
    origin: local.origin,
    readers,
    beforeCached: null,
    publish(topic, message = {}) {
      const whole = store(topic, message, true)
      send(whole)
      return whole
    },
    schedule(topic, message) {
      const whole = store(topic, message, false)
      return {
        deliver() {
          const entry = stored.find((one) => one.message === whole)
          if (entry !== undefined) entry.published = true
          send(whole)
        },
      }
    },
    tell: (event) => {
      for (const { topics, response } of readers)
        response.write(line({ id: newId(), time: now(), topic: topics.join(','), ...event }))
    },
    write: (text) => readers.forEach(({ response }) => void response.write(text)),
    cut: () => readers.forEach(({ response }) => response.destroy()),
    refuse: (status, body = 'no') => {
      refusal = status === undefined ? null : { status, body }
    },
    protect: (credentials) => {
      allowed = credentials
    },
    close: local.close,
  }
  return server
}

/** What the cache answers: see message/cache.go and its queries. */
function messagesSince(
  stored: readonly Stored[],
  topics: readonly string[],
  since: string,
  now: number,
): NtfyMessage[] {
  const mine = stored.filter(({ published, message }) => published && topics.includes(message.topic))
  const byTime = (from: number): Stored[] => mine.filter(({ message }) => message.time >= from)
  const duration = /^(\d+)([smh])$/.exec(since)
  const wanted = (): Stored[] => {
    if (since === 'none' || since === '1') return []
    if (since === 'all') return mine
    if (since === 'latest') return mine.slice(-1)
    if (duration !== null) {
      return byTime(now - Number(duration[1]) * (duration[2] === 'h' ? 3600 : duration[2] === 'm' ? 60 : 1))
    }
    if (/^\d+$/.test(since)) return byTime(Number(since))
    const row = stored.find(({ message }) => message.id === since)?.row ?? 0
    return mine.filter((one) => one.row > row)
  }
  return wanted()
    .map(({ message }) => message)
    .sort((one, other) => one.time - other.time)
}
