import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { understand } from '../../src-main/core/ingest/understand'
import type { Json, RawEvent } from '../../src-main/core/ports'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { createNtfyTransport } from '../../src-main/transports/ntfy'
import { ntfyPlace } from '../../src-main/transports/ntfy-address'
import { startLocalServer } from '../servers/local-server'
import { startNtfyServer, type NtfyServer } from '../servers/ntfy-server'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

let seconds = 1_800_000_000
let server: NtfyServer
let http: HttpClient
const runs: RecordedRun[] = []
beforeEach(async () => {
  seconds = 1_800_000_000
  server = await startNtfyServer(() => seconds)
  http = createHttpClient()
})
afterEach(async () => {
  for (const run of runs.splice(0)) run.abort()
  await http.close()
  await server.close()
})

function follow(path: string, wishes: RunWishes & { options?: Record<string, string | number | boolean> } = {}) {
  const { options = {}, ...more } = wishes
  const transport = createNtfyTransport({ http, clock: systemClock, settledAfterMs: 60_000 })
  const run = startRun(transport, server.origin + path, { settings: { options, ...more.settings }, ...more })
  runs.push(run)
  return run
}
const opened = (run: RecordedRun) => run.until(() => run.opened === 1 && server.readers.size > 0, 'it opened')
const draftsOf = (events: readonly RawEvent[]) =>
  understand(events, { arrival: 'push', style: 'stream', mapping: {} }).drafts
const titlesOf = (events: readonly RawEvent[]) => draftsOf(events).map(({ title, text }) => title ?? text)
const lastAsked = () => new URL(server.local.requests.at(-1)!.path, server.origin)

describe('following topics', () => {
  it('begins with what the server still has of the last twelve hours', async () => {
    server.publish('builds', { message: 'yesterday', time: seconds - 13 * 3600 })
    server.publish('builds', { message: 'this morning', time: seconds - 3600 })
    const run = follow('/builds')
    await run.until(() => run.events.length === 1, 'the cached one came')
    expect(titlesOf(run.events)).toEqual(['this morning'])
    expect(lastAsked().pathname).toBe('/builds/json')
    expect(lastAsked().searchParams.get('since')).toBe('12h')
    server.publish('builds', { message: 'now' })
    server.publish('other', { message: 'not ours' })
    await run.until(() => run.events.length === 2, 'the live one came')
    expect(titlesOf(run.events)).toEqual(['this morning', 'now'])
  })

  it('looks back as far as the user wishes, or not at all', async () => {
    const none = follow('/builds', { options: { historyHours: 0 } })
    await opened(none)
    expect(lastAsked().searchParams.has('since')).toBe(false)
    none.abort()
    const more = follow('/builds', { options: { historyHours: 48 } })
    await opened(more)
    expect(lastAsked().searchParams.get('since')).toBe('48h')
  })

  it('takes all topics of a server over one stream, each as a section', async () => {
    const run = follow('/builds', { options: { topics: 'alerts\n deploys ' } })
    await opened(run)
    expect(server.local.requests).toHaveLength(1)
    expect(lastAsked().pathname).toBe('/builds,alerts,deploys/json')
    server.publish('alerts', { message: 'a' })
    server.publish('deploys', { message: 'd' })
    await run.until(() => run.events.length === 2, 'both came')
    const understood = understand(run.events, { arrival: 'push', style: 'stream', mapping: {} })
    expect(understood.drafts.map(({ section }) => section)).toEqual([['alerts'], ['deploys']])
    expect(understood.drafts.map(({ event }) => event.type)).toEqual(['alerts', 'deploys'])
    expect(understood.publisher).toMatchObject({
      title: server.origin.slice(7),
      sections: ['builds', 'alerts', 'deploys'],
    })
  })

  it('makes no sections of a single topic, and is called by it', async () => {
    const run = follow('/builds')
    await opened(run)
    server.publish('builds')
    await run.until(() => run.events.length === 1, 'it came')
    const understood = understand(run.events, { arrival: 'push', style: 'stream', mapping: {} })
    expect(understood.publisher).toMatchObject({ title: `${server.origin.slice(7)}/builds`, sections: [] })
    expect(understood.drafts[0]?.section).toEqual([])
  })

  it('ignores events that are no news, and counts lines that are no messages', async () => {
    const run = follow('/builds')
    await opened(run)
    for (const event of ['keepalive', 'message_clear', 'message_delete', 'poll_request', 'something_new']) {
      server.tell({ event, sequence_id: 'x' })
    }
    server.write('not json\n\n{"event":"message"}\n')
    server.publish('builds', { message: 'news' })
    await run.until(() => run.events.length === 1, 'the news came')
    expect(titlesOf(run.events)).toEqual(['news'])
    expect(run.drops.map(({ count, why }) => [count, why.kind])).toEqual([
      [1, 'malformed'],
      [1, 'malformed'],
    ])
  })
})

