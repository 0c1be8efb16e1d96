import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

export interface LongPollPublisher extends ContractPublisher {
  readonly local: LocalServer
}

interface Reader {
  response: ServerResponse
  since: number
}

/** A newswire that holds: `/live?since=N&wait=S`, `/mute`, `/status/CODE`. Answers `{cursor, items: [{id, text}]}`. */
export async function startLongPollPublisher(): Promise<LongPollPublisher> {
  const readers = new Set<Reader>()
  let news: { id: number; text: string }[] = []
  let tearAt: { text: string; bytes: number } | null = null
  /** The greatest place that a reader showed: everything up to it has been taken. */
  let taken = 0

  const answer = ({ response, since }: Reader): void => {
    const fresh = news.filter(({ id }) => id > since)
    // As many as fit an answer that is no burden; the next request gets the rest.
    let bytes = 0
    const page = fresh.filter(({ text }, index) => (bytes += text.length) < 4 * 1024 * 1024 || index === 0)
    response.end(JSON.stringify({ cursor: page.at(-1)?.id ?? since, items: page }))
  }
  const serve = (reader: Reader): void => {
    if (news.some(({ id }) => id > reader.since)) answer(reader)
    else readers.add(reader)
  }
  const torn = ({ response, since }: Reader): void => {
    if (tearAt === null) return
    const { text, bytes } = tearAt
    const body = Buffer.from(JSON.stringify({ cursor: since + 1, items: [{ id: since + 1, text }] }))
    const breakOff = () => (response.socket as Socket).destroySoon()
    // Whoever took all of it and asks on gets nothing more.
    if (bytes === 0 || since > (news.at(-1)?.id ?? 0)) breakOff()
    else response.writeHead(200, { 'Content-Length': String(body.length) }).write(body.subarray(0, bytes), breakOff)
  }

  const local = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const [, behaviour, status] = url.pathname.split('/')
    if (behaviour === 'mute') return
    if (behaviour === 'status') return void response.writeHead(Number(status)).end('no')
    response.setHeader('Content-Type', 'application/json')
    // A newcomer is told at once where it is, so that it knows that all is well.
    const isNew = !url.searchParams.has('since') && news.length === 0 && tearAt === null
    if (isNew) return void response.end('{"cursor":0,"items":[]}')
    const reader = { response, since: Number(url.searchParams.get('since') ?? 0) }
    taken = Math.max(taken, reader.since)
    response.on('close', () => readers.delete(reader))
    if (tearAt !== null) return torn(reader)
    serve(reader)
  })
  const wake = () => {
    for (const reader of readers) {
      readers.delete(reader)
      serve(reader)
    }
  }

  return {
    local,
    url: (behaviour) => `${local.origin}/${typeof behaviour === 'number' ? `status/${behaviour}` : behaviour}`,
    openSockets: local.openSockets,
    send(texts, firstId) {
      const first = firstId ?? (news.at(-1)?.id ?? 0) + 1
      news.push(...texts.map((text, index) => ({ id: first + index, text })))
      wake()
    },
    finish: () => undefined,
    tear(text, bytes) {
      tearAt = { text, bytes }
      for (const reader of readers) {
        readers.delete(reader)
        torn(reader)
      }
      const since = news.at(-1)?.id ?? 0
      return bytes >= Buffer.byteLength(JSON.stringify({ cursor: since + 1, items: [{ id: since + 1, text }] }))
    },
    untaken: () => news.filter(({ id }) => id > taken).reduce((sum, { text }) => sum + text.length, 0),
    reset() {
      for (const reader of readers) reader.response.destroy()
      readers.clear()
      news = []
      tearAt = null
      taken = 0
    },
    close: local.close,
  }
}
