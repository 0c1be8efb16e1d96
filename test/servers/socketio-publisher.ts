import type { IncomingMessage } from 'node:http'
import type { Socket as NetSocket } from 'node:net'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import type { WebSocket } from 'ws'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

export interface SocketIoPublisher extends ContractPublisher {
  readonly local: LocalServer
  /** The real server of the `socket.io` package. */
  readonly io: Server
  /** Sockets of the first namespace. */
  sockets(): Socket[]
}

/** The `socket.io` package: `/socket.io/` is live; `/mute` takes the request and is silent, `/status/CODE` refuses. */
export async function startSocketIoPublisher(options: Partial<ServerOptions> = {}): Promise<SocketIoPublisher> {
  const local = await startLocalServer((request, response) => {
    const [, behaviour, code] = (request.url ?? '').split(/[/?]/)
    if (behaviour === 'status') response.writeHead(Number(code), { 'Content-Length': 0 }).end()
    else if (behaviour !== 'mute') response.writeHead(404).end()
  })
  local.server.on('upgrade', (request: IncomingMessage, socket: NetSocket) => {
    const [, behaviour, code] = (request.url ?? '').split(/[/?]/)
    // Reading is how it learns that the other side has gone.
    if (behaviour === 'mute') socket.on('end', () => socket.end()).resume()
    // The package listens for upgrades only when it has sockets.
    else if (options.transports?.includes('websocket') === false) {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
    } else if (behaviour !== 'socket.io') {
      socket.end(`HTTP/1.1 ${behaviour === 'status' ? code : 404} Answer\r\nContent-Length: 0\r\n\r\n`)
    }
  })
  const io = new Server(local.server, { serveClient: false, destroyUpgrade: false, ...options })
  const sockets = (): Socket[] => [...io.of('/').sockets.values()]
  /** The package does not show the line below a socket. */
  const rawOf = (socket: Socket): WebSocket & { _socket: NetSocket } =>
    (socket.conn.transport as unknown as { socket: WebSocket & { _socket: NetSocket } }).socket
  interface Buffered {
    writeBuffer: { data?: string }[]
  }

  return {
    local,
    io,
    sockets,
    url: (behaviour) =>
      behaviour === 'live'
        ? `${local.origin}/socket.io/`
        : `${local.origin}/${typeof behaviour === 'number' ? `status/${behaviour}` : behaviour}`,
    openSockets: local.openSockets,
    send: (texts) => texts.forEach((text) => io.emit('news', text)),
    finish: () => sockets().forEach((socket) => socket.conn.close()),
    tear(text, bytes) {
      const message = Buffer.from(`42["news",${JSON.stringify(text)}]`)
      // One unmasked, unfragmented text frame of less than 126 bytes (RFC 6455 section 5.2).
      const whole = Buffer.concat([Buffer.from([0x81, message.length]), message])
      for (const socket of sockets()) {
        const line = rawOf(socket)._socket
        if (bytes === 0) line.destroySoon()
        else line.write(whole.subarray(0, bytes), () => line.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () =>
      sockets().reduce((sum, socket) => {
        const { writeBuffer } = socket.conn as unknown as Buffered
        const waiting = writeBuffer.reduce((bytes, { data }) => bytes + (data?.length ?? 0), 0)
        return sum + waiting + (rawOf(socket)?.bufferedAmount ?? 0)
      }, 0),
    reset() {
      for (const socket of sockets()) socket.conn.close(true)
      io.removeAllListeners('connection')
      for (const namespace of io._nsps.values()) namespace.removeAllListeners('connection')
    },
    async close() {
      // The package waits for its connections to end; the local server ends them.
      const closing = io.close()
      await local.close()
      await closing
    },
  }
}
