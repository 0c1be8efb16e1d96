import { afterEach, describe, expect, it } from 'vitest'
import type { ChannelSettings, Options } from '../../src-main/contract/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createLongPollTransport } from '../../src-main/transports/long-poll'
import { startHoldingServer, type Asked, type HoldingServer, type Reply } from '../servers/holding-server'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

const transport = createLongPollTransport({ http: createHttpClient(), clock: systemClock, heldMs: 100 })
const servers: HoldingServer[] = []
const runs: RecordedRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.abort()
    await run.over
  }
  for (const server of servers.splice(0)) await server.close()
})

async function serve(reply: (asked: Asked) => Reply | null): Promise<HoldingServer> {
  const server = await startHoldingServer(reply)
  servers.push(server)
  return server
}

function follow(
  server: Pick<HoldingServer, 'origin'>,
  options: Options,
  { path = '/news', settings = {}, ...wishes }: RunWishes & { path?: string; settings?: Partial<ChannelSettings> } = {},
): RecordedRun {
  const run = startRun(transport, `${server.origin}${path}`, {
    ...wishes,
    settings: { ...settings, options: { minGapSeconds: 0.1, ...options } },
  })
  runs.push(run)
  return run
}

interface Item {
  n: number
  text: string
}
const textsOf = (run: RecordedRun) => run.events.map(({ payload }) => (JSON.parse(String(payload)) as Item).text)
/** What a server has to tell: numbered, from 1. */
const numbered = (...texts: string[]): Item[] => texts.map((text, index) => ({ n: index + 1, text }))

