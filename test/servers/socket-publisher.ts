import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { ContractPublisher } from '../contracts/transport.contract'
import type { Certificate } from './certificate'

export interface SocketPublisher extends ContractPublisher {
  /** What readers sent, as it came, one text for each connection. */
  readonly heard: string[]
  /** Bytes as they stand. */
  write(bytes: Buffer | string): void
  readonly readers: ReadonlySet<Socket>
}

/** A bare socket that sends messages with an ending of the test's choice. `mute` is the same: such a line may say nothing. */
export async function startSocketPublisher(
  ending: string,
  certificate?: Certificate,
  onPort = 0,
): Promise<SocketPublisher> {
  const readers = new Set<Socket>()
  const heard: string[] = []
  const take = (socket: Socket): void => {
    const at = heard.push('') - 1
    readers.add(socket)
    socket.on('data', (bytes: Buffer) => (heard[at] += bytes.toString('utf8')))
    socket.on('close', () => readers.delete(socket))
    // The tests cut lines on purpose.
    socket.on('error', () => undefined)
  }
  const server: Server = certificate ? createTlsServer(certificate, take) : createServer(take)
  await new Promise<void>((resolve) => server.listen(onPort, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const whole = (text: string): Buffer => Buffer.from(text + ending)
  return {
    heard,
    readers,
    url: () => `${certificate ? 'tls' : 'tcp'}://127.0.0.1:${address.port}`,
    openSockets: () => readers.size,
    send: (texts) => readers.forEach((reader) => texts.forEach((text) => reader.write(whole(text)))),
    write: (bytes) => readers.forEach((reader) => reader.write(bytes)),
    finish: () => readers.forEach((reader) => reader.end()),
    tear(text, bytes) {
      for (const reader of readers) {
        if (bytes === 0) reader.resetAndDestroy()
        else reader.write(whole(text).subarray(0, bytes), () => reader.resetAndDestroy())
      }
      return bytes >= whole(text).length
    },
    untaken: () => [...readers].reduce((sum, reader) => sum + reader.writableLength, 0),
    reset() {
      for (const reader of readers) reader.destroy()
      heard.length = 0
    },
    async close() {
      for (const reader of readers) reader.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
