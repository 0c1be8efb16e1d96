import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Certificate } from './certificate'
import { until } from './until'

export interface SeenRequest {
  path: string
  headers: IncomingHttpHeaders
  /** Name, value, name, value … one character per byte, as they came. */
  rawHeaders: string[]
}

/** A real server on 127.0.0.1 that remembers what it was asked and which connections are still open. */
export interface LocalServer {
  readonly server: Server
  readonly port: number
  /** `http://127.0.0.1:PORT` or https. */
  readonly origin: string
  readonly requests: SeenRequest[]
  openSockets(): number
  /** Resolves when no connection is left. */
  deserted(): Promise<void>
  close(): Promise<void>
}

export async function startLocalServer(handle: RequestListener, certificate?: Certificate): Promise<LocalServer> {
  const requests: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    requests.push({ path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders })
    handle(request, response)
  }
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener)
  server.keepAliveTimeout = 0
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The tests cut lines on purpose.
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  return {
    server,
    port: address.port,
    origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    requests,
    openSockets: () => sockets.size,
    deserted: () => until(() => sockets.size === 0, 'every connection closed'),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
