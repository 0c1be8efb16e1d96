import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWebSocketTransport } from '../../src-main/transports/websocket'
import { selfSignedCertificate } from '../servers/certificate'
import { startRun, systemClock, type RunWishes } from '../servers/recording-io'
import { until } from '../servers/until'
import { startWebSocketPublisher, type WebSocketPublisher } from '../servers/websocket-publisher'

let publisher: WebSocketPublisher
let other: WebSocketPublisher
let secure: WebSocketPublisher
beforeAll(async () => {
  publisher = await startWebSocketPublisher()
  other = await startWebSocketPublisher()
  secure = await startWebSocketPublisher(selfSignedCertificate())
})
beforeEach(() => publisher.reset())
afterAll(() => Promise.all([publisher.close(), other.close(), secure.close()]))

const transport = createWebSocketTransport({ clock: systemClock })
const address = (path: string, at = publisher) => `${at.local.origin.replace(/^http/, 'ws')}${path}`

async function opened(path: string, wishes: RunWishes = {}) {
  const run = startRun(transport, address(path), wishes)
  await run.until(() => run.opened === 1, 'it opened')
  return run
}
async function failed(url: string, wishes: RunWishes = {}) {
  const run = startRun(transport, url, wishes)
  await run.over
  return run.failure()
}
const onlyReader = () => [...publisher.readers][0]!

describe('something on the way that lets no socket through', () => {
  it.each([
    ['/status/426', 'does not let sockets through'],
    ['/status/403?with=Via: 1.1 gateway', 'does not let sockets through'],
    ['/status/200?with=Via: 1.1 gateway', 'does not let sockets through'],
    ['/status/503?with=X-Squid-Error: ERR_ACCESS_DENIED 0', 'does not let sockets through'],
    ['/status/407', 'wants to know who you are'],
    ['/status/511', 'wants to know who you are'],
  ])('is told from the publisher’s own answer: %s', async (path, words) => {
    const failure = await failed(address(path))
    expect(failure).toMatchObject({ kind: 'blocked', final: null })
    expect(failure.message).toContain(words)
  })

  it.each([['/status/403'], ['/status/401?with=Via: 1.1 gateway'], ['/status/404?with=Via: 1.1 gateway']])(
    'is not blamed for what the publisher said: %s',
    async (path) => {
      expect((await failed(address(path))).kind).not.toBe('blocked')
    },
  )
})

describe('the handshake', () => {
  it('sends headers, says who asks, and no origin', async () => {
    const run = await opened('/live', { settings: { headers: { Authorization: 'Bearer é' } } })
    const { headers } = publisher.local.requests.at(-1)!
    expect(Buffer.from(headers.authorization ?? '', 'latin1').toString('utf8')).toBe('Bearer é')
    expect(headers['user-agent']).toContain('Crier/')
    expect(headers).not.toHaveProperty('origin')
    expect(headers).not.toHaveProperty('sec-websocket-extensions')
    run.abort()
    await run.over
  })

  it('offers subprotocols and takes the one the server picks, or none', async () => {
    const settings = { subprotocols: ['graphql-ws', 'chat'] }
    for (const path of ['/protocol/chat', '/live']) {
      const run = await opened(path, { settings })
      expect(publisher.local.requests.at(-1)!.headers['sec-websocket-protocol']).toBe('graphql-ws, chat')
      run.abort()
      await run.over
    }
  })

  it('refuses a subprotocol that was not offered', async () => {
    for (const subprotocols of [[], ['chat']]) {
      const error = await failed(address('/uninvited/evil'), { settings: { subprotocols } })
      expect(error).toMatchObject({ kind: 'protocol', final: null })
    }
    await publisher.local.deserted()
  })

  it('asks the user to correct what cannot be offered', async () => {
    const error = await failed(address('/live'), { settings: { subprotocols: ['two words'] } })
    expect(error).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
    expect((await failed('ftp://127.0.0.1/')).kind).toBe('invalidAddress')
  })

  it('sends the greeting as soon as it is open', async () => {
    const run = await opened('/live', { settings: { greeting: '{"subscribe":"news"}' } })
    await until(() => publisher.heard.length > 0, 'the greeting came')
    expect(publisher.heard).toEqual(['{"subscribe":"news"}'])
    expect(run.frames).toContainEqual(expect.objectContaining({ direction: 'out', data: '{"subscribe":"news"}' }))
    run.abort()
    await run.over
  })

  it('follows redirects, dropping secrets when the origin changes', async () => {
    const to = encodeURIComponent(other.local.origin + '/live')
    const run = await opened(`/redirect?to=${to}`, { settings: { headers: { Authorization: 'Bearer t' } } })
    expect(publisher.local.requests.at(-1)!.headers.authorization).toBe('Bearer t')
    expect(other.local.requests.at(-1)!.headers).not.toHaveProperty('authorization')
    run.abort()
    await run.over
  })

  it('gives up on a loop, and never steps down from wss', async () => {
    expect((await failed(address('/loop'))).kind).toBe('redirect')
    const down = address(`/redirect?to=${encodeURIComponent(address('/live'))}`, secure)
    expect((await failed(down, { settings: { acceptSelfSigned: true } })).kind).toBe('redirect')
  })

  it('honours Retry-After, and says when the answer is no WebSocket', async () => {
    expect(await failed(address('/status/503?retry=9'))).toMatchObject({ retryAfterMs: 9_000, final: null })
    expect(await failed(address('/status/426?with=Sec-WebSocket-Version: 8'))).toMatchObject({
      kind: 'badStatus',
      final: 'ended',
    })
    expect(await failed(address('/status/200'))).toMatchObject({ kind: 'wrongType', final: 'ended' })
  })

  it('takes a self-signed certificate only when the user allowed it', async () => {
    expect((await failed(address('/live', secure))).kind).toBe('tls')
    const run = startRun(transport, address('/live', secure), { settings: { acceptSelfSigned: true } })
    await run.until(() => run.opened === 1, 'it opened')
    run.abort()
    await run.over
  })

  it('gives up when no answer comes', async () => {
    const hasty = createWebSocketTransport({ clock: systemClock, connectTimeoutMs: 50 })
    const run = startRun(hasty, publisher.url('mute'))
    await run.over
    expect(run.failure().kind).toBe('timeout')
  })
})

