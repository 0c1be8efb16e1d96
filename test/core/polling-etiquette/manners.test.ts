import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rss, wellMade } from './publisher'
import { createRig, DAY, HOUR, SECOND, type Rig } from './rig'

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

const feedAt = (path: string) => `${rig.publisher.origin}${path}`

describe('what is sent', () => {
  it('P25: no cookie, no referer, no origin, nothing added to the address', async () => {
    rig.publisher.at('/f?a=1&b=%20x', (asked, count) => {
      const answer = wellMade(['a'])(asked, count)
      return { ...answer, headers: { ...answer.headers, 'Set-Cookie': ['id=1; Path=/', `n=${count}; Max-Age=99999`] } }
    })
    rig.publisher.at('/r', { status: 302, headers: { Location: '/g', 'Set-Cookie': 'r=1' } })
    rig.publisher.at('/g', { headers: { 'Set-Cookie': 'g=1' }, body: rss(['g']) })
    await rig.add(feedAt('/f?a=1&b=%20x'))
    await rig.add(feedAt('/r'))
    await rig.advance(DAY)
    await rig.restart()
    await rig.refresh(null)
    await rig.advance(DAY)
    expect(rig.publisher.asked().length).toBeGreaterThan(40)
    expect(new Set(rig.publisher.asked().map(({ path }) => path))).toEqual(new Set(['/f?a=1&b=%20x', '/r', '/g']))
  })

  it('P27: one honest name with a version and where to read more', async () => {
    rig.publisher.at('/f', wellMade(['a']))
    await rig.add(feedAt('/f'))
    await rig.advance(DAY)
    await rig.restart()
    await rig.advance(2 * HOUR)
    const names = new Set(rig.publisher.asked().map(({ headers }) => String(headers['user-agent'])))
    expect(names.size).toBe(1)
    expect([...names][0]).toMatch(/^Crier\/\d+\.\d+\.\d+\S* \(.*https:\/\/.+\)$/)
    expect([...names][0]).not.toMatch(/Mozilla|Chrome|Electron|node|undici/i)
  })

  it('P30: no A-IM, and a 226 nobody asked for is no document', async () => {
    rig.publisher.at('/f', (asked, count) =>
      count === 2
        ? { status: 226, headers: { IM: 'feed', ETag: '"delta"' }, body: rss(['b']), unusable: true }
        : wellMade(['a'])(asked, count),
    )
    const id = await rig.add(feedAt('/f'))
    await rig.advance(1.2 * HOUR)
    expect(await rig.state(id)).toMatchObject({ status: 'waiting', error: { kind: 'badStatus' } })
    await rig.advance(5 * HOUR)
    expect(rig.publisher.asked('/f').every(({ headers }) => headers['a-im'] === undefined)).toBe(true)
    expect(rig.publisher.asked('/f')[2]?.headers['if-none-match']).toBe('"abc"')
    expect(await rig.titles()).toEqual(['Story a'])
  })

  it('P34: feed types first, anything at last', async () => {
    rig.publisher.at('/f', (asked) => ({
      headers: { Vary: 'Accept' },
      ...(asked.headers.accept === '*/*' || asked.headers.accept === undefined
        ? { body: '<html></html>', unusable: true }
        : { body: rss(['a']) }),
    }))
    await rig.add(feedAt('/f'))
    const accept = String(rig.publisher.asked('/f')[0]?.headers.accept)
    for (const type of ['application/atom+xml', 'application/rss+xml', 'application/feed+json', 'text/xml']) {
      expect(accept).toContain(type)
    }
    expect(accept).toMatch(/\*\/\*;q=0\.\d$/)
    expect(await rig.titles()).toEqual(['Story a'])
  })

  it('P33: GET and nothing else: no HEAD, no icon, no robots.txt, no enclosure, no picture', async () => {
    const base = rig.publisher.origin
    const item = `<item><title>Story a</title><guid isPermaLink="false">a</guid><link>${base}/story</link>
      <enclosure url="${base}/a.mp3" length="1" type="audio/mpeg"/><description>&lt;img src="${base}/p.png"&gt;</description></item>`
    const channel = `<title>t</title><link>${base}/</link><image><url>${base}/logo.png</url></image>`
    const body = `<rss version="2.0"><channel>${channel}${item}</channel></rss>`
    rig.publisher.at('/f', { body, headers: { ETag: '"x"' } })
    await rig.add(feedAt('/f'))
    await rig.advance(8 * DAY)
    expect(new Set(rig.publisher.asked().map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(['GET /f']))
  })

  it('P31: a hub is neither a link of an item nor asked', async () => {
    const hub = `${rig.publisher.origin}/hub`
    const body = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>f</id><link rel="hub" href="${hub}"/>
      <link rel="self" href="${feedAt('/f')}"/><entry><id>a</id><title>Story a</title><link rel="hub" href="${hub}"/>
      <link rel="self" href="${feedAt('/self')}"/><link href="https://paper.example/a"/></entry></feed>`
    rig.publisher.at('/f', { body, headers: { ETag: '"x"', Link: `<${hub}>; rel=hub, <${feedAt('/f')}>; rel="self"` } })
    const id = await rig.add(feedAt('/f'))
    await rig.advance(DAY)
    const page = await rig.call('items.page', { query: { list: 'all' }, before: null, limit: 10 })
    expect(page.items.map((item) => item.link)).toEqual(['https://paper.example/a'])
    expect((await rig.view(id)).siteUrl).toBeNull()
    expect(new Set(rig.publisher.asked().map(({ path }) => path))).toEqual(new Set(['/f']))
  })
})

describe('P26: compression', () => {
  const body = Buffer.from(rss(['a', 'b']))
  it.each<[string, Uint8Array, string]>([
    ['gzip', gzipSync(body), 'gzip'],
    ['x-gzip', gzipSync(body), 'X-GZIP'],
    ['brotli', brotliCompressSync(body), 'br'],
    ['deflate with its header', deflateSync(body), 'deflate'],
    ['deflate without', deflateRawSync(body), 'deflate'],
    ['gzip twice', gzipSync(gzipSync(body)), 'gzip, gzip'],
    ['gzip without its last bytes', gzipSync(body).subarray(0, -8), 'gzip'],
    ['none that is called identity', body, 'identity'],
  ])('%s is offered and read', async (_, compressed, encoding) => {
    rig.publisher.at('/f', (asked) => ({
      headers: { 'Content-Encoding': encoding, ETag: '"z"' },
      body: String(asked.headers['accept-encoding']).includes('gzip') ? compressed : '',
      guids: ['a', 'b'],
    }))
    await rig.add(feedAt('/f'))
    await rig.advance(2 * HOUR)
    expect(rig.publisher.asked('/f')[1]?.headers['if-none-match']).toBe('"z"')
    expect(await rig.titles()).toEqual(['Story a', 'Story b'])
  })

  it.each<[string, () => Uint8Array, string]>([
    ['a bomb', () => gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20)), 'gzip'],
    ['a bomb in a bomb', () => gzipSync(gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20))), 'gzip, gzip'],
    ['damage in the middle', () => Buffer.concat([gzipSync(body).subarray(0, 40), Buffer.alloc(400, 0xee)]), 'gzip'],
  ])('%s is refused in words, and the next answer is read', async (_, compress, encoding) => {
    const compressed = compress()
    rig.publisher.at('/f', (asked, count) =>
      count === 1
        ? { headers: { 'Content-Encoding': encoding, ETag: '"bad"' }, body: compressed, unusable: true, guids: [] }
        : wellMade(['a'])(asked, count),
    )
    const id = await rig.add(feedAt('/f'))
    expect(await rig.state(id)).toMatchObject({ status: 'waiting', error: { message: expect.stringMatching(/\w/) } })
    await rig.advance(3 * HOUR)
    expect((await rig.state(id)).status).toBe('polled')
  })
})

describe('P28: connections', () => {
  it('never more than two at once to a host, none left open', async () => {
    for (let index = 0; index < 20; index += 1) {
      rig.publisher.at(`/f${index}`, wellMade([`i${index}`]))
      await rig.add(feedAt(`/f${index}`))
    }
    await rig.advance(4 * HOUR)
    expect(rig.publisher.asked().length).toBeGreaterThanOrEqual(60)
    expect(rig.publisher.mostSockets).toBeLessThanOrEqual(2)
    await rig.publisher.local.deserted()
  })

  it('a third poll waits while two are slow', async () => {
    rig.tolerate(2)
    for (const path of ['/slow1', '/slow2']) rig.publisher.at(path, { raw: () => undefined, unusable: true })
    rig.publisher.at('/f', wellMade(['a']))
    for (const path of ['/slow1', '/slow2', '/f']) {
      await rig.call('channels.add', { url: feedAt(path), kind: 'feed' })
      await rig.advance(2 * SECOND)
    }
    await rig.until(() => rig.publisher.asked().length === 2, 'two are under way')
    await rig.advance(10 * SECOND)
    expect(rig.publisher.asked('/f')).toHaveLength(0)
    expect(rig.publisher.mostSockets).toBe(2)
    const [slow] = (await rig.call('snapshot.get', null)).channels
    await rig.call('channels.remove', { id: slow?.id ?? 0 })
    await rig.advance(2 * SECOND)
    await rig.until(() => rig.publisher.asked('/f').length === 1, 'there is room')
  })

  it('an HTTP/1.0 server that ends by closing', async () => {
    rig.publisher.at('/f', {
      guids: ['a'],
      raw: (response) => {
        const { socket } = response
        socket?.end(`HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\nETag: "old"\r\n\r\n${rss(['a'])}`)
      },
      headers: { ETag: '"old"' },
    })
    await rig.add(feedAt('/f'))
    await rig.advance(1.2 * HOUR)
    expect(rig.publisher.asked('/f').map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"old"'])
    expect(await rig.titles()).toEqual(['Story a'])
  })
})
