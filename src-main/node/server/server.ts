import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../../core/ports'
import type { Reader } from '../../core/reader'
import { answerCall, refused, type CallAnswer } from './calls'
import { createDoor, type Door } from './door'
import { SECURITY_HEADERS } from './headers'
import { LOCKED_PAGE } from './pages'
import { createPushStreams } from './push-stream'
import { serveStatic } from './static-files'

export interface ServerOptions {
  reader: Pick<Reader, 'call' | 'onPush' | 'network'>
  /** The built interface: index.html and assets/. Null serves calls and pushes only (for the command line). */
  staticFolder: string | null
  /** 0 for any free port. */
  port: number
  /** The secret of this installation. */
  token: string
  /** Loopback unless the user insists. */
  host?: string
  log: Log
  heartbeatMs?: number
}

export interface RunningServer {
  port: number
  /** `http://127.0.0.1:PORT`, without the token. */
  origin: string
  /** The whole address to open, with the token. */
  address: string
  stop(): Promise<void>
}

/** Opens the browser shell. Rejects with the system's error (EADDRINUSE, EACCES) when it cannot listen there. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { reader, token, log, host = '127.0.0.1' } = options
  const pushes = createPushStreams(reader, options.heartbeatMs)
  let door: Door | null = null
  const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => {
    // Set before the first request can come: it is built as soon as the port is known.
    if (door === null) throw new Error('a request came before the door was built')
    answer({ ...options, door, pushes: pushes.open }, request, response).catch((error: unknown) => {
      // Whoever asked left in the middle; anybody can do that as often as he likes, so it is nothing for the log.
      const gone = hasCode(error, 'ECONNRESET') || hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE')
      if (!gone) log.error('a request could not be answered', { path: pathOf(request), error: String(error) })
      response.destroy()
    })
  })
  server.requestTimeout = 60_000
  try {
    await listen(server, options.port, host)
  } catch (error) {
    pushes.close()
    throw error
  }
  // A listening TCP server has an AddressInfo; the string form is for pipes.
  const { port } = server.address() as AddressInfo
  door = createDoor({ token, host, port })
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`
  return {
    port,
    origin,
    address: `${origin}/?token=${token}`,
    stop: () =>
      new Promise((resolve) => {
        pushes.close()
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

type Shell = Pick<ServerOptions, 'reader' | 'staticFolder'> & { door: Door; pushes(response: ServerResponse): void }

async function answer(shell: Shell, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
  const path = pathOf(request)
  if (path === null) {
    response.writeHead(400, { 'Content-Type': 'text/plain' }).end('This is not an address.\n')
    return
  }
  const admission = shell.door.admit(request)
  if (!admission.ok) {
    if (admission.reason === 'token' && letIn(shell.door, request, response)) return
    turnAway(path, admission.status, admission.reason, response)
  } else if (path.startsWith('/call/')) {
    sendResult(response, await answerCall(shell.reader, path.slice('/call/'.length), request))
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain' }).end('Only GET and HEAD.\n')
  } else if (path === '/pushes' && request.method === 'GET') {
    shell.pushes(response)
  } else if (path === '/ping') {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify({ name: 'crier', pid: process.pid }))
  } else if (letIn(shell.door, request, response)) {
    // The key was shown once more: it leaves the address bar all the same.
  } else if (shell.staticFolder === null) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('This reader shows itself in its own window.\n')
  } else {
    await serveStatic(shell.staticFolder, path, request, response)
  }
}

/** `?token=…` is exchanged for a cookie and taken out of the address, so that it is in no history, title or picture. */
function letIn(door: Door, request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '/', 'http://shell')
  const token = url.searchParams.get('token')
  if (request.method !== 'GET' || token === null || !door.isToken(token)) return false
  url.searchParams.delete('token')
  // One leading slash only: `//elsewhere` would be an address of its own.
  const target = `/${url.pathname.replace(/^[/\\]+/, '')}${url.search}`
  response.writeHead(303, { Location: target, 'Set-Cookie': door.cookie(), 'Cache-Control': 'no-store' }).end()
  return true
}

function turnAway(path: string, status: 401 | 403, reason: string, response: ServerResponse): void {
  const words =
    reason === 'host'
      ? 'Crier answers only to its own name, 127.0.0.1 or localhost.'
      : reason === 'origin'
        ? 'Another site asked. Crier answers only its own page.'
        : 'The key is missing or wrong. Open the address that Crier printed when it started.'
  if (path.startsWith('/call/')) {
    sendResult(response, refused(status, 'unavailable', words))
    return
  }
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="Crier"')
  const html = status === 401 && path !== '/pushes' && path !== '/ping'
  response.writeHead(status, {
    'Content-Type': html ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(html ? LOCKED_PAGE : `${words}\n`)
}

function sendResult(response: ServerResponse, { status, result }: CallAnswer): void {
  const text = JSON.stringify(result)
  // After 413 the rest of the body is not read: the connection cannot be used again.
  if (status === 413) response.setHeader('Connection', 'close')
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  response.end(text)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** The decoded path of the request, null when it cannot be decoded or is no address (`//[`). */
function pathOf(request: IncomingMessage): string | null {
  if (!URL.canParse(request.url ?? '/', 'http://shell')) return null
  try {
    return decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/')
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