describe('messages', () => {
  it('takes text as it is, and binary that is text', async () => {
    const run = await opened('/live')
    onlyReader().send('{"a":1}\n{"a":2}\n')
    onlyReader().send(Buffer.from('héllo'))
    onlyReader().send(Buffer.from([0xff, 0xfe, 0x00]))
    onlyReader().send('last')
    await run.until(() => run.events.length === 3, 'three came')
    expect(run.events.map(({ payload }) => payload)).toEqual(['{"a":1}\n{"a":2}\n', 'héllo', 'last'])
    expect(run.events[0]).toMatchObject({ contentType: null, topic: null, id: null })
    expect(run.events[0]?.baseUrl).toBe(`${publisher.local.origin}/live`)
    expect(run.drops).toEqual([{ count: 1, why: expect.objectContaining({ kind: 'malformed' }) }])
    run.abort()
    await run.over
  })

  it('joins fragments', async () => {
    const run = await opened('/live')
    onlyReader().send('first ', { fin: false })
    onlyReader().ping()
    onlyReader().send('second', { fin: true })
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events[0]?.payload).toBe('first second')
    run.abort()
    await run.over
  })

  it('treats text that is not UTF-8 as a broken peer', async () => {
    const run = await opened('/live')
    onlyReader().send(Buffer.from([0xff]), { binary: false })
    await run.over
    expect(run.failure().kind).toBe('protocol')
    expect(run.failure().retryAfterMs).toBeGreaterThan(60_000)
  })
})

describe('liveness', () => {
  it('pings, and lives as long as it is answered', async () => {
    const brisk = createWebSocketTransport({ clock: systemClock, pingEveryMs: 20, pongWithinMs: 2_000 })
    const run = startRun(brisk, publisher.url('live'))
    await run.until(() => run.frames.filter(({ kind }) => kind === 'pong').length === 1, 'an answer came')
    expect(run.finished).toBe(false)
    run.abort()
    await run.over
  })

  it('gives up on a peer that answers nothing', async () => {
    const brisk = createWebSocketTransport({ clock: systemClock, pingEveryMs: 20, pongWithinMs: 50 })
    const run = startRun(brisk, address('/deaf'))
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'stalled', final: null })
    await publisher.local.deserted()
  })
})

describe('close codes', () => {
  it.each([
    [1000, 60_000],
    [1001, 0],
  ])('%i ends well, to be tried again after %i ms', async (code, wait) => {
    const run = await opened('/live')
    onlyReader().close(code)
    await run.over
    expect(run.end).toEqual({ how: 'closed', waitAtLeastMs: wait })
  })

  it.each([
    [1002, 'protocol', null],
    [1003, 'protocol', null],
    [1007, 'protocol', null],
    [1008, 'protocol', null],
    [1009, 'tooLarge', 'ended'],
    [1011, 'serverError', null],
    [1012, 'serverError', null],
    [1013, 'serverError', null],
    [3000, 'unauthorized', 'needsYou'],
    [3003, 'forbidden', 'needsYou'],
    [4001, 'unauthorized', 'needsYou'],
    [4003, 'forbidden', 'needsYou'],
    [4004, 'notFound', 'ended'],
    [4321, 'closed', null],
  ] as const)('%i is %s (final: %s)', async (code, kind, final) => {
    const run = await opened('/live')
    onlyReader().send('before')
    onlyReader().close(code, 'so it is')
    await run.over
    expect(run.events.map(({ payload }) => payload)).toEqual(['before'])
    expect(run.failure()).toMatchObject({ kind, final })
    expect(run.failure().detail).toContain(`${code}: so it is`)
    expect(run.failure().retryAfterMs ?? 0).toBeGreaterThanOrEqual(code === 1013 ? 30_000 : 0)
  })
})
