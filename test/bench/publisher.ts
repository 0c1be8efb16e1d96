/**
 * The publisher the benchmark listens to: a process of its own, so that its work is not charged to the reader.
 *
 * `/flood`            server-sent events as fast as the line takes them
 * `/steady?rate=50`   that many a second, each stamped with the moment it was written
 * `/idle`             a comment every 15 seconds
 * `/camera?rate=30`   that many pictures of 100 KB a second; `&uncounted` without Content-Length
 * `/feed/N`           an RSS document of 100 items with ETag, answering 304
 *
 * Prints its port on the first line. `SPREAD=500` listens on that many loopback addresses with the same port, so that
 * many feeds are many hosts, as they are in life.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const ITEMS_PER_FEED = 100
const COMMENT_EVERY_MS = 15_000
const FILLER =
  'The committee met in the old harbour office and agreed, after some argument about the tide tables, that the lamp on the north pier is to be lit an hour earlier from Monday. '

function story(id: number, at: number): string {
  return JSON.stringify({
    id: `story-${process.pid}-${id}`,
    title: `Harbour report ${id} written ${at.toFixed(3)}`,
    text: FILLER.repeat(2) + `Report number ${id}.`,
    link: `https://harbour.example/reports/${id}`,
    author: 'The harbour office',
    published: new Date(at).toISOString(),
  })
}

const now = () => performance.timeOrigin + performance.now()
const event = (id: number) => `id: ${id}\nevent: report\ndata: ${story(id, now())}\n\n`

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.flushHeaders()
}

function flood(request: IncomingMessage, response: ServerResponse): void {
  openStream(response)
  let id = Number(request.headers['last-event-id'] ?? 0)
  const write = (): void => {
    while (!response.destroyed) {
      let chunk = ''
      for (let count = 0; count < 64; count++) chunk += event((id += 1))
      if (!response.write(chunk)) break
    }
  }
  response.on('drain', write)
  write()
}

function steady(request: IncomingMessage, response: ServerResponse, rate: number): void {
  openStream(response)
  let id = Number(request.headers['last-event-id'] ?? 0)
  const started = now()
  let sent = 0
  const timer = setInterval(
    () => {
      const due = Math.floor(((now() - started) * rate) / 1000)
      for (; sent < due; sent++) response.write(event((id += 1)))
    },
    Math.max(1, Math.min(20, 1000 / rate)),
  )
  response.on('close', () => clearInterval(timer))
}

const PICTURE_BYTES = 100_000

/** Looks like a JPEG at both ends; in between are all bytes, so that nothing is cheap to search by accident. */
function picture(): Buffer {
  const bytes = Buffer.alloc(PICTURE_BYTES)
  let state = 1
  for (let at = 0; at < bytes.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[at] = state >>> 16
  }
  bytes.set([0xff, 0xd8, 0xff, 0xe0])
  bytes.set([0xff, 0xd9], PICTURE_BYTES - 2)
  return bytes
}

function camera(response: ServerResponse, rate: number, counted: boolean): void {
  response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' })
  const length = counted ? `Content-Length: ${PICTURE_BYTES}\r\n` : ''
  const head = Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\n${length}\r\n`)
  const part = Buffer.concat([head, picture(), Buffer.from('\r\n')])
  const started = now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.floor(((now() - started) * rate) / 1000)
    for (; sent < due; sent++) response.write(part)
  }, 5)
  response.on('close', () => clearInterval(timer))
}

function feed(request: IncomingMessage, response: ServerResponse, name: string): void {
  const etag = `"feed-${name}-1"`
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ETag: etag }).end()
    return
  }
  const items = Array.from({ length: ITEMS_PER_FEED }, (_, index) => {
    const at = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toUTCString()
    return `<item><title>Report ${name}.${index}</title><link>https://harbour.example/${name}/${index}</link>
<guid isPermaLink="false">${name}-${index}</guid><pubDate>${at}</pubDate>
<description>&lt;p&gt;${FILLER.repeat(3)}&lt;/p&gt;</description></item>`
  })
  response.writeHead(200, { 'Content-Type': 'application/rss+xml', ETag: etag })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed ${name}</title><link>https://harbour.example/${name}</link><description>Reports</description>${items.join('')}</channel></rss>`,
  )
}

const answer: RequestListener = (request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/flood') flood(request, response)
  else if (url.pathname === '/steady') steady(request, response, Number(url.searchParams.get('rate') ?? 50))
  else if (url.pathname === '/camera')
    camera(response, Number(url.searchParams.get('rate') ?? 30), !url.searchParams.has('uncounted'))
  else if (url.pathname === '/idle' || url.pathname.startsWith('/idle/')) {
    openStream(response)
    response.write(': hello\n\n')
    const timer = setInterval(() => response.write(': still here\n\n'), COMMENT_EVERY_MS)
    response.on('close', () => clearInterval(timer))
  } else if (url.pathname.startsWith('/feed/')) feed(request, response, url.pathname.slice('/feed/'.length))
  else response.writeHead(404).end()
}

function listen(address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer(answer)
    server.once('error', reject)
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port))
  })
}

/** The n-th loopback address: 127.0.1.0, 127.0.1.1 … */
export function loopbackAddress(n: number): string {
  return `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`
}

const port = await listen('127.0.0.1', 0)
for (let n = 0; n < Number(process.env['SPREAD'] ?? 0); n++) await listen(loopbackAddress(n), port)
console.log(port)
process.on('disconnect', () => process.exit())
