import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

/** The moment of `open`, Unix seconds; messages of the suite come after it. */
const OPENED = 1_800_000_000

export interface NtfyPublisher extends ContractPublisher {
  readonly local: LocalServer
  /** The id that stands for the place the last subscription asked from. */
  askedFrom(): string | null
}

/** The JSON stream of ntfy for the contract suite: topics `live`, `mute` and `status-CODE`. */
export async function startNtfyPublisher(): Promise<NtfyPublisher> {
  const readers = new Set<ServerResponse>()
  let count = 0
  const local = await startLocalServer((request, response) => {
    const topic = request.url?.split(/[/?]/)[1] ?? ''
    if (topic === 'mute') return
    const status = /^status-(\d+)$/.exec(topic)?.[1]
    if (status !== undefined) return void response.writeHead(Number(status)).end('no')
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
    response.write(`${JSON.stringify({ id: 'open', time: OPENED, event: 'open', topic })}\n`)
    readers.add(response)
    response.on('close', () => readers.delete(response))
  })
  const spell = (text: string, id = `m${(count += 1)}`, time = OPENED + 1): string =>
    `${JSON.stringify({ id, time, event: 'message', topic: 'live', message: text })}\n`

  return {
    local,
    url: (behaviour) => `${local.origin}/${typeof behaviour === 'number' ? `status-${behaviour}` : behaviour}`,
    openSockets: local.openSockets,
    askedFrom() {
      const since = new URL(local.requests.at(-1)?.path ?? '/', local.origin).searchParams.get('since')
      // A minute before the last message, whose time stands for its id here.
      return since === null ? null : String(Number(since) + 60 - OPENED)
    },
    send: (texts, firstId) =>
      texts.forEach((text, index) => {
        const id = firstId === undefined ? undefined : String(firstId + index)
        const written = id === undefined ? spell(text) : spell(text, id, OPENED + Number(id))
        readers.forEach((reader) => void reader.write(written))
      }),
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
