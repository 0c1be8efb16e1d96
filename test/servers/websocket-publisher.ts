import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ContractPublisher } from '../contracts/transport.contract'
import type { Certificate } from './certificate'
import { startLocalServer, type LocalServer } from './local-server'

export interface WebSocketPublisher extends ContractPublisher {
  readonly local: LocalServer
  /** Whoever is connected. */
  readonly readers: ReadonlySet<WebSocket>
  /** What readers sent. */
  readonly heard: string[]
}

/**
 * WebSocket: `/live`, `/mute`, `/status/CODE` (`?retry=` for Retry-After, `?with=` for any other header), `/redirect?to=URL`, `/loop`, `/protocol/NAME` (picks it
 * when it was offered), `/uninvited/NAME` (picks it though it was not), `/deaf` (never answers a ping).
 */
export async function startWebSocketPublisher(certificate?: Certificate): Promise<WebSocketPublisher> {
  const readers = new Set<WebSocket>()
  const heard: string[] = []
  const local = await startLocalServer((_, response) => void response.end('plain'), certificate)
  const picking = new WeakMap<IncomingMessage, string>()
  const options = { noServer: true, perMessageDeflate: false, maxPayload: 1024 * 1024 }
  const handleProtocols = (_: Set<string>, request: IncomingMessage) => picking.get(request) ?? (false as const)
  const lively = new WebSocketServer({ ...options, handleProtocols })
  const deaf = new WebSocketServer({ ...options, autoPong: false })

  local.server.on('upgrade', (request, socket, head) => {
    local.requests.push({ path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders })
    const url = new URL(request.url ?? '/', local.origin)
    const [, behaviour, argument = ''] = url.pathname.split('/')
    const answer = (status: number, header: string) =>
      socket.end(`HTTP/1.1 ${status} Answer\r\n${header}Content-Length: 0\r\n\r\n`)
    // Reading is how it learns that the other side has gone.
    if (behaviour === 'mute') return void socket.on('end', () => socket.end()).resume()
    if (behaviour === 'loop') return answer(302, 'Location: /loop\r\n')
    if (behaviour === 'redirect') return answer(302, `Location: ${url.searchParams.get('to')}\r\n`)
    if (behaviour === 'status') {
      const retry = url.searchParams.get('retry')
      const more = url.searchParams.getAll('with').map((header) => `${header}\r\n`)
      return answer(Number(argument), `${retry === null ? '' : `Retry-After: ${retry}\r\n`}${more.join('')}`)
    }
    if (behaviour === 'protocol') picking.set(request, argument)
    if (behaviour === 'uninvited') {
      const key = request.headers['sec-websocket-key'] ?? ''
      // RFC 6455 section 4.2.2: what proves that the key was read.
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      socket.on('end', () => socket.end()).resume()
      socket.write('HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n')
      return void socket.write(`Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${argument}\r\n\r\n`)
    }
    const server = behaviour === 'deaf' ? deaf : lively
    server.handleUpgrade(request, socket, head, (reader) => {
      readers.add(reader)
      reader.on('close', () => readers.delete(reader))
      reader.on('error', () => undefined)
      reader.on('message', (data) => heard.push(String(data)))
    })
  })

  return {
    local,
    readers,
    heard,
    url: (behaviour) => {
      const path = typeof behaviour === 'number' ? `status/${behaviour}` : behaviour
      return `${local.origin.replace(/^http/, 'ws')}/${path}`
    },
    openSockets: local.openSockets,
    send: (texts) => readers.forEach((reader) => texts.forEach((text) => reader.send(text))),
    finish: () => readers.forEach((reader) => reader.close(1000)),
    tear(text, bytes) {
      const body = Buffer.from(text)
      // One unmasked, unfragmented text frame of less than 126 bytes (RFC 6455 section 5.2).
      const whole = Buffer.concat([Buffer.from([0x81, body.length]), body])
      for (const reader of readers) {
        // The frame is cut on purpose, so it cannot be sent through the library.
        const { _socket: socket } = reader as unknown as { _socket: Socket }
        if (bytes === 0) socket.destroySoon()
        else socket.write(whole.subarray(0, bytes), () => socket.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () => [...readers].reduce((sum, reader) => sum + reader.bufferedAmount, 0),
    reset() {
      readers.forEach((reader) => reader.terminate())
      heard.length = 0
    },
    close: local.close,
  }
}
