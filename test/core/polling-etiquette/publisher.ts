import type { ServerResponse } from 'node:http'
import type { Certificate } from '../../servers/certificate'
import { type LocalServer, startLocalServer } from '../../servers/local-server'
import type { Book } from './book'

/** One request as the publisher saw it. `at` is virtual time, headers are one character per byte, as they came. */
export interface Asked {
  at: number
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
}

/** What a path answers. */
export interface Answer {
  status?: number
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
  /** Promise more than is sent, then hang up. */
  cutShort?: boolean
  /** Not to be kept by the reader although its status is 200: its validators must never come back. */
  unusable?: boolean
  /** Guids in the document, for the count of losses; read from the body when absent. */
  guids?: string[]
  /** Writes the answer itself. */
  raw?: (response: ServerResponse) => void
}

export type Answering = (asked: Asked, count: number) => Answer

/** A server on the loopback address that remembers every request with its virtual time. */
export interface Publisher {
  readonly origin: string
  readonly local: LocalServer
  /** What `path` answers from now on. A path that was given none is 404 and counts as an intrusion. */
  at(path: string, answer: Answer | Answering): void
  asked(path?: string): Asked[]
  /** The most connections that were open at once. */
  readonly mostSockets: number
  close(): Promise<void>
}

export const rss = (guids: readonly string[], channel = ''): string =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Local paper</title>${channel}${guids
    .map((guid) => `<item><title>Story ${guid}</title><guid isPermaLink="false">${guid}</guid></item>`)
    .join('')}</channel></rss>`

export const cdf = (guids: readonly string[], channel = ''): string =>
  `<?XML VERSION="1.0"?><CHANNEL><TITLE>Local paper</TITLE>${channel}${guids
    .map((guid) => `<ITEM HREF="${guid}.html"><TITLE>Story ${guid}</TITLE></ITEM>`)
    .join('')}</CHANNEL>`

/** Answers 304 whenever the reader proves that it has the document, else all of it. */
export const wellMade =
  (guids: readonly string[], headers: Record<string, string> = { ETag: '"abc"' }, channel = ''): Answering =>
  (asked) =>
    asked.headers['if-none-match'] !== undefined || asked.headers['if-modified-since'] !== undefined
      ? { status: 304, headers }
      : { headers, body: rss(guids, channel) }

export async function startPublisher(now: () => number, book: Book, certificate?: Certificate): Promise<Publisher> {
  const answers = new Map<string, Answering>()
  const seen: Asked[] = []
  let mostSockets = 0
  const local = await startLocalServer((request, response) => {
    mostSockets = Math.max(mostSockets, local.openSockets())
    const path = request.url ?? ''
    const asked: Asked = { at: now(), method: request.method ?? '', path, headers: request.headers }
    seen.push(asked)
    const answering = answers.get(path)
    const count = seen.filter((one) => one.path === path).length
    const answer = answering?.(asked, count) ?? { status: 404, body: 'nothing here' }
    book.exchange(local.origin, asked, answer, answering !== undefined)
    if (answer.raw !== undefined) return answer.raw(response)
    const { status = 200, headers = {}, body = '', cutShort = false } = answer
    // The machine's real time means nothing here.
    const date = { Date: new Date(now()).toUTCString() }
    if (status === 304) return response.writeHead(304, { ...date, ...headers }).end()
    const bytes = Buffer.from(body)
    response.writeHead(status, {
      'Content-Type': 'application/rss+xml',
      'Content-Length': String(bytes.length * (cutShort ? 2 : 1)),
      ...date,
      ...headers,
    })
    if (cutShort) response.write(bytes, () => response.destroy())
    else response.end(bytes)
  }, certificate)
  return {
    local,
    origin: local.origin,
    at: (path, answer) => void answers.set(path, typeof answer === 'function' ? answer : () => answer),
    asked: (path) => (path === undefined ? seen : seen.filter((one) => one.path === path)),
    get mostSockets() {
      return mostSockets
    },
    close: () => local.close(),
  }
}