describe('the nine styles', () => {
  it('A: none, each answer once', async () => {
    let answers = 0
    const server = await serve(() => (answers < 3 ? { body: { text: `answer ${(answers += 1)}` } } : null))
    const run = follow(server, { cursorStyle: 'none' })
    await run.until(() => run.events.length === 3, 'three came')
    expect(textsOf(run)).toEqual(['answer 1', 'answer 2', 'answer 3'])
  })

  it.each(['query', 'header', 'body'])('B: a value of the body, sent back in the %s', async (cursorIn) => {
    const all = numbered('one', 'two')
    const sinceOf = ({ url, headers, body }: Asked): string | null =>
      cursorIn === 'query'
        ? url.searchParams.get('x-place')
        : cursorIn === 'header'
          ? ((headers['x-place'] as string | undefined) ?? null)
          : ((JSON.parse(body) as { from: string }).from ?? null)
    const server = await serve((asked) => {
      const since = Number((sinceOf(asked) ?? '0').replace('p"', '') || 0)
      const items = all.filter(({ n }) => n > since)
      return items.length === 0 ? null : { body: { next: { at: `p"${all.length}` }, items } }
    })
    const run = follow(server, {
      cursorStyle: 'body',
      cursorPath: cursorIn === 'header' ? '$.next.at' : '/next/at',
      cursorIn,
      cursorName: 'x-place',
      ...(cursorIn === 'body' && { method: 'POST', body: '{"from":"{cursor}"}' }),
    })
    await run.until(() => run.events.length === 2 && server.held() === 1, 'both came')
    all.push({ n: 3, text: 'three' })
    server.changed()
    await run.until(() => run.events.length === 3, 'the third came')
    expect(textsOf(run)).toEqual(['one', 'two', 'three'])
    expect(server.asked[1] && sinceOf(server.asked[1])).toBe('p"2')
    if (cursorIn === 'body') expect(server.asked[0]?.headers['content-type']).toBe('application/json')
  })

  it('C: the greatest of a field, as it is', async () => {
    const all = numbered('one', 'two')
    const server = await serve(({ url }) => {
      const items = all.filter(({ n }) => n > Number(url.searchParams.get('since') ?? 0))
      return items.length === 0 ? null : { body: [...items].reverse() }
    })
    const run = follow(server, { cursorStyle: 'max', cursorPath: '/n' })
    await run.until(() => run.events.length === 2 && server.held() === 1, 'both came')
    expect(server.asked.at(-1)?.url.search).toBe('?since=2')
  })

  it('D: the greatest of a field and one more, also beyond what a number can hold', async () => {
    const server = await serve(({ url }) =>
      url.searchParams.get('offset') === null
        ? { body: '{"result":[{"update":9007199254740993,"text":"a"},{"update":9007199254740995,"text":"b"}]}' }
        : null,
    )
    const run = follow(server, { cursorStyle: 'next', cursorPath: '/update', cursorName: 'offset' })
    await run.until(() => server.held() === 1, 'it asked on')
    expect(server.asked.at(-1)?.url.search).toBe('?offset=9007199254740996')
  })

  it('E: a header of the answer', async () => {
    const server = await serve(({ url }) =>
      url.searchParams.get('since') === 'v7' ? null : { headers: { 'X-Version': 'v7' }, body: { text: 'seven' } },
    )
    const run = follow(server, { cursorStyle: 'header', cursorPath: 'x-version' })
    await run.until(() => server.held() === 1, 'it asked on')
    expect(textsOf(run)).toEqual(['seven'])
  })

  it('F: validators, as they came', async () => {
    let version = 1
    const server = await serve(({ headers }) =>
      headers['if-none-match'] === String(version)
        ? null
        : { headers: { ETag: String(version), 'Last-Modified': 'day one' }, body: { text: `v${version}` } },
    )
    const run = follow(server, {})
    await run.until(() => server.held() === 1, 'it asked on')
    version = 2
    server.changed()
    await run.until(() => run.events.length === 2 && server.held() === 1, 'the second came')
    expect(server.asked.at(-1)?.headers).toMatchObject({ 'if-none-match': '2', 'if-modified-since': 'day one' })
    expect(textsOf(run)).toEqual(['v1', 'v2'])
  })

  it('G: something has changed, and what', async () => {
    const all = numbered('one')
    const server = await serve(({ url, body, method }) => {
      if (url.pathname === '/hold') {
        expect(method).toBe('POST')
        const { at } = JSON.parse(body) as { at: string }
        return Number(at) < all.length ? { body: { changes: true } } : null
      }
      const since = Number(url.searchParams.get('since') ?? 0)
      const items = all.slice(since, since + 2)
      return { body: { items, cursor: since + items.length, has_more: since + items.length < all.length } }
    })
    const run = follow(server, {
      cursorStyle: 'twoStep',
      cursorPath: '/cursor',
      holdUrl: `${server.origin}/hold`,
      holdBody: '{"at":"{cursor}"}',
    })
    await run.until(() => server.held() === 1, 'the first fetch is done')
    all.push(...numbered('two', 'three', 'four', 'five'))
    server.changed()
    await run.until(() => run.events.length === 5 && server.held() === 1, 'all pages came')
    expect(textsOf(run)).toEqual(['one', 'two', 'three', 'four', 'five'])
  })

  it.each([
    ['a member', { nextPath: '/next' }],
    ['the Link header', {}],
  ])('H: the next address, from %s', async (_, more) => {
    const server = await serve(({ url }) => {
      const page = Number(url.searchParams.get('page') ?? 1)
      if (page > 2) return null
      const next = `?page=${page + 1}`
      const body = { items: [{ text: `page ${page}` }], ...('nextPath' in more && { next }) }
      const link = `</first>; rel=first, <${next}>; rel="next"`
      return 'nextPath' in more ? { body } : { body, headers: { Link: link } }
    })
    const run = follow(server, { cursorStyle: 'nextUrl', ...more })
    await run.until(() => server.held() === 1, 'it asked for the third page')
    expect(textsOf(run)).toEqual(['page 1', 'page 2'])
    const again = follow(server, { cursorStyle: 'nextUrl', ...more }, { cursor: run.cursor })
    await again.until(() => server.held() === 2, 'it went on there')
    expect(server.asked.at(-1)?.url.search).toBe('?page=3')
  })

  it('H: sends no secret to another origin that it is sent on to', async () => {
    const other = await serve(() => null)
    const server = await serve(() => ({ body: { items: [{ text: 'x' }], next: `${other.origin}/elsewhere` } }))
    const run = follow(
      server,
      { cursorStyle: 'nextUrl', nextPath: '/next' },
      { settings: { headers: { Authorization: 'Bearer secret' } } },
    )
    await run.over
    // On this machine, and named by the publisher: not even asked.
    expect(run.failure().kind).toBe('blockedAddress')
    expect(other.asked).toEqual([])
    expect(server.asked[0]?.headers.authorization).toBe('Bearer secret')
  })

  it('I: the clock, with an overlap and nothing twice', async () => {
    const all = numbered('one', 'two')
    const server = await serve(({ url }) => {
      const isFirst = url.searchParams.get('since') === null
      return { body: all, headers: { Date: new Date(isFirst ? 1_000_000_000 : 1_000_060_000).toUTCString() } }
    })
    const run = follow(server, { cursorStyle: 'time', overlapSeconds: 7 })
    await run.until(() => server.asked.length >= 3, 'it asked on')
    expect(server.asked[1]?.url.search).toBe('?since=999993')
    expect(server.asked[2]?.url.search).toBe('?since=1000053')
    expect(textsOf(run)).toEqual(['one', 'two'])
  })
})

