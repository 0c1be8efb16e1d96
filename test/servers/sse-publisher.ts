import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

export interface SsePublisher extends ContractPublisher {
  readonly local: LocalServer
  /** Raw text to whoever is connected. */
  write(text: string): void
}

/** Server-sent events: `/live`, `/mute`, `/status/CODE`. */
export async function startSsePublisher(): Promise<SsePublisher> {
  const readers = new Set<ServerResponse>()
  const local = await startLocalServer((request, response) => {
    const [, behaviour, status] = request.url?.split('/') ?? []
    if (behaviour === 'mute') return
    if (behaviour === 'status') return void response.writeHead(Number(status)).end('no')
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.flushHeaders()
    readers.add(response)
    response.on('close', () => readers.delete(response))
  })
  const write = (text: string | Buffer) => readers.forEach((reader) => void reader.write(text))
  const spell = (text: string, id?: number) => {
    const lines = text.split('\n').map((line) => `data: ${line}\n`)
    return `${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`
  }

  return {
    local,
    write,
    url: (behaviour) => `${local.origin}/${typeof behaviour === 'number' ? `status/${behaviour}` : behaviour}`,
    openSockets: local.openSockets,
    send: (texts, firstId) =>
      texts.forEach((text, index) => write(spell(text, firstId === undefined ? undefined : firstId + index))),
    finish: () => readers.forEach((reader) => void reader.end()),
    tear(text, bytes) {
      const whole = Buffer.from(spell(text))
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
