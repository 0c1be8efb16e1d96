import type { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer } from './local-server'

/** The socket of Gotify for the contract suite, with pages that hold nothing. */
export async function startGotifyPublisher(): Promise<ContractPublisher> {
  const readers = new Set<WebSocket>()
  let last = 0
  const local = await startLocalServer((request, response) => {
    response.setHeader('Content-Type', 'application/json')
    if (request.url?.endsWith('/application') === true) return void response.end('[]')
    response.end('{"paging":{"since":0},"messages":[]}')
  })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  local.server.on('upgrade', (request, socket, head) => {
    const behaviour = request.url?.split('/')[1] ?? ''
    if (behaviour === 'mute') return void socket.on('end', () => socket.end()).resume()
    if (/^\d+$/.test(behaviour))
      return void socket.end(`HTTP/1.1 ${behaviour} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    sockets.handleUpgrade(request, socket, head, (reader) => {
      readers.add(reader)
      reader.on('close', () => readers.delete(reader))
      reader.on('error', () => undefined)
    })
  })
  const spell = (text: string, id: number): string =>
    JSON.stringify({ id, appid: 1, message: text, title: '', priority: 5, date: '2026-01-01T00:00:00Z' })

  return {
    url: (behaviour) => `${local.origin}/${behaviour}/`,
    openSockets: local.openSockets,
    send: (texts) =>
      texts.forEach((text) => {
        last += 1
        readers.forEach((reader) => reader.send(spell(text, last)))
      }),
    finish: () => readers.forEach((reader) => reader.close(1000)),
    tear(text, bytes) {
      const body = Buffer.from(spell(text, (last += 1)))
      // One unmasked text frame with a length of 16 bits (RFC 6455 section 5.2).
      const whole = Buffer.concat([Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff]), body])
      for (const reader of readers) {
        // The frame is cut on purpose, so it cannot be sent through the library.
        const { _socket: socket } = reader as unknown as { _socket: Socket }
        if (bytes === 0) socket.destroySoon()
        else socket.write(whole.subarray(0, bytes), () => socket.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () => [...readers].reduce((sum, reader) => sum + reader.bufferedAmount, 0),
    reset: () => readers.forEach((reader) => reader.terminate()),
    close: local.close,
  }
}