describe('a healthy session', () => {
  it('is live while the very first question is held', async () => {
    const server = await serve(() => null)
    const run = follow(server, {})
    await run.until(() => run.opened === 1, 'it is live')
    expect(run.events).toEqual([])
  })

  it('is not live before anybody has taken the connection', async () => {
    const server = await serve(() => null)
    await server.close()
    const run = follow(server, {})
    await run.over
    expect(run.opened).toBe(0)
    expect(run.failure().kind).toBe('unreachable')
  })

  it.each([204, 304, 408])('takes %i for "nothing new"', async (status) => {
    let answered = false
    const server = await serve(() => (answered ? null : ((answered = true), { status })))
    const run = follow(server, {})
    await run.until(() => server.asked.length === 2, 'it asked again')
    expect(run.opened).toBe(1)
  })

  it('tells the server how long to hold, in its unit', async () => {
    const server = await serve(() => null)
    const wait = { waitSeconds: 40, waitName: 'w' }
    follow(server, { ...wait, waitIn: 'query', waitUnit: 'milliseconds' })
    follow(server, { ...wait, waitIn: 'header', waitUnit: 'duration' })
    follow(server, { ...wait, waitIn: 'body', method: 'POST', body: 'a={wait}&b={cursor}' })
    await expect.poll(() => server.held()).toBe(3)
    expect(server.asked.map(({ url }) => url.search).sort()).toEqual(['', '', '?w=40000'])
    expect(server.asked.map(({ headers }) => headers.w).filter(Boolean)).toEqual(['40s'])
    expect(server.asked.map(({ body }) => body).filter(Boolean)).toEqual(['a=40&b='])
  })

  it('asks again without a word where the server was not told how long to hold', async () => {
    const hasty = createLongPollTransport({ http: createHttpClient(), clock: systemClock, heldMs: 5, stallMs: 60 })
    const server = await serve(() => null)
    const run = startRun(hasty, `${server.origin}/`, { settings: { options: { minGapSeconds: 0.1 } } })
    runs.push(run)
    await run.until(() => server.asked.length >= 3, 'it asked again and again')
    expect(run.error).toBeNull()
    expect(run.opened).toBe(1)
  })

  it('reads JSONP without running it, and guarded JSON', async () => {
    const bodies = [
      '/**/ typeof cb === "function" && cb({"text":"called"});',
      ')]}\',\n{"text":"guarded"}',
      'for(;;);{"text":"endless"}',
    ]
    const server = await serve(() => (bodies.length === 0 ? null : { body: bodies.shift() }))
    const run = follow(server, { cursorStyle: 'none' })
    await run.until(() => run.events.length === 3, 'all came')
    expect(textsOf(run)).toEqual(['called', 'guarded', 'endless'])
  })

  it('hands on plain text as it stands', async () => {
    const bodies = ['Doors open at nine', '{"text":"one"}\n{"text":"two"}']
    const server = await serve(() => (bodies.length === 0 ? null : { body: bodies.shift() }))
    const run = follow(server, { cursorStyle: 'none' })
    await run.until(() => run.events.length === 2, 'both came')
    expect(run.events.map(({ payload }) => payload)).toEqual(['Doors open at nine', '{"text":"one"}\n{"text":"two"}'])
  })

  it('asks for the next only when the last is stored, and stores the place with it', async () => {
    const all = numbered('one', 'two', 'three')
    const stored: number[] = []
    const server = await serve(({ url }) => {
      const since = Number(url.searchParams.get('since') ?? 0)
      expect(stored.length).toBe(since)
      const [item] = all.slice(since)
      return item === undefined ? null : { body: { items: [item], at: item.n } }
    })
    const run = follow(
      server,
      { cursorStyle: 'body', cursorPath: '/at' },
      {
        store: async (events) => {
          await new Promise((resolve) => setTimeout(resolve, 20))
          stored.push(events.length)
        },
      },
    )
    await run.until(() => server.held() === 1, 'all came')
    expect(run.events.map(({ cursor }) => (cursor as { value: string }).value)).toEqual(['1', '2', '3'])
  })

  it('leaves out nothing of a long answer, and stores the place with the last of it', async () => {
    const many = Array.from({ length: 12_345 }, (_, n) => ({ n, text: `news ${String(n)}` }))
    const server = await serve(({ url }) =>
      url.searchParams.get('since') === 'end' ? null : { body: { items: many, at: 'end' } },
    )
    const run = follow(server, { cursorStyle: 'body', cursorPath: '/at' })
    await run.until(() => server.held() === 1, 'all came')
    expect(textsOf(run)).toEqual(many.map(({ text }) => text))
    expect(run.drops).toEqual([])
    expect(run.events.filter(({ cursor }) => cursor !== undefined)).toHaveLength(1)
    expect(run.events.at(-1)?.cursor).toMatchObject({ value: 'end' })
    expect(Math.max(...run.batches)).toBeLessThanOrEqual(1_000)
  })

  it('begins afresh where the stored place belongs to other settings', async () => {
    const server = await serve(() => null)
    const cursor = { of: 'something else', value: '12' }
    follow(server, { cursorStyle: 'body', cursorPath: '/at' }, { cursor })
    await expect.poll(() => server.held()).toBe(1)
    expect(server.asked[0]?.url.search).toBe('')
  })
})

