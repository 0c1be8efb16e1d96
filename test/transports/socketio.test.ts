import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Socket } from 'socket.io'
import { createHttpClient } from '../../src-main/transports/http'
import { createSocketIoTransport } from '../../src-main/transports/socket-io'
import { gate, startRun, systemClock, type RunWishes } from '../servers/recording-io'
import { startSocketIoPublisher, type SocketIoPublisher } from '../servers/socketio-publisher'
import { until } from '../servers/until'

let publisher: SocketIoPublisher
const closing: (() => Promise<void>)[] = []
async function server(...[options]: Parameters<typeof startSocketIoPublisher>) {
  const started = await startSocketIoPublisher(options)
  closing.push(() => started.close())
  return started
}
beforeAll(async () => {
  publisher = await startSocketIoPublisher()
})
beforeEach(() => publisher.reset())
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => publisher.close())

const transport = createSocketIoTransport({ http: createHttpClient(), clock: systemClock })
const start = (wishes: RunWishes = {}, at = publisher) => startRun(transport, at.url('live'), wishes)
const withOptions = (options: Record<string, string>): RunWishes => ({ settings: { options } })
/** Of every request that the server took, in order. */
function headersOf({ io }: SocketIoPublisher): IncomingHttpHeaders[] {
  const seen: IncomingHttpHeaders[] = []
  io.engine.on('headers', (_: unknown, request: IncomingMessage) => void seen.push(request.headers))
  return seen
}
async function opened(wishes: RunWishes = {}, at = publisher) {
  const run = start(wishes, at)
  await run.until(() => run.opened === 1, 'it opened')
  return run
}
async function failed(wishes: RunWishes = {}, at = publisher) {
  const run = start(wishes, at)
  await run.over
  return run.failure()
}

