import { MessageType, type InvocationMessage } from '@microsoft/signalr'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createHttpClient, type HttpClient, type HttpRequest } from '../../src-main/transports/http'
import { createSignalRTransport } from '../../src-main/transports/signalr'
import { negotiate, typedHub } from '../../src-main/transports/signalr-negotiation'
import { DEFAULT_CHANNEL_SETTINGS } from '../../src-main/contract/index'
import { gate, startRun, systemClock, type RunWishes } from '../servers/recording-io'
import { startSignalRPublisher, type HubReader, type SignalRPublisher, type Way } from '../servers/signalr-publisher'
import { until } from '../servers/until'

const END = '\u001e'
let publisher: SignalRPublisher
let other: SignalRPublisher
beforeAll(async () => {
  publisher = await startSignalRPublisher()
  other = await startSignalRPublisher()
})
beforeEach(() => {
  publisher.reset()
  other.reset()
})
afterAll(() => Promise.all([publisher.close(), other.close()]))

const http = createHttpClient()
const transport = createSignalRTransport({ http, clock: systemClock })
const hub = () => publisher.url('live')
const run = (wishes: RunWishes = {}, url = hub()) => startRun(transport, url, wishes)
const withOptions = (options: Record<string, string | boolean>): RunWishes => ({ settings: { options } })
async function opened(wishes: RunWishes = {}) {
  const started = run(wishes)
  await started.until(() => started.opened === 1, 'it opened')
  return { run: started, reader: [...publisher.readers.values()].at(-1) as HubReader }
}
async function failed(wishes: RunWishes = {}, url = hub()) {
  const started = run(wishes, url)
  await started.over
  return started.failure()
}
const invocation = (target: string, ...values: unknown[]): InvocationMessage => ({
  type: MessageType.Invocation,
  target,
  arguments: values,
})

