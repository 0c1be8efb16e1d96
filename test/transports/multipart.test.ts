import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { understand } from '../../src-main/core/ingest/understand'
import { createHttpClient } from '../../src-main/transports/http'
import { createMultipartTransport } from '../../src-main/transports/multipart'
import { createFakeClock } from '../fakes/clock'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9])
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const GIF = Buffer.from('GIF89a;')
const WEBP = Buffer.from('RIFF\0\0\0\0WEBPVP8 ')

const part = (body: string | Buffer, type: string | null, more = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`--X\r\n${type === null ? '' : `Content-Type: ${type}\r\n`}${more}\r\n`),
    Buffer.from(body as string),
    Buffer.from('\r\n'),
  ])

let server: LocalServer
let answer: { type: string | null; body: Buffer } = { type: null, body: Buffer.alloc(0) }
beforeAll(async () => {
  server = await startLocalServer((request, response) => {
    response.writeHead(200, answer.type === null ? {} : { 'Content-Type': answer.type })
    if (request.url !== '/bytes') return void response.end(answer.body)
    for (const byte of answer.body) response.write(Buffer.from([byte]))
    response.end()
  })
})
afterAll(() => server.close())

const TYPE = 'multipart/x-mixed-replace; boundary=X'
const transport = createMultipartTransport({ http: createHttpClient(), clock: systemClock })

async function run(
  parts: Buffer[],
  wishes: RunWishes & { type?: string | null; path?: string } = {},
): Promise<RecordedRun> {
  const { type = TYPE, path = '/', ...rest } = wishes
  answer = { type, body: Buffer.concat(parts) }
  const started = startRun(transport, server.origin + path, rest)
  await started.over
  return started
}
const payloads = ({ events }: RecordedRun) => events.map(({ payload }) => payload)
const drafts = ({ events }: RecordedRun) => understand(events, { arrival: 'push', style: 'stream', mapping: {} }).drafts
const END = Buffer.from('--X--\r\n')

describe('documents', () => {
  it.each(['/', '/bytes'])('become items, whatever they are (%s)', async (path) => {
    const page =
      '<!doctype html><html><head><title>Tide &amp; time</title></head><body><h1>x</h1><p>High at noon</p></body></html>'
    const feed = '<rss version="2.0"><channel><title>F</title><item><title>From a feed</title></item></channel></rss>'
    const seen = await run(
      [
        part(page, 'text/html'),
        part('{"title":"Json","link":"/a"}', 'application/json'),
        part(feed, 'application/rss+xml'),
      ].concat(part('Plain words\nand more', 'text/plain'), part('No type', null), END),
      { path },
    )
    expect(drafts(seen).map(({ title, link, text, html }) => ({ title, link, text, html }))).toEqual([
      { title: 'Tide & time', link: null, text: null, html: page },
      { title: 'Json', link: `${server.origin}/a`, text: null, html: null },
      { title: 'From a feed', link: null, text: null, html: null },
      { title: 'Plain words', link: null, text: 'and more', html: null },
      { title: 'No type', link: null, text: null, html: null },
    ])
    expect(seen.end).toMatchObject({ how: 'closed' })
    expect(seen.drops).toEqual([])
  })

  it('are read in the charset they name', async () => {
    const latin = Buffer.from('Zürich', 'latin1')
    const seen = await run([
      part(latin, 'text/plain; charset=iso-8859-1'),
      part(Buffer.concat([Buffer.from('<meta charset="windows-1252"><p>'), latin]), 'text/html'),
      part('Zürich', 'text/plain'),
      END,
    ])
    expect(payloads(seen).map((text) => String(text).endsWith('Zürich'))).toEqual([true, true, true])
  })

  it('sent again with the same stamp, or with the same words, are one', async () => {
    const stamped = (text: string, stamp: string) => part(text, 'text/plain', `X-Timestamp: ${stamp}\r\n`)
    const seen = await run([
      stamped('one', '1.0'),
      stamped('one, restamped', '1.0'),
      stamped('two', '2.0'),
      part('two', 'text/plain'),
      END,
    ])
    expect(payloads(seen)).toEqual(['one', 'two', 'two'])
    expect(new Set(drafts(seen).map(({ key }) => key)).size).toBe(2)
  })

  it('that are none are left out and said', async () => {
    const seen = await run([
      part(Buffer.from([0xc0, 0xff, 1]), 'application/octet-stream'),
      part('x', 'audio/mpeg'),
      part(' \n', 'text/plain'),
      END,
    ])
    expect(payloads(seen)).toEqual([])
    expect(seen.drops.map(({ why }) => why.kind)).toEqual(['malformed', 'malformed'])
  })
})

