import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

export interface EndlessPublisher extends ContractPublisher {
  readonly local: LocalServer
  /** Raw bytes to whoever is connected. */
  write(bytes: string | Uint8Array): void
}

export interface EndlessWire {
  contentType: string
  /** One event as it goes over the wire. */
  spell(text: string, id?: number): string
  /** Before the first event, and at an orderly end. */
  preamble?: string
  ending?: string
}

/** Any technique of one endless answer: `/live`, `/mute`, `/status/CODE`. */
export async function startEndlessPublisher(wire: EndlessWire): Promise<EndlessPublisher> {
  const readers = new Set<ServerResponse>()
  const local = await startLocalServer((request, response) => {
    const [, behaviour, status] = (request.url?.split('?')[0] ?? '').split('/')
    if (behaviour === 'mute') return
    if (behaviour === 'status') return void response.writeHead(Number(status)).end('no')
    response.writeHead(200, { 'Content-Type': wire.contentType })
    response.flushHeaders()
    if (wire.preamble !== undefined) response.write(wire.preamble)
    readers.add(response)
    response.on('close', () => readers.delete(response))
  })
  const write = (bytes: string | Uint8Array) => readers.forEach((reader) => void reader.write(bytes))

  return {
    local,
    write,
    url: (behaviour) => `${local.origin}/${typeof behaviour === 'number' ? `status/${String(behaviour)}` : behaviour}`,
    openSockets: local.openSockets,
    send: (texts, firstId) =>
      texts.forEach((text, index) => write(wire.spell(text, firstId === undefined ? undefined : firstId + index))),
    finish: () => readers.forEach((reader) => void reader.end(wire.ending)),
    tear(text, bytes) {
      const whole = Buffer.from(wire.spell(text))
      readers.forEach((reader) => {
        const breakOff = () => (reader.socket as Socket).destroySoon()
        if (bytes === 0) breakOff()
        else reader.write(whole.subarray(0, bytes), breakOff)
      })
      return bytes >= whole.length
    },
    untaken: () => [...readers].reduce((sum, reader) => sum + reader.writableLength, 0),
    reset: () => readers.forEach((reader) => void reader.destroy()),
    close: local.close,
  }
}