describe('negotiation', () => {
  it('takes WebSockets first, with the secret token as id, and shows neither', async () => {
    const { run: session, reader } = await opened({
      settings: { headers: { 'X-Key': 'mine' }, options: { token: 'abc' } },
    })
    expect(reader).toMatchObject({ way: 'WebSockets', id: expect.stringMatching(/^secret-/) })
    expect(publisher.negotiations).toHaveLength(1)
    expect(publisher.negotiations[0]).toMatchObject({
      path: '/live/negotiate?negotiateVersion=1',
      headers: { authorization: 'Bearer abc', 'x-key': 'mine', 'content-length': '0' },
    })
    expect(publisher.local.requests.at(-1)!.headers).toMatchObject({ authorization: 'Bearer abc', 'x-key': 'mine' })
    expect(JSON.stringify(session.frames)).not.toMatch(/secret-|abc|mine/)
    session.abort()
    await session.over
  })

  it('knows version 0, which has but one id', async () => {
    publisher.negotiation('/live', {
      connectionId: 'only-1',
      availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text'] }],
    })
    const { run: session, reader } = await opened()
    expect(reader.id).toBe('only-1')
    session.abort()
    await session.over
  })

  it.each<[readonly Way[], Way[], Way]>([
    [['WebSockets', 'ServerSentEvents', 'LongPolling'], ['WebSockets'], 'ServerSentEvents'],
    [['WebSockets', 'ServerSentEvents', 'LongPolling'], ['WebSockets', 'ServerSentEvents'], 'LongPolling'],
    [['ServerSentEvents'], [], 'ServerSentEvents'],
    [['LongPolling', 'WebSockets'], ['WebSockets'], 'LongPolling'],
  ])('of %j, with %j refused, takes %s, with a fresh negotiation for each try', async (offered, broken, taken) => {
    publisher.offered = offered
    for (const way of broken) publisher.broken.add(way)
    const { run: session, reader } = await opened()
    expect(reader.way).toBe(taken)
    expect(publisher.negotiations).toHaveLength(broken.length + 1)
    publisher.send(['hello'])
    await session.until(() => session.events.length === 1, 'it came')
    expect(session.events[0]).toMatchObject({ payload: 'hello', how: taken === 'LongPolling' ? 'held' : 'push' })
    session.abort()
    await session.over
    await publisher.local.deserted()
  })

  it('tells the first failure when no way opens', async () => {
    for (const way of publisher.offered) publisher.broken.add(way)
    expect(await failed()).toMatchObject({ kind: 'forbidden' })
    expect(publisher.negotiations).toHaveLength(3)
  })

  it('takes only the way that was chosen', async () => {
    publisher.broken.add('LongPolling')
    expect(await failed(withOptions({ transport: 'longPolling' }))).toMatchObject({ kind: 'serverError' })
    expect(publisher.negotiations).toHaveLength(1)
    publisher.offered = ['LongPolling']
    expect((await failed(withOptions({ transport: 'webSockets' }))).message).toContain('offers no way')
  })

  it('can do without', async () => {
    const { run: session, reader } = await opened(withOptions({ transport: 'withoutNegotiation' }))
    expect(publisher.negotiations).toHaveLength(0)
    expect(reader.id).toMatch(/^direct-/)
    session.abort()
    await session.over
  })

  it('follows the hub to another place of the same server, with the token it gives', async () => {
    publisher.negotiation('/live', { url: `${publisher.local.origin}/azure?hub=1`, accessToken: 'given' })
    const { run: session } = await opened({ settings: { headers: { authorization: 'mine', 'X-Key': 'k' } } })
    expect(publisher.negotiations.map(({ path }) => path)).toEqual([
      '/live/negotiate?negotiateVersion=1',
      '/azure/negotiate?hub=1&negotiateVersion=1',
    ])
    expect(publisher.negotiations[1]!.headers).toMatchObject({ authorization: 'Bearer given', 'x-key': 'k' })
    session.abort()
    await session.over
  })

  it('does not follow the hub into the user’s own network', async () => {
    publisher.negotiation('/live', { url: `${other.local.origin}/live` })
    expect(await failed()).toMatchObject({ kind: 'blockedAddress', final: 'needsYou' })
    expect(other.local.requests).toHaveLength(0)
  })

  it('sends nothing of the user’s to another origin, and only what that one was given', async () => {
    const asked: HttpRequest[] = []
    const answers = [
      { url: 'https://other.example/a', accessToken: 'one' },
      { url: 'https://other.example/b' },
      { url: 'https://third.example/c' },
      { url: 'https://hub.example/back' },
      { negotiateVersion: 1, connectionId: 'p', connectionToken: 's', availableTransports: [] },
    ]
    const told: Partial<HttpClient> = {
      request(request) {
        asked.push(request)
        const body = Buffer.from(JSON.stringify(answers[asked.length - 1]))
        return Promise.resolve({
          status: 200,
          header: () => null,
          setCookies: [],
          url: request.url,
          permanentUrl: null,
          chunks: (async function* () {
            yield body
          })(),
          pieces: (async function* () {
            yield [body]
          })(),
          discard: () => undefined,
        })
      },
    }
    const channel = {
      url: 'https://hub.example/live',
      settings: { ...DEFAULT_CHANNEL_SETTINGS, headers: { Cookie: 'mine' } },
    }
    const io = { cursor: null, heard: () => undefined } as unknown as Parameters<typeof negotiate>[1]['io']
    const { signal } = new AbortController()
    await negotiate(typedHub(channel, ''), { http: told as HttpClient, clock: systemClock, channel, io, signal })
    expect(asked.map(({ url, trust, secretHeaders }) => [new URL(url).pathname, trust, secretHeaders])).toEqual([
      ['/live/negotiate', 'typed', { Cookie: 'mine' }],
      ['/a/negotiate', 'publisher', { Authorization: 'Bearer one' }],
      ['/b/negotiate', 'publisher', { Authorization: 'Bearer one' }],
      ['/c/negotiate', 'publisher', {}],
      ['/back/negotiate', 'typed', { Cookie: 'mine' }],
    ])
  })

  it('does not run in circles, nor down from a secure address', async () => {
    publisher.negotiation('/live', { url: '/live' })
    expect(await failed()).toMatchObject({ kind: 'redirect' })
    publisher.negotiation('/live', { url: 'ftp://elsewhere.example/' })
    expect(await failed()).toMatchObject({ kind: 'redirect', final: 'needsYou' })
  })

  it.each([
    ['an error', { error: 'The hub is full' }, 'protocol', '“The hub is full”'],
    [
      'old SignalR',
      { Url: '/signalr', ConnectionToken: 'x', ProtocolVersion: '1.5' },
      'wrongType',
      'old ASP.NET SignalR',
    ],
    ['a page', '<html></html>', 'wrongType', 'not as a SignalR hub'],
    ['a list', '[1]', 'wrongType', 'not as a SignalR hub'],
    ['null', 'null', 'wrongType', 'not as a SignalR hub'],
    ['no id', { negotiateVersion: 1, connectionId: 'public' }, 'wrongType', 'not as a SignalR hub'],
    ['no way', { connectionId: 'a', availableTransports: [{ transport: '__proto__' }, 3, null] }, 'protocol', 'no way'],
    [
      'no text',
      { connectionId: 'a', availableTransports: [{ transport: 'WebSockets', transferFormats: ['Binary'] }] },
      'protocol',
      'no way',
    ],
  ] as const)('puts %s into words', async (_, answer, kind, words) => {
    publisher.negotiation('/live', answer)
    const error = await failed()
    expect(error.kind).toBe(kind)
    expect(error.message).toContain(words)
    expect(error.message).toContain('127.0.0.1')
  })

  it('keeps the cookie of a load balancer for this connection, and for this server', async () => {
    publisher.offered = ['LongPolling']
    publisher.negotiation(
      '/live',
      {
        negotiateVersion: 1,
        connectionId: 'p',
        connectionToken: 's',
        availableTransports: [{ transport: 'LongPolling', transferFormats: ['Text'] }],
      },
      { 'Set-Cookie': 'node=7; Path=/; HttpOnly' },
    )
    const { run: session } = await opened()
    expect(publisher.local.requests.filter(({ headers }) => headers.cookie === 'node=7').length).toBeGreaterThan(1)
    session.abort()
    await session.over
    const again = run()
    await until(() => publisher.negotiations.length === 2, 'it asked again')
    expect(publisher.negotiations[1]!.headers.cookie).toBeUndefined()
    again.abort()
    await again.over
  })
})

