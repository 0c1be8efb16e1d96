import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { MAX_BACKLOG_BYTES, pathOf } from './outlet'

/** The sockets of one path. */
export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  send(text: string): void
  close(): void
}

/** Accepts sockets on a path. `welcome` is called with each new one; what it sends comes first. */
export function openSockets(
  path: string,
  welcome: (client: WebSocket, request: IncomingMessage) => void,
  options: { subprotocol?: string } = {},
): Sockets {
  const { subprotocol } = options
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    ...(subprotocol !== undefined && { handleProtocols: () => subprotocol }),
  })
  server.on('connection', (client, request) => {
    // What a client sends wrongly is of no interest, but an unheard 'error' would end the process.
    client.on('error', () => {
      client.terminate()
    })
    welcome(client, request)
  })
  return {
    upgrade(request, socket, head) {
      if (pathOf(request) !== path) return false
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request))
      return true
    },
    send(text) {
      for (const client of server.clients) sendTo(client, text)
    },
    close() {
      for (const client of server.clients) client.terminate()
    },
  }
}

/** Sends to a client, or lets go of one that does not read. */
export function sendTo(client: WebSocket, text: string): void {
  if (client.bufferedAmount > MAX_BACKLOG_BYTES) client.terminate()
  else client.send(text)
}
