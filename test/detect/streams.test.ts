import { afterEach, describe, expect, it } from 'vitest'
import type { Clock, Detect } from '../../src-main/core/ports'
import { createDetect } from '../../src-main/detect/index'
import { createHttpStreamTransport } from '../../src-main/transports/http-stream'
import { createHttpClient } from '../../src-main/transports/http'
import { createMultipartTransport } from '../../src-main/transports/multipart'
import { startCouchChanges } from '../servers/couch-changes'
import { startLocalServer } from '../servers/local-server'
import {
  hasFfmpeg,
  hasNchan,
  hasUstreamer,
  startFfmpeg,
  startNchan,
  startUstreamer,
} from '../servers/streaming-programs'

/** Runs ten times as fast, so that watching a stream for four seconds takes less than one. */
const hastyClock: Clock = {
  now: () => performance.now() * 10,
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds / 10)
    return () => clearTimeout(timer)
  },
}
const http = createHttpClient()
const detect = createDetect({
  http,
  clock: hastyClock,
  transports: {
    stream: createHttpStreamTransport({ http, clock: hastyClock }),
    multipart: createMultipartTransport({ http, clock: hastyClock }),
  },
})
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
const look = (address: string, more: Partial<Parameters<Detect>[1]> = {}) =>
  detect(address, { signal: new AbortController().signal, ...more })

/** An answer that begins so, and stays open unless it is `ended`. */
async function serve(type: string | null, begin: string | Buffer, ended = false): Promise<string> {
  const server = await startLocalServer((_, response) => {
    response.writeHead(200, type === null ? {} : { 'Content-Type': type })
    response.flushHeaders()
    if (begin.length > 0) response.write(begin)
    if (ended) response.end()
  })
  closing.push(() => server.close())
  return `${server.origin}/live`
}
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9])
const parts = (type: string, body: Buffer) =>
  Buffer.concat([
    Buffer.from(`--frame\r\nContent-Type: ${type}\r\nContent-Length: ${String(body.length)}\r\n\r\n`),
    body,
  ])

describe('streams', () => {
  it.each([
    ['application/x-ndjson', '{"title":"One"}\n', 'JSON lines', ['One']],
    ['application/json-seq', '\u001e{"title":"One"}\n', 'JSON text sequence', ['One']],
    ['application/stream+json', '{"title":"One"}', 'JSON records', ['One']],
    ['application/json', '{"title":"One"}\n{"title":"Two"}\n', 'JSON records', ['One', 'Two']],
    ['text/plain', 'Words\n', 'Lines of text', ['Words']],
    ['text/html', '<html><script>parent.tell({title:"One"})</script>', 'Script calls (forever frame)', ['One']],
    ['application/octet-stream', '\u001e{"title":"One"}\n', 'JSON text sequence', ['One']],
  ])('%s beginning with %j', async (type, begin, format, titles) => {
    const found = await look(await serve(type, begin))
    expect(found.failure).toBeNull()
    expect(found.candidates[0]).toMatchObject({ kind: 'stream', facts: { format } })
    expect(found.candidates[0]?.preview.map(({ title }) => title)).toEqual(titles)
    expect(found.steps.length).toBeLessThanOrEqual(6)
  })

  it.each([
    ['text/plain', 'Words\n'],
    ['text/html', '<html><script>parent.tell({title:"One"})</script></html>'],
    ['application/json', '{"title":"One"}'],
  ])('%s that ends is none', async (type, begin) => {
    const found = await look(await serve(type, begin, true))
    expect(found.candidates.filter(({ kind }) => kind === 'stream')).toEqual([])
  })

  it.each([
    ['application/pdf', '%PDF-1.7\n'],
    ['application/octet-stream', 'MZ words of a program\n'],
    ['text/xml', '<quotes>\n'],
  ])('%s that comes slowly is none', async (type, begin) => {
    const server = await startLocalServer((_, response) => {
      response.writeHead(200, { 'Content-Type': type })
      response.write(begin)
      const timer = setTimeout(() => response.end('the end'), 400)
      response.on('close', () => clearTimeout(timer))
    })
    closing.push(() => server.close())
    const found = await look(`${server.origin}/file`)
    expect(found.candidates.filter(({ kind }) => kind === 'stream')).toEqual([])
  })

  it('CouchDB, with the way to resume', async () => {
    const couch = await startCouchChanges()
    closing.push(() => couch.local.close())
    couch.change('a', { title: 'Doc' })
    const found = await look(couch.url)
    expect(found.candidates[0]).toMatchObject({
      kind: 'stream',
      options: { framing: 'ndjson', resumeBy: 'query', resumeName: 'since', resumePointer: '/seq' },
      facts: { format: 'CouchDB changes' },
      preview: [{ title: 'Doc' }],
    })
  })

  it.skipIf(!hasNchan)('nchan: raw lines, multipart, and chunks for those only who ask for them', async () => {
    const nchan = await startNchan()
    closing.push(() => nchan.stop())
    await nchan.publish('a', '{"title":"Told"}')
    for (const [path, kind] of [
      ['raw', 'stream'],
      ['mixed', 'multipart'],
      ['chunk', 'stream'],
    ] as const) {
      const found = await look(`${nchan.origin}/${path}/a`)
      expect(found.candidates[0]).toMatchObject({ kind, preview: [{ title: 'Told' }] })
    }
    const chosen = await look(`${nchan.origin}/chunk/a`, { onlyKind: 'stream' })
    expect(chosen.candidates[0]).toMatchObject({ kind: 'stream', preview: [{ title: 'Told' }] })
  })
})