describe.each<Way>(['WebSockets', 'ServerSentEvents', 'LongPolling'])('the hub protocol over %s', (way) => {
  beforeEach(() => {
    publisher.offered = [way]
  })

  it('calls what is to be called, once the handshake is answered', async () => {
    const { run: session, reader } = await opened(withOptions({ invoke: 'Join ["news", {"a": 1}]\nHello\nOne 5' }))
    await until(() => reader.heard.length >= 3, 'the calls came')
    expect(reader.heard.slice(0, 3)).toEqual([
      { type: 1, target: 'Join', arguments: ['news', { a: 1 }], invocationId: '0' },
      { type: 1, target: 'Hello', arguments: [], invocationId: '1' },
      { type: 1, target: 'One', arguments: [5], invocationId: '2' },
    ])
    publisher.tell({ type: MessageType.Completion, invocationId: '0', result: null })
    publisher.tell({ type: MessageType.Completion, invocationId: '1', error: 'Method does not exist' })
    await session.over
    expect(session.failure()).toMatchObject({ kind: 'protocol', final: null })
    expect(session.failure().message).toContain('could not do “Hello”: “Method does not exist”')
  })

  it('turns invocations into events, and answers those that wait once they are stored', async () => {
    const door = gate()
    const { run: session, reader } = await opened({ store: door.passed, ...withOptions({ targets: 'news\nquote' }) })
    publisher.tell(invocation('News', { title: 'A' }))
    publisher.tell(invocation('Chat', 'not wanted'))
    publisher.tell(invocation('QUOTE', 'ACME', 42))
    publisher.tell({ ...invocation('news', 'asks'), invocationId: 'q-1' })
    publisher.tell(invocation('news'))
    expect(reader.heard).toEqual([])
    door.open()
    await session.until(() => session.events.length === 4, 'all came')
    expect(session.events.map(({ topic, payload }) => [topic, payload])).toEqual([
      ['News', '{"title":"A"}'],
      ['QUOTE', '{"0":"ACME","1":42}'],
      ['news', 'asks'],
      ['news', 'news'],
    ])
    await until(() => reader.heard.length > 0, 'the hub was answered')
    expect(reader.heard[0]).toMatchObject({ type: 3, invocationId: 'q-1', error: expect.any(String) })
    session.abort()
    await session.over
  })

  it('reads messages that share a piece or come in pieces, the handshake’s answer among them', async () => {
    publisher.handshake = `{}${END}{"type":1,"target":"a","arguments":[1]}${END}{"type":1,"target":"b","argu`
    const { run: session, reader } = await opened()
    reader.write('ments":["ü')
    reader.write(`"]}${END}{"type":6}${END}{"type":99,"x":1}${END}`)
    reader.write(`{"type":8,"sequenceId":1}${END}{"type":2,"invocationId":"1","item":1}${END}`)
    publisher.tell(invocation('c', true))
    await session.until(() => session.events.length === 3, 'all came')
    expect(session.events.map(({ topic, payload }) => [topic, payload])).toEqual([
      ['a', '1'],
      ['b', 'ü'],
      ['c', 'true'],
    ])
    session.abort()
    await session.over
  })

  it.each([
    ['an error', `{"error":"Requested protocol 'json' is not available."}${END}`, 'protocol'],
    ['something else', `hello${END}`, 'wrongType'],
    ['a message', `{"type":6}${END}`, 'wrongType'],
  ])('says so when the handshake is answered with %s', async (_, answer, kind) => {
    publisher.handshake = answer
    const error = await failed()
    expect(error.kind).toBe(kind)
    expect(error.message).toContain('127.0.0.1')
  })

  it.each([
    ['{"type":7,"allowReconnect":true}', null, null],
    ['{"type":7}', 'endedByServer', 'ended'],
    ['{"type":7,"error":"Go away"}', 'endedByServer', 'ended'],
    ['{"type":7,"error":"Restarting","allowReconnect":true}', 'serverError', null],
  ] as const)('takes %s as it is meant', async (close, kind, final) => {
    const { run: session, reader } = await opened()
    publisher.tell(invocation('news', 'before'))
    reader.write(close + END)
    await session.over
    expect(session.events).toHaveLength(1)
    if (kind === null) expect(session.end).toEqual({ how: 'closed', waitAtLeastMs: 0 })
    else expect(session.failure()).toMatchObject({ kind, final })
    await publisher.local.deserted()
  })

  it('comes back after any close when the user says so', async () => {
    const { run: session, reader } = await opened(withOptions({ comeBack: true }))
    reader.write(`{"type":7}${END}`)
    await session.over
    expect(session.end?.how).toBe('closed')
  })

  it.each([['not json'], ['null'], ['[]'], ['{"type":1}'], ['{"type":"1"}'], ['{"type":3,"result":1,"error":"x"}']])(
    'keeps what came before %s and breaks off in words',
    async (nonsense) => {
      const { run: session, reader } = await opened()
      reader.write(`{"type":1,"target":"a","arguments":[1]}${END}${nonsense}${END}`)
      await session.over
      expect(session.failure()).toMatchObject({ kind: 'protocol', final: null })
      expect(session.events).toHaveLength(1)
    },
  )

  it('leaves out arguments that are none', async () => {
    const { run: session, reader } = await opened()
    reader.write(`{"type":1,"target":"a"}${END}{"type":1,"target":"a","arguments":{"length":3}}${END}`)
    const deep = '['.repeat(60_000) + ']'.repeat(60_000)
    reader.write(`{"type":1,"target":"a","arguments":[${deep}]}${END}`)
    publisher.tell(invocation('a', 'after'))
    await session.until(() => session.events.length === 1, 'the good one came')
    expect(session.events[0]!.payload).toBe('after')
    expect(session.drops.map(({ why }) => why.kind)).toEqual(['malformed', 'malformed', 'malformed'])
    session.abort()
    await session.over
  })
})

