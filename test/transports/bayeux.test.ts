import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Options } from '../../src-main/contract/index'
import { understand } from '../../src-main/core/ingest/understand'
import { createBayeuxTransport, type BayeuxOptions } from '../../src-main/transports/bayeux'
import { createHttpClient } from '../../src-main/transports/http'
import { startBayeuxServer, type BayeuxServer } from '../servers/bayeux-server'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { gate, startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

let server: BayeuxServer
const runs: RecordedRun[] = []
const locals: LocalServer[] = []
beforeEach(async () => {
  server = await startBayeuxServer()
})
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.abort()
    await run.over
  }
  for (const local of locals.splice(0)) await local.close()
  await server.close()
})

const create = (more: Partial<BayeuxOptions> = {}) =>
  createBayeuxTransport({ http: createHttpClient(), clock: systemClock, ...more })
function follow(options: Options = {}, more: RunWishes & { url?: string; transport?: ReturnType<typeof create> } = {}) {
  const { url = server.url, transport = create(), settings = {}, ...wishes } = more
  const run = startRun(transport, url, { ...wishes, settings: { ...settings, options } })
  runs.push(run)
  return run
}
const opened = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')
const texts = (run: RecordedRun) => run.events.map(({ payload }) => String(payload))
const came = (run: RecordedRun, count: number) => run.until(() => run.events.length >= count, `${count} came`)
const held = (run: RecordedRun) =>
  run.until(() => [...server.sessions.values()].some(({ release }) => release !== null), 'a connect is held')

const ways = [
  ['long-polling', 'held'],
  ['websocket', 'push'],
] as const