describe('never a tight loop', () => {
  it('leaves the gap between empty answers, and a longer one after three', async () => {
    const server = await serve(() => ({ body: { items: [] } }))
    const run = follow(server, { cursorStyle: 'none', minGapSeconds: 0.2 })
    const began = performance.now()
    await run.until(() => server.asked.length >= 3, 'three questions')
    expect(performance.now() - began).toBeGreaterThan(350)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(server.asked).toHaveLength(3)
  })

  it('takes the same answer again for an empty one', async () => {
    const server = await serve(() => ({ body: { items: [{ text: 'same' }] } }))
    const run = follow(server, { cursorStyle: 'none', minGapSeconds: 0.1 })
    await run.until(() => server.asked.length >= 4, 'four questions')
    expect(textsOf(run)).toEqual(['same'])
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(server.asked).toHaveLength(4)
  })

  it('follows an answer with news at once', async () => {
    const server = await serve(({ url }) => {
      const since = Number(url.searchParams.get('since') ?? 0)
      return since >= 50 ? null : { body: { items: [{ text: String(since) }], at: since + 1 } }
    })
    const run = follow(server, { cursorStyle: 'body', cursorPath: '/at', minGapSeconds: 60 })
    await run.until(() => run.events.length === 50, 'fifty came')
  })

  it('waits as long as the server wishes', async () => {
    const server = await serve(() =>
      server.asked.length > 1 ? null : { body: { items: [{ text: 'x' }], backoff: 0.5, at: 1 } },
    )
    const run = follow(server, { cursorStyle: 'body', cursorPath: '/at', delayPath: '/backoff' })
    await run.until(() => run.events.length === 1, 'it came')
    const began = performance.now()
    await run.until(() => server.asked.length === 2, 'it asked on')
    expect(performance.now() - began).toBeGreaterThan(400)
  })

  it('passes the wish of a refusal on', async () => {
    const server = await serve(() => ({ status: 429, body: { retry: { after: 7 } } }))
    const run = follow(server, { delayPath: '/retry/after' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'rateLimited', retryAfterMs: 7_000, final: null })
  })
})