describe('what was missed', () => {
  it('comes after a cut, once each', async () => {
    const first = follow('/builds')
    await opened(first)
    server.tell({ event: 'keepalive' })
    server.publish('builds', { message: 'one' })
    await first.until(() => first.events.length === 1, 'one came')
    server.cut()
    await first.over
    expect(first.failure()).toMatchObject({ kind: 'closed', final: null })
    seconds += 3600
    server.publish('builds', { message: 'two' })
    server.publish('builds', { message: 'three' })
    const second = follow('/builds', { cursor: first.cursor })
    await second.until(() => second.events.length === 2, 'both came')
    expect(titlesOf(second.events)).toEqual(['two', 'three'])
    server.publish('builds', { message: 'four' })
    await second.until(() => second.events.length === 3, 'the live one came')
    expect(titlesOf(second.events)).toEqual(['two', 'three', 'four'])
  })

  it('includes a message that was handed in before and became due meanwhile', async () => {
    const reminder = server.schedule('builds', { message: 'reminder', time: seconds + 600 })
    const first = follow('/builds')
    await opened(first)
    server.tell({ event: 'keepalive' })
    server.publish('builds', { message: 'seen' })
    await first.until(() => first.events.length === 1, 'it came')
    server.cut()
    await first.over
    seconds += 700
    reminder.deliver()
    const second = follow('/builds', { cursor: first.cursor })
    await second.until(() => second.events.length === 1, 'the reminder came')
    expect(titlesOf(second.events)).toEqual(['reminder'])
  })

  it('is not lost when a new message overtakes the cached ones and the line breaks', async () => {
    const first = follow('/builds')
    await opened(first)
    server.tell({ event: 'keepalive' })
    server.publish('builds', { message: 'seen' })
    await first.until(() => first.events.length === 1, 'it came')
    server.cut()
    await first.over
    seconds += 3600
    const missed = server.publish('builds', { message: 'missed' })
    seconds += 3600
    // Between the subscription and the cache a new one comes; then the line breaks before the cached ones are sent.
    server.beforeCached = () => {
      server.beforeCached = null
      server.publish('builds', { message: 'overtakes' })
      server.cut()
    }
    const second = follow('/builds', { cursor: first.cursor })
    await second.over
    const third = follow('/builds', { cursor: second.cursor })
    await third.until(() => third.events.some(({ id }) => id === missed.id), 'the missed one came')
    expect([...second.events, ...third.events].map(({ id }) => id)).toContain(missed.id)
  })

  it('tells a message once that comes live and again from the cache', async () => {
    server.beforeCached = () => {
      server.beforeCached = null
      server.publish('builds', { message: 'twice' })
    }
    const run = follow('/builds')
    await opened(run)
    server.publish('builds', { message: 'end' })
    await run.until(() => run.events.length >= 2, 'both came')
    expect(titlesOf(run.events)).toEqual(['twice', 'end'])
  })

  it.each(['nonsense', [1], { time: 'x' }, { time: -1, recent: [] }, { time: 1.5 }])(
    'begins anew from a cursor that is none: %j',
    async (cursor) => {
      const run = follow('/builds', { cursor: cursor as Json })
      await opened(run)
      expect(lastAsked().searchParams.get('since')).toBe('12h')
    },
  )
})

describe('updates of a message', () => {
  async function sequence(options: Record<string, boolean>) {
    const run = follow('/builds', { options })
    await opened(run)
    const first = server.publish('builds', { message: '10 %' })
    server.publish('builds', { message: '100 %', sequence_id: first.id })
    await run.until(() => run.events.length === 2, 'both came')
    return draftsOf(run.events).map(({ key }) => key)
  }

  it('are items of their own, so that none is overlooked', async () => {
    expect(new Set(await sequence({})).size).toBe(2)
  })

  it('replace each other where the user wants that', async () => {
    expect(new Set(await sequence({ replace: true })).size).toBe(1)
  })
})