describe.each(ways)('over %s', (connection, how) => {
  beforeEach(() => {
    server.whims.socket = 'offered'
  })

  it.each([true, false])('brings news in order, each once (acknowledging: %s)', async (acknowledges) => {
    server.whims.acknowledges = acknowledges
    const run = follow({ connection, channels: '/news/*\n/deep/**' })
    await opened(run)
    const wanted: string[] = []
    for (let index = 0; index < 100; index += 1) {
      const channel = index % 2 === 0 ? '/news/world' : '/deep/in/the/sea'
      server.publish(channel, `text ${index}`, { id: String(index % 10) })
      server.publish('/news/too/deep', 'not asked for')
      wanted.push(`text ${index}`)
      if (index % 7 === 0) await came(run, index + 1)
    }
    await came(run, 100)
    expect(texts(run)).toEqual(wanted)
    expect(run.events[1]).toMatchObject({
      topic: '/deep/in/the/sea',
      id: '1',
      how,
      says: { section: ['deep', 'in', 'the', 'sea'] },
    })
    expect(server.said('/meta/connect').every((message) => message.connectionType === connection)).toBe(true)
    run.abort()
    await run.over
    await expect.poll(() => server.said('/meta/disconnect')).toHaveLength(1)
    await expect.poll(() => server.sessions.size).toBe(0)
    await server.local.deserted()
  })

  it('has exactly one connect under way, and keeps asking when nothing comes', async () => {
    server.whims.holdMs = 5
    const run = follow({ connection })
    await run.until(() => server.said('/meta/connect').length > 3, 'it asks')
    const ids = server.heard.map(({ id }) => Number(id))
    expect(ids).toEqual(ids.map((_, index) => index + 1))
    expect(run.finished).toBe(false)
  })

  it('handshakes and subscribes anew when the session is no longer known', async () => {
    const run = follow({ connection, channels: '/a\n/b' })
    await held(run)
    const [first] = server.sessions.values()
    server.sessions.clear()
    first?.release?.()
    await run.until(() => server.said('/meta/subscribe').length === 4, 'it subscribed again')
    server.publish('/b', 'after')
    await came(run, 1)
    expect(run.opened).toBe(1)
    expect(server.said('/meta/connect').filter(({ advice }) => advice !== undefined)).toHaveLength(2)
  })

  it('gives a server up that forgets every session', async () => {
    const run = follow({ connection })
    server.whims.replies.set('/meta/connect', {
      fields: { successful: false, error: '402::gone', advice: undefined },
      times: 99,
    })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'serverError', final: null, detail: '/meta/connect: 402::gone' })
    expect(server.heard.length).toBeLessThan(20)
  })

  it('surfaces a denied subscription', async () => {
    server.whims.denied.add('/b').add('/c')
    const run = follow({ connection, channels: '/a\n/b\n/c' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'forbidden', final: 'needsYou' })
    expect(run.failure().message).toMatch(/“\/b”, “\/c”.*subscribe_denied/)
    expect(run.opened).toBe(0)
    await expect.poll(() => server.sessions.size).toBe(0)
  })

  it.each([
    ['403::denied', undefined, 'forbidden', 'needsYou'],
    ['401::who', undefined, 'unauthorized', 'needsYou'],
    ['500::busy', { reconnect: 'none' }, 'forbidden', 'needsYou'],
    ['500::busy', { reconnect: 'retry', interval: 7_000 }, 'serverError', null],
    ['300::version', undefined, 'protocol', 'ended'],
  ])('a handshake refused with %s and %j is %s', async (error, advice, kind, final) => {
    server.whims.replies.set('/meta/handshake', { fields: { successful: false, error, advice }, times: 1 })
    const run = follow({ connection })
    await run.over
    expect(run.failure()).toMatchObject({ kind, final, retryAfterMs: kind === 'serverError' ? 7_000 : null })
    expect(run.failure().message).toContain(error.slice(5))
  })

  it.each([
    [{ reconnect: 'none' }, true, 'endedByServer', 'ended'],
    [{ interval: -1 }, true, 'endedByServer', 'ended'],
    [{ reconnect: 'none' }, false, 'endedByServer', 'ended'],
  ])('advice %j (successful: %s) sends us away', async (advice, successful, kind, final) => {
    const run = follow({ connection })
    await held(run)
    server.whims.replies.set('/meta/connect', { fields: { advice, successful }, times: 1 })
    server.publish('/x', 'last words')
    await run.until(() => server.said('/meta/connect').length >= 3 || run.finished, 'it asked again')
    await run.over
    expect(run.failure()).toMatchObject({ kind, final })
    expect(texts(run)).toEqual(['last words'])
  })

  it('pauses as long as it is told between connects', async () => {
    const run = follow({ connection })
    await held(run)
    server.whims.advice = { reconnect: 'retry', interval: 300, timeout: 30_000 }
    server.publish('/x', 'one')
    await came(run, 1)
    if (connection === 'websocket') for (const { release } of server.sessions.values()) release?.()
    const before = server.said('/meta/connect').length
    const began = performance.now()
    await run.until(() => server.said('/meta/connect').length > before, 'it asked again')
    expect(performance.now() - began).toBeGreaterThan(250)
  })

  it('ends in order where the server disconnects', async () => {
    const run = follow({ connection })
    await opened(run)
    server.publish('/x', 'last')
    server.finish()
    await run.over
    expect(run.end).toMatchObject({ how: 'closed' })
  })

  it('never asks in a tight loop, whatever the server does', async () => {
    server.whims.holdMs = 0
    const run = follow({ connection })
    await run.until(() => server.said('/meta/connect').length >= 3, 'it asked')
    const before = server.said('/meta/connect').length
    const began = performance.now()
    await run.until(() => server.said('/meta/connect').length >= before + 2, 'it asked again')
    expect(performance.now() - began).toBeGreaterThan(1_000)
  })

  it('sends the token, and shows it nowhere', async () => {
    const run = follow({ connection, ext: '{"authToken":"hush"}' }, { settings: { headers: { 'X-Key': 'whisper' } } })
    await held(run)
    for (const message of server.heard) expect(message.ext).toMatchObject({ authToken: 'hush' })
    expect(server.local.requests.every(({ headers }) => headers['x-key'] === 'whisper')).toBe(true)
    expect(run.frames.length).toBeGreaterThan(4)
    expect(JSON.stringify(run.frames)).not.toMatch(/hush|whisper/)
  })

  it('takes no private answers and no talk of the protocol for news', async () => {
    const run = follow({ connection, acknowledge: false })
    await held(run)
    const [session] = server.sessions.values()
    for (const channel of ['/service/x', '/meta/connect', '/meta/unknown', '/news'])
      session?.queue.push({ message: { channel, data: channel, id: '99' }, batch: null })
    session?.release?.()
    await came(run, 1)
    expect(texts(run)).toEqual(['/news'])
  })
})