describe('Socket.IO', () => {
  it('hears events of every name, or of those that were chosen', async () => {
    const all = await opened()
    const some = await opened(withOptions({ events: 'news\nquote' }))
    await until(() => publisher.sockets().length === 2, 'both are there')
    publisher.io.emit('news', { title: 'A' })
    publisher.io.emit('quote', 'ACME', 42)
    publisher.io.emit('chat', 'hello')
    publisher.io.emit('bare')
    publisher.io.emit('news', 'last')
    await all.until(() => all.events.length === 5, 'all came')
    await some.until(() => some.events.length === 3, 'some came')
    expect(all.events.map(({ topic, payload }) => [topic, payload])).toEqual([
      ['news', '{"title":"A"}'],
      ['quote', '{"0":"ACME","1":42}'],
      ['chat', 'hello'],
      ['bare', 'bare'],
      ['news', 'last'],
    ])
    expect(some.events.map(({ topic }) => topic)).toEqual(['news', 'quote', 'news'])
    expect(all.events[0]).toMatchObject({ how: 'push', baseUrl: publisher.local.origin })
    for (const run of [all, some]) {
      run.abort()
      await run.over
    }
    await publisher.local.deserted()
  })

  it('joins rooms by what it emits on connecting', async () => {
    publisher.io.on('connection', (socket: Socket) => {
      socket.on('join', (room: string, more: { loud: boolean }) => {
        void socket.join(room)
        socket.to(room).emit('joined', more.loud)
        publisher.io.to(room).emit('welcome', room)
      })
    })
    const run = await opened(withOptions({ emit: 'join ["sports", {"loud": true}]' }))
    await run.until(() => run.events.length === 1, 'the room answered')
    expect(run.events[0]).toMatchObject({ topic: 'welcome', payload: 'sports' })
    run.abort()
    await run.over
    const wrong = await failed(withOptions({ emit: 'join {bad' }))
    expect(wrong).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
  })

  it('logs in to a namespace, and keeps what it says there out of the frames', async () => {
    const admin = publisher.io.of('/admin')
    admin.use((socket, next) => {
      const { token } = socket.handshake.auth
      next(token === 'sesame' ? undefined : Object.assign(new Error(token === undefined ? 'No token' : 'Wrong token')))
    })
    const namespace = { namespace: '/admin' }
    expect(await failed(withOptions(namespace))).toMatchObject({ kind: 'forbidden', final: 'needsYou' })
    expect((await failed(withOptions({ ...namespace, auth: '{"token":"open"}' }))).message).toContain('“Wrong token”')
    for (const auth of ['{"token":"sesame"}', 'sesame']) {
      const run = await opened(withOptions({ ...namespace, auth }))
      admin.emit('news', 'inside')
      publisher.io.emit('news', 'outside')
      await run.until(() => run.events.length === 1, 'it came')
      expect(run.events[0]!.payload).toBe('inside')
      expect(JSON.stringify(run.frames)).not.toContain('sesame')
      run.abort()
      await run.over
    }
    expect(await failed(withOptions({ namespace: '/nowhere' }))).toMatchObject({ kind: 'notFound', final: 'needsYou' })
  })

  it('acknowledges what is stored, and not before', async () => {
    const door = gate()
    const run = await opened({ store: door.passed })
    let answered = false
    publisher.sockets()[0]!.emit('news', 'asks', () => (answered = true))
    publisher.sockets()[0]!.emit('news', 'more')
    await until(() => run.frames.some(({ data }) => data.includes('more')), 'both came')
    expect(answered).toBe(false)
    door.open()
    await until(() => answered, 'it was answered')
    expect(run.events.map(({ payload }) => payload)).toEqual(['asks', 'more'])
    run.abort()
    await run.over
  })

  it.each(['webSocket', 'polling'])('leaves attachments out and counts them (%s)', async (by) => {
    const run = await opened(withOptions({ transport: by }))
    publisher.io.emit('photo', { title: 'A', bytes: Buffer.from('abc'), more: [new Uint8Array(3)] })
    publisher.io.emit('news', 'after')
    await run.until(() => run.events.length === 2, 'both came')
    expect(run.events.map(({ payload }) => payload)).toEqual(['{"title":"A","bytes":null,"more":[null]}', 'after'])
    expect(run.drops).toHaveLength(2)
    run.abort()
    await run.over
  })

  it('falls back to polls where sockets are refused', async () => {
    const polling = await server({ transports: ['polling'], pingInterval: 200, pingTimeout: 400 })
    const asked = headersOf(polling)
    const run = await opened({ settings: { headers: { 'X-Key': 'mine' } } }, polling)
    polling.send(['one', 'two'])
    await run.until(() => run.events.length === 2, 'both came')
    expect(run.events[0]).toMatchObject({ payload: 'one', how: 'held' })
    // Pings are answered, or the server would have ended it by now.
    const pings = () => run.frames.filter(({ direction, data }) => direction === 'in' && data === '2').length
    await until(() => pings() > 4, 'pings came and were answered')
    expect(run.finished).toBe(false)
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.every((headers) => headers['x-key'] === 'mine')).toBe(true)
    run.abort()
    await run.over
    await polling.local.deserted()
  })

  it('shows a balancer the cookie of its session again, beside one of the user', async () => {
    const polling = await server({ transports: ['polling'], cookie: { name: 'route', path: '/' } })
    const asked = headersOf(polling)
    const run = await opened({ settings: { headers: { cookie: 'mine=1' } } }, polling)
    polling.send(['one'])
    await run.until(() => run.events.length === 1, 'it came')
    const [first, ...later] = asked.map(({ cookie }) => cookie)
    expect(first).toBe('mine=1')
    expect(later.length).toBeGreaterThan(1)
    for (const cookie of later) expect(cookie).toMatch(/^mine=1; route=[\w-]+$/)
    run.abort()
    await run.over
  })

  it('holds polls back while the store is busy', async () => {
    const door = gate()
    const run = await opened({ ...withOptions({ transport: 'polling' }), store: door.passed })
    const polls = () => run.frames.filter(({ kind, data }) => kind === 'request' && data.startsWith('GET')).length
    await until(() => polls() >= 2, 'it polls')
    publisher.send(['one'])
    await until(() => run.frames.some(({ data }) => data.includes('one')), 'the first came')
    const before = polls()
    publisher.send(['two'])
    door.open()
    await run.until(() => run.events.length === 2, 'the second came')
    expect(polls()).toBeGreaterThan(before)
    run.abort()
    await run.over
    await publisher.local.deserted()
  })

  it('answers heartbeats over a socket, also while the store is busy', async () => {
    const lively = await server({ pingInterval: 50, pingTimeout: 300 })
    const door = gate()
    const run = await opened({ store: door.passed }, lively)
    lively.send(['one'])
    const pongs = () => run.frames.filter(({ direction, data }) => direction === 'out' && data === '3').length
    await until(() => pongs() > 12, 'many heartbeats were answered')
    expect(run.finished).toBe(false)
    door.open()
    await run.until(() => run.events.length === 1, 'it is stored')
    run.abort()
    await run.over
  })

  it('goes on where it was, where the server has connection state recovery', async () => {
    const keeping = await server({ connectionStateRecovery: { maxDisconnectionDuration: 60_000 } })
    const first = await opened({}, keeping)
    keeping.send(['one'])
    await first.until(() => first.events.length === 1, 'the first came')
    expect(first.events[0]!.payload).toBe('one')
    expect(first.cursor).toMatchObject({ pid: expect.any(String), offset: expect.any(String) })
    expect(transport.resumes?.(first.cursor)).toBe(true)
    first.abort()
    await first.over
    await until(() => keeping.sockets().length === 0, 'the server saw it go')
    keeping.send(['missed', 'missed too'])
    const second = await opened({ cursor: first.cursor }, keeping)
    keeping.send(['new'])
    await second.until(() => second.events.length === 3, 'all came')
    expect(second.events.map(({ payload }) => payload)).toEqual(['missed', 'missed too', 'new'])
    expect(keeping.sockets()[0]!.recovered).toBe(true)
    second.abort()
    await second.over
    const lost = await opened({ cursor: { pid: 'unknown', offset: 'x' } }, keeping)
    expect(lost.events).toEqual([])
    lost.abort()
    await lost.over
    expect([null, 'x', [], { pid: 1, offset: 'x' }].map((cursor) => transport.resumes?.(cursor))).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('is put out of a namespace: comes back, later', async () => {
    const run = await opened()
    publisher.sockets()[0]!.disconnect()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', final: null, retryAfterMs: 60_000 })
  })

  it('speaks version 2 when it is told to', async () => {
    const old = await server({ allowEIO3: true })
    const run = await opened(withOptions({ version: '2' }), old)
    old.send(['to the old'])
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events[0]!.payload).toBe('to the old')
    expect(old.sockets()[0]!.conn.protocol).toBe(3)
    run.abort()
    await run.over
    const other = old.io.of('/other')
    const second = await opened(withOptions({ version: '2', namespace: '/other' }), old)
    other.emit('news', 'there')
    await second.until(() => second.events.length === 1, 'it came')
    second.abort()
    await second.over
  })

  it('finds another program at the address', async () => {
    expect(await failed({}, { ...publisher, url: () => `${publisher.local.origin}/nothing/` })).toMatchObject({
      kind: 'notFound',
    })
  })
})