describe('a place that is too old', () => {
  const all = numbered('one', 'two', 'three')
  const byBody = { cursorStyle: 'body', cursorPath: '/at', initialCursor: '1' }
  const served = (since: string | null, expired: Reply): Reply | null => {
    if (since === 'old') return expired
    const items = all.slice(Number(since ?? 0))
    return items.length === 0 ? null : { body: { items, at: all.length } }
  }
  const sinceOf = ({ url }: Asked) => url.searchParams.get('since')

  it.each([
    ['a status', { expiredWhen: 'status', expiredStatuses: '410' }, { status: 410 }],
    [
      'a value',
      { expiredWhen: 'value', expiredPath: '/error/code', expiredValue: '17' },
      { status: 400, body: { error: { code: 17 } } },
    ],
    ['a place that fell', { expiredWhen: 'decreased' }, { body: { items: [], at: 'n' } }],
  ])('by %s: begins again with the first value', async (_, options, expired) => {
    const server = await serve((asked) => served(sinceOf(asked), expired))
    const first = follow(server, { ...byBody, ...options })
    await first.until(() => server.held() === 1, 'it is there')
    const cursor = { ...(first.cursor as object), value: 'old' }
    const run = follow(server, { ...byBody, ...options }, { cursor })
    await run.until(() => server.held() === 2, 'it found its way back')
    expect(server.asked.map(sinceOf)).toEqual(['1', '3', 'old', '1', '3'])
    expect(textsOf(run)).toEqual(['two', 'three'])
  })

  it('asks for everything where the user wants that', async () => {
    const server = await serve((asked) => served(sinceOf(asked), { status: 410 }))
    const options = { ...byBody, initialCursor: 'old', expiredWhen: 'status', expiredThen: 'reload' }
    const run = follow(server, options)
    await run.until(() => server.held() === 1, 'it found its way back')
    expect(server.asked.map(sinceOf)).toEqual(['old', null, '3'])
  })

  it('gives up where every place is too old', async () => {
    const server = await serve(() => ({ status: 410 }))
    const run = follow(server, { ...byBody, expiredWhen: 'status', minGapSeconds: 0.1 })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'protocol', final: null })
    expect(server.asked).toHaveLength(3)
  })
})

describe('bad answers', () => {
  it.each([
    ['a web page', { body: '<!DOCTYPE html><html><body>Log in</body></html>' }, 'wrongType', null],
    ['a live stream', { body: 'data: x\n\n', headers: { 'Content-Type': 'text/event-stream' } }, 'wrongType', 'ended'],
    [
      'JSON that breaks off',
      { body: '{"items":[{"te', headers: { 'Content-Type': 'application/json' } },
      'malformed',
      null,
    ],
    ['another reader', { status: 409 }, 'protocol', null],
    ['a place too long to send', { body: { at: 'x'.repeat(20_000), items: [] } }, 'tooLarge', null],
    [
      'another address that is none',
      { body: {}, headers: { Link: '<file:///etc/passwd>; rel=next' } },
      'redirect',
      null,
    ],
  ])('%s: says so', async (what, answer, kind, final) => {
    const server = await serve(() => answer)
    const run = follow(
      server,
      what.startsWith('another address') ? { cursorStyle: 'nextUrl' } : { cursorStyle: 'body', cursorPath: '/at' },
    )
    await run.over
    expect(run.failure()).toMatchObject({ kind, final })
    expect(run.failure().message).toContain('127.0.0.1')
  })

  it('leaves out what is nested so deeply that it cannot be told, and reads on', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const bodies = [`{"items":[${deep},{"text":"good"}]}`]
    const server = await serve(() => (bodies.length === 0 ? null : { body: bodies.shift() }))
    const run = follow(server, { cursorStyle: 'none' })
    await run.until(() => run.events.length === 1 && server.held() === 1, 'the other one came')
    expect(textsOf(run)).toEqual(['good'])
    expect(run.drops).toHaveLength(1)
  })
})