describe('the way is chosen', () => {
  const types = () => new Set(server.said('/meta/connect').map(({ connectionType }) => connectionType))

  it('WebSocket where the server offers it and it opens, after a handshake by POST', async () => {
    server.whims.socket = 'offered'
    const run = follow()
    await opened(run)
    server.publish('/x', 'one')
    await came(run, 1)
    expect(types()).toEqual(new Set(['websocket']))
    expect(run.events[0]?.how).toBe('push')
    expect(server.said('/meta/handshake')).toHaveLength(1)
    expect(server.said('/meta/handshake')[0]?.supportedConnectionTypes).toEqual(['websocket', 'long-polling'])
    // The session's cookie goes along.
    expect(server.local.requests.find(({ headers }) => headers.upgrade)?.headers.cookie).toBe('BAYEUX_BROWSER=browser1')
  })

  it.each(['not offered', 'refused'] as const)('long polling where WebSocket is %s', async (socket) => {
    server.whims.socket = socket
    const run = follow()
    await opened(run)
    server.publish('/x', 'one')
    await came(run, 1)
    expect(types()).toEqual(new Set(['long-polling']))
    expect(run.events[0]?.how).toBe('held')
    expect(server.said('/meta/handshake')).toHaveLength(1)
  })

  it('long polling where a WebSocket opens and carries nothing', async () => {
    server.whims.socket = 'mute'
    const run = follow({}, { transport: create({ trialMs: 50 }) })
    await opened(run)
    server.publish('/x', 'one')
    await came(run, 1)
    expect(types()).toEqual(new Set(['long-polling']))
    await held(run)
    expect(server.local.openSockets()).toBe(1)
  })

  it('a socket where a socket was typed', async () => {
    server.whims.socket = 'offered'
    const run = follow({}, { url: server.url.replace('http', 'ws') })
    await opened(run)
    expect(server.local.requests.every(({ headers }) => headers.upgrade === 'websocket')).toBe(true)
  })
})

describe('what is acknowledged', () => {
  it('is stored before the next connect says so', async () => {
    const door = gate()
    const run = follow({}, { store: door.passed })
    await held(run)
    server.publish('/x', 'one')
    const asked = server.said('/meta/connect').length
    await run.until(() => [...server.sessions.values()].every(({ release }) => release === null), 'it was sent')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.said('/meta/connect')).toHaveLength(asked)
    door.open()
    await run.until(() => server.said('/meta/connect').length === asked + 1, 'the next connect')
    expect(texts(run)).toEqual(['one'])
    const [session] = server.sessions.values()
    expect(server.said('/meta/connect').at(-1)?.ext).toEqual({ ack: session?.batch })
    expect(session?.queue).toEqual([])
  })

  it.each(ways)('comes again after a broken line, and nothing twice (%s)', async (connection) => {
    server.whims.socket = 'offered'
    const transport = create()
    const first = follow({ connection }, { transport })
    await held(first)
    server.publish('/x', 'one')
    await came(first, 1)
    await held(first)
    if (connection === 'long-polling') {
      server.whims.tear = { bytes: 40, forGood: false }
      server.publish('/x', 'two')
    } else {
      server.local.server.closeAllConnections()
      for (const { socket } of server.sessions.values()) socket?.terminate()
    }
    await first.over
    expect(first.failure()).toMatchObject({ kind: 'closed', final: null })
    if (connection === 'websocket') server.publish('/x', 'two')
    server.publish('/x', 'three')

    const second = follow({ connection }, { transport, cursor: first.cursor })
    await came(second, 2)
    expect(texts(second)).toEqual(['two', 'three'])
    expect(second.opened).toBe(1)
    expect(server.said('/meta/handshake')).toHaveLength(1)
    expect(server.said('/meta/subscribe')).toHaveLength(1)
  })

  it('is known again where the server sends it all the same', async () => {
    server.whims.forgetsAcknowledgements = true
    const run = follow()
    await held(run)
    server.publish('/x', 'one', { id: 'a' })
    await came(run, 1)
    server.publish('/x', 'two', { id: 'b' })
    await came(run, 2)
    server.whims.forgetsAcknowledgements = false
    await held(run)
    server.publish('/x', 'three', { id: 'c' })
    await came(run, 3)
    expect(texts(run)).toEqual(['one', 'two', 'three'])
  })

  it('is sent again when it could not be stored', async () => {
    const transport = create()
    let fails = true
    const first = follow(
      {},
      { transport, store: () => (fails ? Promise.reject(new RangeError('the disk')) : Promise.resolve()) },
    )
    await held(first)
    fails = false
    server.publish('/x', 'one')
    await came(first, 1)
    fails = true
    server.publish('/x', 'two')
    await first.over
    expect(first.error).toBeInstanceOf(RangeError)
    const second = follow({}, { transport, cursor: first.cursor })
    await came(second, 1)
    expect(texts(second)).toEqual(['two'])
  })

  it('begins a new session where the server has lost the old one, or other channels are wished for', async () => {
    const transport = create()
    const first = follow({ channels: '/x' }, { transport })
    await held(first)
    server.publish('/x', 'one')
    await came(first, 1)
    await held(first)
    server.local.server.closeAllConnections()
    await first.over
    server.sessions.clear()
    const second = follow({ channels: '/x' }, { transport, cursor: first.cursor })
    await held(second)
    server.publish('/x', 'two')
    await came(second, 1)
    await held(second)
    server.local.server.closeAllConnections()
    await second.over
    const third = follow({ channels: '/x\n/y' }, { transport, cursor: second.cursor })
    await third.until(() => server.said('/meta/handshake').length === 3, 'a third session')
    await opened(third)
    server.publish('/y', 'three')
    await came(third, 1)
    expect(transport.resumes?.(third.cursor)).toBe(false)
  })

  it('is not spoken of where the user does not want it', async () => {
    const run = follow({ acknowledge: false })
    await held(run)
    server.publish('/x', 'one')
    await came(run, 1)
    expect(server.heard.every(({ ext }) => ext === undefined)).toBe(true)
    expect(run.cursor).toBeNull()
  })
})

