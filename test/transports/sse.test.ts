import { gzipSync, createGzip, constants } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src-main/transports/http'
import { MAX_PASSED_OVER_BYTES } from '../../src-main/contract/index'
import { createSseTransport } from '../../src-main/transports/sse'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { eventFrames, startRun, systemClock } from '../servers/recording-io'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const stream = (body: string, headers = {}) =>
      response.writeHead(200, { 'Content-Type': 'text/event-stream', ...headers }).end(body)
    switch (url.pathname) {
      case '/body':
        return void stream(url.searchParams.get('text') ?? '')
      case '/many':
        return void stream('data: x\n\n'.repeat(1_000))
      case '/silent': {
        const via = url.searchParams.get('text')
        response.writeHead(200, { 'Content-Type': 'text/event-stream', ...(via !== null && { Via: via }) })
        return void response.flushHeaders()
      }
      case '/type': {
        const type = url.searchParams.get('text')
        response.writeHead(200, type === null ? {} : { 'Content-Type': type })
        return void response.end('data: x\n\n')
      }
      case '/later':
        return void response.writeHead(503, { 'Retry-After': url.searchParams.get('text') ?? '' }).end()
      case '/long-line':
        return void stream(`data: before\n\nid: long\ndata: ${'x'.repeat(3 * 1024 * 1024)}\n\ndata: after\n\n`)
      case '/bomb':
        return void response
          .writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(128 * 1024 * 1024, 'x')))
      case '/pressed': {
        response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' })
        const gzip = createGzip()
        gzip.pipe(response)
        gzip.write('data: at once\n\n')
        return void gzip.flush(constants.Z_SYNC_FLUSH)
      }
      case '/comments': {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' })
        let left = 30
        const beat = setInterval(() => {
          response.write(':\n')
          left -= 1
          if (left > 0) return
          clearInterval(beat)
          response.end('data: end\n\n')
        }, 10)
        return void response.on('close', () => clearInterval(beat))
      }
    }
    response.writeHead(404).end()
  })
})
afterAll(() => server.close())

const transport = createSseTransport({ http: createHttpClient(), clock: systemClock })
async function run(path: string, text?: string, wishes = {}) {
  const query = text === undefined ? '' : `?text=${encodeURIComponent(text)}`
  const started = startRun(transport, `${server.origin}${path}${query}`, wishes)
  await started.over
  return started
}

describe('the request', () => {
  it('asks as the standard says and sends the stored id as UTF-8', async () => {
    await run('/body', '', { cursor: { lastEventId: '…' } })
    const { headers } = server.requests.at(-1)!
    expect(headers).toMatchObject({ accept: 'text/event-stream', 'cache-control': 'no-cache' })
    expect(Buffer.from(headers['last-event-id'] as string, 'latin1').toString('utf8')).toBe('…')
  })

  it.each([
    null,
    { lastEventId: '' },
    { lastEventId: 'a\u0001' },
    { lastEventId: 'x'.repeat(100_000) },
    'nonsense',
    [1],
    7,
  ])('sends no id when there is none that can be sent (%j)', async (cursor) => {
    await run('/body', '', { cursor })
    expect(server.requests.at(-1)!.headers).not.toHaveProperty('last-event-id')
  })

  it('sends what the user set', async () => {
    await run('/body', '', { settings: { headers: { Authorization: 'Bearer t' } } })
    expect(server.requests.at(-1)!.headers.authorization).toBe('Bearer t')
  })
})

describe('the answer', () => {
  it.each(['text/event-stream', 'TEXT/Event-Stream', 'text/event-stream;', ' text/event-stream ; charset=latin1'])(
    'takes the type %j',
    async (type) => expect(eventFrames(await run('/type', type))).toHaveLength(1),
  )

  it.each([undefined, 'text/plain', 'text/event-streams', 'x text/event-stream', ''])(
    'stops at the type %j',
    async (type) => expect((await run('/type', type)).failure()).toMatchObject({ kind: 'wrongType', final: 'ended' }),
  )

  it.each([
    ['7', 7_000],
    ['99999999', 86_400_000],
    ['-5', null],
    ['soon', null],
    ['1.5', null],
    ['Sun, 06 Nov 1994 08:49:37 GMT', null],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
  ])('understands Retry-After: %s', async (value, expected) => {
    expect((await run('/later', value)).failure()).toMatchObject({
      kind: 'serverError',
      final: null,
      retryAfterMs: expected,
    })
  })
})