describe('pictures', () => {
  it.each([
    ['image/jpeg', JPEG, 'image/jpeg'],
    ['image/jpeg', PNG, 'image/png'],
    ['IMAGE/gif', GIF, 'image/gif'],
    [null, WEBP, 'image/webp'],
    ['application/octet-stream', JPEG, 'image/jpeg'],
  ])('are what their first bytes say (%s)', async (label, bytes, type) => {
    const seen = await run([part(bytes, label, `Content-Length: ${String(bytes.length)}\r\n`), END])
    expect(seen.pictures).toEqual([
      { at: expect.any(Number), type, bytes: expect.any(Uint8Array), came: 1, skipped: 0 },
    ])
    expect(Buffer.from(seen.pictures[0]!.bytes)).toEqual(bytes)
    expect(seen.events).toEqual([])
  })

  it('that could hold a script are not shown', async () => {
    const seen = await run([part('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', 'image/svg+xml'), END])
    expect(seen.pictures).toEqual([])
    expect(seen.drops).toHaveLength(1)
  })

  it('are taken two a second; the others are counted and not kept', async () => {
    const clock = createFakeClock()
    const timed = createMultipartTransport({ http: createHttpClient(), clock })
    answer = { type: TYPE, body: Buffer.alloc(0) }
    const live = await startLocalServer((_, response) => {
      response.writeHead(200, { 'Content-Type': TYPE })
      response.flushHeaders()
      send = (count) => {
        for (let index = 0; index < count; index += 1)
          response.write(part(JPEG, 'image/jpeg', `Content-Length: ${String(JPEG.length)}\r\n`))
      }
    })
    let send: (count: number) => void = () => undefined
    const seen = startRun(timed, live.origin)
    await seen.until(() => seen.opened === 1, 'it opened')
    const size = part(JPEG, 'image/jpeg', `Content-Length: ${String(JPEG.length)}\r\n`).length
    for (let round = 1; round <= 3; round += 1) {
      send(10)
      await seen.until(() => seen.bytes === round * 10 * size, 'all came')
      await clock.advance(500)
    }
    expect(seen.pictures.map(({ came, skipped }) => ({ came, skipped }))).toEqual([
      { came: 1, skipped: 0 },
      { came: 11, skipped: 9 },
      { came: 21, skipped: 18 },
    ])
    seen.abort()
    await seen.over
    await live.close()
  })

  it('and documents may be mixed', async () => {
    const seen = await run([
      part('Caption', 'text/plain'),
      part(JPEG, 'image/jpeg'),
      part('{"title":"b"}', 'application/json'),
      END,
    ])
    expect(payloads(seen)).toEqual(['Caption', '{"title":"b"}'])
    expect(seen.pictures).toHaveLength(1)
  })
})

describe('the answer', () => {
  it.each([
    'multipart/x-mixed-replace;boundary="X"',
    'multipart/x-mixed-replaced; boundary=X',
    'multipart/mixed; boundary=X',
    'Multipart/Related',
  ])('%s is read', async (type) =>
    expect(payloads(await run([part('one', 'text/plain'), END], { type }))).toEqual(['one']),
  )

  it.each(['text/html', 'image/jpeg', 'application/octet-stream', null])('%s is none', async (type) => {
    const seen = await run([part('one', 'text/plain')], { type })
    expect(seen.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
  })

  it('without any boundary is an error in words', async () => {
    const seen = await run([Buffer.alloc(200_000, 'no line')])
    expect(seen.failure()).toMatchObject({ kind: 'malformed', final: null })
  })

  it('takes a header over the limit for what it is', async () => {
    const seen = await run([part('one', 'text/plain', `X: ${'x'.repeat(20_000)}\r\n`), part('two', 'text/plain'), END])
    expect(payloads(seen)).toEqual(['two'])
    expect(seen.drops).toEqual([
      { count: 1, why: expect.objectContaining({ kind: 'tooLarge', message: expect.stringContaining('16 KiB') }) },
    ])
  })
})

describe('the place', () => {
  it('goes back as conditions, and nothing that cannot be sent does', async () => {
    const seen = await run([
      part('one', 'text/plain', 'Last-Modified: Wed, 25 Nov 2026 01:51:47 GMT\r\nEtag: 3\r\n'),
      END,
    ])
    expect(seen.cursor).toEqual({ lastModified: 'Wed, 25 Nov 2026 01:51:47 GMT', etag: '3' })
    await run([END], { cursor: seen.cursor })
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'if-modified-since': 'Wed, 25 Nov 2026 01:51:47 GMT',
      'if-none-match': '3',
    })
    for (const cursor of [null, 1, { lastModified: 1 }, []]) {
      await run([END], { cursor })
      expect(server.requests.at(-1)?.headers).not.toHaveProperty('if-modified-since')
    }
    expect((await run([part('x', 'text/plain', `Last-Modified: \u0001\r\n`), END])).cursor).toBeNull()
  })
})