describe('long polling', () => {
  beforeEach(() => {
    publisher.offered = ['LongPolling']
  })

  it('asks again only when all is stored, and loses nothing', async () => {
    const door = gate()
    const { run: session } = await opened({ store: door.passed })
    const texts = Array.from({ length: 200 }, (_, index) => `event ${index}`)
    publisher.send(texts)
    await until(() => publisher.untaken() > 0 && session.bytes > 0, 'the first part was fetched')
    const waiting = publisher.untaken()
    expect(waiting).toBeGreaterThan(1_000)
    door.open()
    await session.until(() => session.events.length === 200, 'all came')
    expect(session.events.map(({ payload }) => payload)).toEqual(texts)
    expect(session.atOnce).toBe(1)
    publisher.finish()
    await session.over
    expect(session.end).toMatchObject({ how: 'closed' })
  })

  it('takes leave of the hub, at once, and leaves no request', async () => {
    const { run: session, reader } = await opened()
    const asked = performance.now()
    session.abort(new Error('enough'))
    await session.over
    expect(performance.now() - asked).toBeLessThan(1_000)
    expect(session.error).toMatchObject({ message: 'enough' })
    await until(() => publisher.left.length === 1, 'the hub heard it')
    expect(publisher.left).toEqual([reader.id])
    await publisher.local.deserted()
  })

  it('comes back when the hub has forgotten the connection', async () => {
    const { run: session } = await opened()
    publisher.readers.clear()
    publisher.broken.add('LongPolling')
    publisher.local.server.closeAllConnections()
    await session.over
    expect(session.failure().final).toBeNull()
  })
})

describe('heartbeats', () => {
  it('pings every 15 s, and is content with any sign of life', async () => {
    const timers: { ms: number; call: () => void }[] = []
    const clock = {
      now: () => Date.now(),
      after: (ms: number, call: () => void) => {
        const timer = { ms, call }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
    }
    publisher.offered = ['WebSockets']
    const session = startRun(createSignalRTransport({ http, clock }), hub())
    await session.until(() => session.opened === 1, 'it opened')
    const [reader] = [...publisher.readers.values()]
    const ping = timers.find(({ ms }) => ms === 15_000)!
    ping.call()
    await until(() => reader!.heard.length === 1, 'the ping came')
    expect(reader!.heard).toEqual([{ type: 6 }])
    timers.find(({ ms }) => ms === 30_000)!.call()
    expect(session.finished).toBe(false)
    session.abort()
    await session.over
  })
})