describe('the stream', () => {
  it('keeps the id and the reconnection time in the cursor, and passes the time on', async () => {
    const first = await run('/body', 'retry: 25\nid: 4\ndata: x\n\nid: 5\n\n')
    expect(first.cursor).toEqual({ lastEventId: '5', retryMs: 25 })
    expect(first.end).toMatchObject({ how: 'closed', waitAtLeastMs: 25 })
    const second = await run('/body', 'data: y\n\n', { cursor: first.cursor })
    expect(second.end?.waitAtLeastMs).toBe(25)
    expect(eventFrames(second)).toEqual([{ type: 'message', data: 'y', lastEventId: '5' }])
    expect(second.events[0]).toMatchObject({ id: null, topic: 'message', cursor: { lastEventId: '5', retryMs: 25 } })
  })

  it('waits as browsers do when the server names no time', async () => {
    expect((await run('/body', '')).end?.waitAtLeastMs).toBe(3_000)
  })

  it('hands over all of a chunk at once', async () => {
    const many = await run('/many')
    expect(many.events).toHaveLength(1_000)
    expect(many.batches.length).toBeLessThan(5)
  })

  it('shows comments and times to whoever watches', async () => {
    const { frames } = await run('/body', ': hello\nretry: 9\ndata: x\n\n')
    expect(frames.map(({ kind }) => kind)).toEqual(['request', 'response', 'comment', 'retry', 'event'])
  })

  it('reads a compressed stream as it comes', async () => {
    const pressed = startRun(transport, `${server.origin}/pressed`)
    await pressed.until(() => pressed.events.length === 1, 'the event came through the compression')
    pressed.abort()
    await pressed.over
    await server.deserted()
  })

  it('leaves out an event with a line over the limit, says so and reads on', async () => {
    const seen = await run('/long-line')
    expect(seen.error).toBeNull()
    expect(seen.events.map(({ payload }) => payload)).toEqual(['before', 'after'])
    expect(seen.drops).toEqual([{ count: 1, why: expect.objectContaining({ kind: 'tooLarge' }) as unknown }])
    expect(seen.cursor).toMatchObject({ lastEventId: 'long' })
  })

  it('stops a bomb that is all one line', async () => {
    const bomb = await run('/bomb')
    expect(bomb.failure().kind).toBe('tooLarge')
    expect(bomb.bytes).toBeLessThan(2 * MAX_PASSED_OVER_BYTES)
    await server.deserted()
  })

  it('counts comments as signs of life', async () => {
    const patient = createSseTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: 150 })
    const beating = startRun(patient, `${server.origin}/comments`)
    await beating.over
    expect(beating.error).toBeNull()
    expect(beating.events).toHaveLength(1)
  })

  it('reports an address that is none', async () => {
    const wrong = startRun(transport, 'file:///etc/passwd')
    await wrong.over
    expect(wrong.failure()).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
  })
})

describe('a stream that stands open and carries nothing', () => {
  const impatient = createSseTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: 50 })
  it('is held back where something on the way shows itself', async () => {
    const held = startRun(impatient, `${server.origin}/silent?text=${encodeURIComponent('1.1 gateway')}`)
    await held.over
    expect(held.failure()).toMatchObject({ kind: 'buffered', final: null })
  })
  it('has stalled where nothing does', async () => {
    const quiet = startRun(impatient, `${server.origin}/silent`)
    await quiet.over
    expect(quiet.failure()).toMatchObject({ kind: 'stalled', final: null })
  })
})
