import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { sealPush } from '../../src-main/newsroom/seal-push'
import { publicKeyOf, type PushKeys } from '../../src-main/transports/webpush/decrypt'
import type { ContractPublisher } from '../contracts/transport.contract'
import type { Certificate } from './certificate'
import { startLocalServer, type LocalServer } from './local-server'

export interface NtfyPushServer extends ContractPublisher {
  readonly local: LocalServer
  /** `since` of the last stream. */
  since(): string | null
  /** Topics of the last stream. */
  topics(): string[]
  /** A raw line to whoever reads. */
  write(line: string): void
  /** A body as ntfy takes one that was posted to a topic. */
  post(topic: string, body: Uint8Array): void
}

interface Kept {
  id: string
  topic: string
  line: string
}

const BODY_LIMIT_BYTES = 4_096

/**
 * A push server as ntfy is one, from its documentation (protocols 6.5): `POST /<topic>?up=1` keeps a body untouched but
 * cuts it at 4096 bytes, and gives it as base64 where it is no UTF-8; `GET /<topics>/json?since=` is one stream of lines;
 * TTL, Topic and Urgency mean nothing to it; the answer to a message is 200 with JSON.
 */
export async function startNtfyPushServer(keys?: PushKeys, certificate?: Certificate): Promise<NtfyPushServer> {
  const readers = new Map<ServerResponse, string[]>()
  let kept: Kept[] = []
  let seen: URL | null = null
  let nextId = 1

  const local = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://ntfy.invalid')
    const [, first = '', second] = url.pathname.split('/')
    if (first === 'mute') return
    if (first === 'status') return void response.writeHead(Number(/\d+/.exec(second ?? '')?.[0])).end('no')
    if (request.method === 'GET' && second === 'json') return stream(first.split(','), url, response)
    if (request.method === 'GET' && url.searchParams.has('up')) {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      return void response.end('{"unifiedpush":{"version":1}}\n')
    }
    if (request.method === 'POST') return void take(first, request, response)
    response.writeHead(404).end()
  }, certificate)

  function stream(topics: string[], url: URL, response: ServerResponse): void {
    seen = url
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
    response.write(`{"id":"open","event":"open","topic":"${topics.join(',')}"}\n`)
    const since = url.searchParams.get('since')
    const at = kept.findIndex(({ id }) => id === since)
    const missed = since === null ? [] : at === -1 ? kept : kept.slice(at + 1)
    for (const { topic, line } of missed) if (topics.includes(topic)) response.write(line)
    readers.set(response, topics)
    response.on('close', () => readers.delete(response))
  }

  async function take(topic: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const id = post(topic, Buffer.concat(chunks).subarray(0, BODY_LIMIT_BYTES))
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id, event: 'message' }))
  }

  function post(topic: string, body: Uint8Array, id = `m${nextId++}`): string {
    const bytes = Buffer.from(body)
    const text = bytes.toString('utf8')
    const isText = Buffer.from(text, 'utf8').equals(bytes)
    const message = isText ? { message: text } : { message: bytes.toString('base64'), encoding: 'base64' }
    const line = `${JSON.stringify({ id, time: 1, expires: 2, event: 'message', topic, ...message })}\n`
    kept.push({ id, topic, line })
    for (const [reader, topics] of readers) if (topics.includes(topic)) reader.write(line)
    return id
  }

  const TOPIC = 'upContract'
  const seal = (text: string): Buffer => {
    if (keys === undefined) throw new Error('no keys to seal with')
    return sealPush(text, { p256dh: publicKeyOf(keys), auth: keys.authSecret })
  }
  return {
    local,
    since: () => seen?.searchParams.get('since') ?? null,
    topics: () => seen?.pathname.split('/')[1]?.split(',') ?? [],
    write: (line) => readers.forEach((_, reader) => void reader.write(line)),
    post,
    url: (behaviour) =>
      typeof behaviour === 'number'
        ? `${local.origin}/status/s${behaviour}?up=1`
        : `${local.origin}/${behaviour === 'mute' ? 'mute/m' : TOPIC}?up=1`,
    openSockets: local.openSockets,
    send: (texts, firstId) =>
      texts.forEach((text, index) => post(TOPIC, seal(text), firstId === undefined ? undefined : `${firstId + index}`)),
    finish: () => readers.forEach((_, reader) => void reader.end()),
    tear(text, bytes) {
      const line = `{"id":"torn","event":"message","topic":"${TOPIC}","encoding":"base64","message":"${seal(text).toString('base64')}"}\n`
      const whole = Buffer.from(line)
      readers.forEach((_, reader) => {
        const breakOff = () => (reader.socket as Socket).destroySoon()
        if (bytes === 0) breakOff()
        else reader.write(whole.subarray(0, bytes), breakOff)
      })
      return bytes >= whole.length
    },
    untaken: () => [...readers.keys()].reduce((sum, reader) => sum + reader.writableLength, 0),
    reset() {
      kept = []
      readers.forEach((_, reader) => void reader.destroy())
    },
    close: local.close,
  }
}
