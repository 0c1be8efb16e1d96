import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { TransportError } from '../../core/ports'
import type { DoorCertificate } from './certificate'

/** Connections that may be open at once; a push service in front of us needs a few. */
const MAX_CONNECTIONS = 256
/** Time for the first byte, and for any pause in a request. */
const IDLE_MS = 15_000
/** Time from the connection, or from an answer on it, to the next request, whose headers may be dribbled without a pause. */
const NEXT_REQUEST_MS = 15_000
/** No connection lives longer, so that nobody can hold them all by dribbling. */
const MOST_LIFE_MS = 5 * 60_000
const MAX_HEADER_BYTES = 16 * 1024
/** First byte of a TLS handshake (RFC 8446 section 5.1). */
const TLS_HANDSHAKE = 0x16

export interface Listener {
  port: number
  close(): Promise<void>
}

/**
 * One port for TLS and plain HTTP, told apart by the first byte: `web-push` and browsers' push services speak TLS only,
 * a reverse proxy on the same machine usually plain HTTP.
 *
 * @throws TransportError when none of the ports can be had
 */
export async function listen(
  host: string,
  ports: readonly number[],
  certificate: DoorCertificate,
  handle: RequestListener,
  nextRequestMs = NEXT_REQUEST_MS,
): Promise<Listener> {
  const options = { maxHeaderSize: MAX_HEADER_BYTES }
  // Node watches over slow headers only on a server that listens itself. A TLS socket has the peer of the one it is in.
  const waits = new Map<string, Wait>()
  const heard: RequestListener = (request, response) => {
    const wait = waits.get(peerOf(request.socket))
    wait?.end()
    response.once('finish', () => wait?.begin())
    handle(request, response)
  }
  const plain = createHttpServer(options, heard)
  const secure = createHttpsServer({ ...options, key: certificate.key, cert: certificate.cert }, heard)
  const sockets = new Set<Socket>()
  for (const server of [plain, secure]) {
    server.timeout = IDLE_MS
    server.on('clientError', (_, socket) => socket.destroy())
  }
  // Whoever speaks no TLS after all: a port scanner, or a sender that refuses our certificate.
  secure.on('tlsClientError', (_, socket) => socket.destroy())

  const server = createServer((socket) => {
    sockets.add(socket)
    const end = setTimeout(() => socket.destroy(), MOST_LIFE_MS)
    end.unref()
    const peer = peerOf(socket)
    const wait = waitFor(nextRequestMs, () => socket.destroy())
    wait.begin()
    waits.set(peer, wait)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      clearTimeout(end)
      wait.end()
      if (waits.get(peer) === wait) waits.delete(peer)
      sockets.delete(socket)
    })
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null
      if (first === null) return void socket.destroy()
      socket.unshift(first)
      ;(first[0] === TLS_HANDSHAKE ? secure : plain).emit('connection', socket)
    })
  })
  server.maxConnections = MAX_CONNECTIONS
  const port = await firstFree(server, host, ports)
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of sockets) socket.destroy()
      }),
  }
}

interface Wait {
  begin(): void
  end(): void
}

function waitFor(ms: number, over: () => void): Wait {
  let timer: NodeJS.Timeout | undefined
  return {
    begin() {
      clearTimeout(timer)
      timer = setTimeout(over, ms)
      timer.unref()
    },
    end: () => clearTimeout(timer),
  }
}

function peerOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${String(remotePort)}`
}

async function firstFree(server: Server, host: string, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      return await listenOn(server, host, port)
    } catch (error) {
      if (index === ports.length - 1) throw cannotListen(error, host, port)
    }
  }
  throw new RangeError('no port to listen on was named')
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      // A listening TCP server has an AddressInfo; the string form is for pipes.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function cannotListen(error: unknown, host: string, port: number): TransportError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const why =
    code === 'EADDRINUSE'
      ? `another program has port ${String(port)}`
      : code === 'EACCES'
        ? `this user may not open port ${String(port)}`
        : `${host} is no address of this computer`
  return new TransportError(
    'unreachable',
    `The receiver on ${host} cannot be opened: ${why}. Choose another port or address in the settings.`,
    { detail: code, cause: error },
  )
}
