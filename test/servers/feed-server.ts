import type { IncomingHttpHeaders } from 'node:http'
import { type LocalServer, startLocalServer } from './local-server'

/** One answer of a publisher. */
export interface FeedAnswer {
  status?: number
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
  /** Promise more than is sent, then hang up. */
  cutShort?: boolean
}

export interface FeedServer extends LocalServer {
  /** What a path answers from now on; a function sees the request's headers. */
  answer(path: string, answer: FeedAnswer | ((headers: IncomingHttpHeaders) => FeedAnswer)): void
  /** Requests for one path so far. */
  asked(path: string): IncomingHttpHeaders[]
}

export const rssOf = (...titles: string[]): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Local paper</title><link>https://paper.example.org/</link>${titles
    .map(
      (title) =>
        `<item><title>${title}</title><guid>${title}</guid><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>`,
    )
    .join('')}</channel></rss>`

/** A publisher of documents on the loopback address. A path that was given no answer is 404. */
export async function startFeedServer(): Promise<FeedServer> {
  const answers = new Map<string, FeedAnswer | ((headers: IncomingHttpHeaders) => FeedAnswer)>()
  const local = await startLocalServer((request, response) => {
    const wanted = answers.get(request.url ?? '') ?? { status: 404, body: 'nothing here' }
    const {
      status = 200,
      headers = {},
      body = '',
      cutShort = false,
    } = typeof wanted === 'function' ? wanted(request.headers) : wanted
    const bytes = Buffer.from(body)
    const own = {
      'Content-Type': 'application/rss+xml',
      'Content-Length': String(bytes.length * (cutShort ? 2 : 1)),
      ...headers,
    }
    response.writeHead(status, status === 304 || status === 204 ? headers : own)
    if (cutShort) response.write(bytes, () => response.destroy())
    else response.end(status === 304 || status === 204 ? undefined : bytes)
  })
  return {
    ...local,
    answer: (path, answer) => void answers.set(path, answer),
    asked: (path) => local.requests.filter((request) => request.path === path).map((request) => request.headers),
  }
}