describe('other servers', () => {
  it.each([
    ['a page', 200, '<!doctype html>'],
    ['other JSON', 200, '{"hello":1}'],
    ['half an answer', 200, '[{"channel":"/meta/handshake"'],
  ])('%s is no Bayeux', async (_, status, body) => {
    const local = await startLocalServer((__, response) => void response.writeHead(status).end(body))
    locals.push(local)
    const run = follow({}, { url: local.origin })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
  })

  it('that answer with messages and no reply are told so', async () => {
    const local = await startLocalServer((_, response) => void response.end('[]'))
    locals.push(local)
    const run = follow({}, { url: local.origin })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'protocol' })
  })

  it('that send us elsewhere do not get the token there', async () => {
    const seen: string[] = []
    const other = await startLocalServer((_, response) => {
      seen.push('asked')
      response.end('[]')
    })
    const own = await startLocalServer((_, response) => {
      response.writeHead(307, { Location: other.origin.replace('127.0.0.1', 'localhost') }).end()
    })
    locals.push(other, own)
    const run = follow({ ext: '{"authToken":"hush"}' }, { url: own.origin })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'redirect', final: 'needsYou' })
    expect(seen).toEqual([])
  })

  it('that leave ids out are understood', async () => {
    const local = await startLocalServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += String(chunk)))
      request.on('end', () => {
        const [message] = JSON.parse(body) as { channel: string; advice?: object }[]
        if (message?.channel === '/meta/connect' && message.advice === undefined) return
        const more = message?.channel === '/meta/handshake' ? { clientId: 'x' } : {}
        response.end(JSON.stringify({ channel: message?.channel, successful: true, ...more }))
      })
    })
    locals.push(local)
    const run = follow({ channels: '/a' }, { url: local.origin })
    await opened(run)
    await run.until(() => local.requests.length === 4, 'a connect is held')
  })

  it('bring data that becomes items', async () => {
    const run = follow()
    await opened(run)
    server.publish('/news/sport', { title: 'Goal', body: 'In the last minute', url: 'https://example.org/1' })
    server.publish('/chat', 'plain words')
    server.publish('/deep', JSON.parse(`${'['.repeat(500)}1${']'.repeat(500)}`))
    await came(run, 3)
    const { drafts } = understand(run.events, { arrival: 'push', style: 'stream', mapping: {} })
    expect(drafts[0]).toMatchObject({
      title: 'Goal',
      text: 'In the last minute',
      link: 'https://example.org/1',
      section: ['news', 'sport'],
    })
    expect(drafts[1]).toMatchObject({ title: 'plain words', section: ['chat'] })
  })
})