describe('who may read', () => {
  it('gives the token, name and password, or the user’s own header', async () => {
    const basic = `Basic ${Buffer.from('phil:my pässword').toString('base64')}`
    server.protect(['Bearer tk_secret', basic, 'Bearer by-hand'])
    for (const [options, headers] of [
      [{ token: ' tk_secret ' }, {}],
      [{ user: 'phil', password: 'my pässword' }, {}],
      [{ token: 'wrong' }, { Authorization: 'Bearer by-hand' }],
    ] as const) {
      const run = follow('/private', { options, settings: { options, headers } })
      await opened(run)
      expect(JSON.stringify(run.frames)).not.toMatch(/tk_secret|pässword|by-hand/)
      run.abort()
      await run.over
    }
  })

  it('asks the user where it is not let in', async () => {
    server.protect([])
    const anonymous = follow('/private')
    await anonymous.over
    expect(anonymous.failure()).toMatchObject({ kind: 'forbidden', final: 'needsYou' })
    expect(anonymous.failure().message).toMatch(/access token/)
    const wrong = follow('/private', { options: { token: 'tk_wrong' } })
    await wrong.over
    expect(wrong.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    expect(JSON.stringify(wrong.failure())).not.toContain('tk_wrong')
  })
})

describe('refusals', () => {
  it.each([
    [
      429,
      { code: 42901, error: 'limit reached: too many requests, please be nice' },
      'rateLimited',
      null,
      /less often/,
    ],
    [429, { code: 42903, error: 'limit reached: too many active subscriptions' }, 'rateLimited', null, /open streams/],
    [507, { code: 50701, error: 'cannot publish' }, 'serverError', null, /no room/],
    [
      400,
      { code: 40010, error: 'invalid request: topic name is not allowed' },
      'invalidAddress',
      'needsYou',
      /not allowed/,
    ],
    [404, { code: 40401, error: 'page not found' }, 'notFound', 'ended', /nothing at this address/],
    [500, 'oops', 'serverError', null, /trouble/],
    [429, 'slow down', 'rateLimited', null, /less often/],
  ] as const)('HTTP %i %j is told in words', async (status, body, kind, final, words) => {
    server.refuse(status, body)
    const run = follow('/builds')
    await run.over
    expect(run.failure()).toMatchObject({ kind, final, message: expect.stringMatching(words) as string })
    if (status === 429) expect(run.failure().retryAfterMs).toBe(60_000)
    expect(run.opened).toBe(0)
  })

  it('does not wait for the rest of an error that never ends', async () => {
    const slow = await startLocalServer((_, response) => {
      response.writeHead(429, { 'Content-Type': 'application/json' })
      response.write('{"code":')
    })
    const hasty = { ...systemClock, after: (ms: number, call: () => void) => systemClock.after(ms / 100, call) }
    const run = startRun(createNtfyTransport({ http, clock: hasty }), `${slow.origin}/t`)
    await run.over
    expect(run.failure().kind).toBe('rateLimited')
    await slow.close()
  })

  it('says so when something else answers', async () => {
    const other = await startLocalServer((request, response) => {
      const type = request.url?.startsWith('/json') === true ? 'application/json' : 'text/html'
      response.writeHead(200, { 'Content-Type': type }).end('{"items":[]}\n')
    })
    for (const path of ['/html', '/json']) {
      const run = startRun(createNtfyTransport({ http, clock: systemClock }), other.origin + path)
      await run.over
      expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
    }
    await other.close()
  })
})

describe('addresses', () => {
  it.each([
    ['https://ntfy.sh/a', '', 'https://ntfy.sh/', ['a']],
    ['https://ntfy.sh/a,b', 'b\nc, d', 'https://ntfy.sh/', ['a', 'b', 'c', 'd']],
    ['https://ntfy.sh/a/json?poll=1#x', '', 'https://ntfy.sh/', ['a']],
    ['https://ntfy.sh/a/sse', '', 'https://ntfy.sh/', ['a']],
    ['https://ntfy.sh', 'a', 'https://ntfy.sh/', ['a']],
    ['https://ntfy.sh/a/', '', 'https://ntfy.sh/', ['a']],
    ['https://ntfy.sh/json', '', 'https://ntfy.sh/', ['json']],
    ['https://example.org/push/', 'a', 'https://example.org/push/', ['a']],
    ['https://example.org/push/a', '', 'https://example.org/push/', ['a']],
  ])('%s with %j', (address, listed, wantedServer, topics) => {
    expect(ntfyPlace(address, listed)).toEqual({ server: wantedServer, topics })
  })

  it.each([
    ['https://ntfy.sh/', '', /Name a topic/],
    ['https://ntfy.sh/', 'with.dot', /cannot be a topic/],
    ['https://ntfy.sh/a%2Fb', '', /cannot be a topic/],
    ['https://ntfy.sh/', 'x'.repeat(65), /cannot be a topic/],
    ['https://ntfy.sh/', Array.from({ length: 101 }, (_, index) => `t${index}`).join('\n'), /at most 100/],
    ['ws://ntfy.sh/a', '', /not a web address/],
  ])('refuses %s with %.20j', (address, listed, words) => {
    expect(() => ntfyPlace(address, listed)).toThrow(words)
  })
})

it('never throws anything but a TransportError, whatever comes', async () => {
  const bodies: Buffer[] = []
  const hostile = await startLocalServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' })
    response.end(bodies.shift())
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
          fc.json().map((json) => Buffer.from(`${json}\n`)),
          fc
            .record({ id: fc.jsonValue(), time: fc.jsonValue(), event: fc.jsonValue(), topic: fc.jsonValue() })
            .map((value) => Buffer.from(`${JSON.stringify({ ...value, event: value.event ?? 'message' })}\n`)),
        ),
        { maxLength: 8 },
      ),
      async (parts) => {
        bodies.push(Buffer.concat([Buffer.from('{"event":"open","time":1}\n'), ...parts]))
        const run = startRun(createNtfyTransport({ http, clock: systemClock }), `${hostile.origin}/t`, { watch: false })
        await run.over
        if (run.error !== null) run.failure()
        expect(() => draftsOf(run.events)).not.toThrow()
      },
    ),
    { numRuns: 60 },
  )
  await hostile.close()
}, 60_000)