describe('multipart', () => {
  it.each([
    [
      'multipart/x-mixed-replace; boundary=frame',
      parts('text/plain', Buffer.from('Words')),
      'Documents that replace each other',
      {},
    ],
    ['multipart/x-mixed-replaced; boundary=other', parts('image/jpeg', JPEG), 'Live pictures', {}],
    [
      'multipart/mixed; boundary=frame',
      parts('text/plain', Buffer.from('Words')),
      'Documents that replace each other',
      {},
    ],
    ['application/octet-stream', parts('image/jpeg', JPEG), 'Live pictures', { boundary: 'frame' }],
  ])('%s', async (type, begin, format, options) => {
    const found = await look(await serve(type, begin))
    expect(found.failure).toBeNull()
    expect(found.candidates).toEqual([expect.objectContaining({ kind: 'multipart', options })])
    expect(found.candidates[0]?.facts.format).toBe(format)
  })

  it.skipIf(!hasUstreamer)('ustreamer: its stream, and the page around it', async () => {
    const ustreamer = await startUstreamer()
    closing.push(() => ustreamer.stop())
    const found = await look(`${ustreamer.origin}/stream`)
    expect(found.candidates[0]).toMatchObject({ kind: 'multipart', facts: { format: 'Live pictures' } })
    expect((await look(ustreamer.origin)).candidates[0]).toMatchObject({
      kind: 'multipart',
      url: `${ustreamer.origin}/?action=stream`,
    })
  })

  it('cameras in the page of their own server, and in no other', async () => {
    const elsewhere = await startLocalServer((_, response) => response.writeHead(404).end())
    const page = await startLocalServer((request, response) => {
      if (request.url === '/cam.mjpg') {
        response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' })
        return void response.write(parts('image/jpeg', JPEG))
      }
      const pictures = [`${elsewhere.origin}/cam.mjpg`, '/plain.jpg', 'cam.mjpg'].map((src) => `<img src="${src}">`)
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<html><body>${pictures.join('')}</body></html>`)
    })
    closing.push(
      () => page.close(),
      () => elsewhere.close(),
    )
    const found = await look(page.origin, { settings: { headers: { 'X-Token': 'secret' } } })
    expect(found.candidates.map(({ kind, url }) => [kind, url])).toEqual([['multipart', `${page.origin}/cam.mjpg`]])
    expect(elsewhere.requests).toEqual([])
  })

  it.skipIf(!hasFfmpeg)('ffmpeg is seen, though it serves once only', async () => {
    const ffmpeg = await startFfmpeg('multipart/x-mixed-replace;boundary=frame')
    closing.push(() => ffmpeg.stop())
    const found = await look(`${ffmpeg.origin}/cam`, { onlyKind: 'multipart' })
    expect(found.failure).toBeNull()
    expect(found.candidates[0]).toMatchObject({ kind: 'multipart' })
  })

  it('a camera that serves one client only is taken for what it said, though it has gone since', async () => {
    let served = 0
    const camera = await startLocalServer((_, response) => {
      served += 1
      if (served > 1) return void response.destroy()
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' })
      response.end('--frame\r\nContent-Type: image/jpeg\r\n\r\nx\r\n--frame--')
    })
    closing.push(() => camera.close())
    const found = await look(`${camera.origin}/cam`)
    expect(found.failure).toBeNull()
    expect(found.candidates.map(({ kind, url }) => [kind, url])).toEqual([['multipart', `${camera.origin}/cam`]])
    expect(served).toBe(2)
  })
})
