import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { startLocalServer, type LocalServer } from './local-server'

export interface GotifyServer {
  readonly local: LocalServer
  /** Below a path, as behind many proxies: `http://127.0.0.1:PORT/push/`. */
  readonly base: string
  readonly readers: ReadonlySet<WebSocket>
  /** Stores a message and sends it to whoever listens. */
  publish(message?: Record<string, unknown>): number
  /** Stores only, and sends later: two senders at the same moment. */
  store(message?: Record<string, unknown>): { id: number; deliver(): void }
  /** A new database: everything is gone and numbers begin again. */
  startAfresh(): void
  remove(id: number): void
  applications: { id: number; name: string; image: string }[]
  tokens: Set<string>
  /** Raw text to everybody. */
  write(text: string): void
  cut(): void
  /** Called when a page is about to be sent. */
  beforePage: (() => void) | null
  /** An answer of its own for a path: `message`, `application`. */
  answers: Map<string, { status: number; body: string }>
  close(): Promise<void>
}

/**
 * A Gotify server as its API (version 2) and sources describe it: `/stream`, `/message` with pages from the newest down
 * (`since`: only lower numbers), `/application`, `/version`, `/health`; tokens by header, query or Bearer; pings are its
 * own, and a client may send no more than 64 bytes.
 */
export async function startGotifyServer(): Promise<GotifyServer> {
  const readers = new Set<WebSocket>()
  let messages: { id: number; [field: string]: unknown }[] = []
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 })

  const local = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://gotify.invalid')
    const path = url.pathname.replace(/^\/push\//, '')
    if (path === url.pathname) return json(response, 404, { error: 'Not Found', errorCode: 404 })
    if (path === '')
      return void response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end('<!doctype html><html><head><title>Gotify</title></head><body><div id="root"></div></body></html>')
    if (path === 'version')
      return json(response, 200, { version: '2.9.0', commit: 'abc', buildDate: '2026-01-01-10:00:00' })
    if (path === 'health') return json(response, 200, { health: 'green', database: 'green' })
    if (!isLetIn(request)) return unauthorized(response)
    const own = server.answers.get(path)
    if (own !== undefined)
      return void response.writeHead(own.status, { 'Content-Type': 'application/json' }).end(own.body)
    if (path === 'application') {
      return json(
        response,
        200,
        server.applications.map((application) => ({
          ...application,
          token: 'A-secret',
          description: '',
          internal: false,
        })),
      )
    }
    if (path === 'message') {
      server.beforePage?.()
      return json(response, 200, pageOf(url))
    }
    return json(response, 404, { error: 'Not Found', errorCode: 404, errorDescription: 'page not found' })
  })
  local.server.on('upgrade', (request, socket, head) => {
    local.requests.push({ path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders })
    if (!isLetIn(request)) return refuse(socket)
    sockets.handleUpgrade(request, socket, head, (reader) => {
      readers.add(reader)
      reader.on('close', () => readers.delete(reader))
      reader.on('error', () => undefined)
    })
  })

  function isLetIn(request: IncomingMessage): boolean {
    const given =
      request.headers['x-gotify-key'] ??
      new URL(request.url ?? '/', 'http://gotify.invalid').searchParams.get('token') ??
      request.headers.authorization?.replace(/^Bearer /, '')
    return typeof given === 'string' && server.tokens.has(given)
  }

  function pageOf(url: URL): object {
    const limit = Number(url.searchParams.get('limit') ?? 100)
    const since = Number(url.searchParams.get('since') ?? 0)
    const wanted = [...messages].reverse().filter(({ id }) => since === 0 || id < since)
    const shown = wanted.slice(0, limit)
    const more = wanted.length > limit
    return {
      paging: {
        size: shown.length,
        limit,
        since: more ? shown.at(-1)?.id : 0,
        ...(more && { next: `http://elsewhere.invalid/message?limit=${limit}&since=${shown.at(-1)?.id}` }),
      },
      messages: shown,
    }
  }

  const send = (message: object): void => readers.forEach((reader) => reader.send(JSON.stringify(message)))
  let last = 0
  const server: GotifyServer = {
    local,
    base: `${local.origin}/push/`,
    readers,
    applications: [
      { id: 1, name: 'Backup Server', image: 'image/abc.png' },
      { id: 2, name: 'Front door', image: 'static/defaultapp.png' },
    ],
    tokens: new Set(['CGoodToken12345']),
    beforePage: null,
    answers: new Map(),
    store(message = {}) {
      last += 1
      const whole = {
        id: last,
        appid: 1,
        message: `message ${last}`,
        title: `Title ${last}`,
        priority: 5,
        date: new Date().toISOString(),
        ...message,
      }
      messages.push(whole)
      return { id: whole.id, deliver: () => send(whole) }
    },
    publish(message) {
      const { id, deliver } = server.store(message)
      deliver()
      return id
    },
    startAfresh() {
      messages = []
      last = 0
    },
    remove(id) {
      messages = messages.filter((message) => message.id !== id)
    },
    write: (text) => readers.forEach((reader) => reader.send(text)),
    cut: () => readers.forEach((reader) => reader.terminate()),
    close: local.close,
  }
  return server
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}

const UNAUTHORIZED = {
  error: 'Unauthorized',
  errorCode: 401,
  errorDescription: 'you need to provide a valid access token or user credentials to access this api',
}
const unauthorized = (response: ServerResponse): void => json(response, 401, UNAUTHORIZED)

function refuse(socket: Duplex): void {
  const body = JSON.stringify(UNAUTHORIZED)
  socket.end(
    `HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}
