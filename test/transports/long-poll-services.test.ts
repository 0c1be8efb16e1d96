import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, type ChannelSettings, type Options } from '../../src-main/contract/index'
import { understand } from '../../src-main/core/ingest/understand'
import { createHttpClient } from '../../src-main/transports/http'
import { createLongPollTransport } from '../../src-main/transports/long-poll'
import { startHoldingServer, type Asked, type HoldingServer, type Reply } from '../servers/holding-server'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

const transport = createLongPollTransport({ http: createHttpClient(), clock: systemClock })
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
  address: string,
  options: Options,
  wishes: RunWishes & { settings?: Partial<ChannelSettings> } = {},
): RecordedRun {
  const settings = { ...wishes.settings, options: { minGapSeconds: 0.1, ...options } }
  const run = startRun(transport, address, { ...wishes, settings })
  runs.push(run)
  return run
}

/** The items that a reader makes of it. */
const itemsOf = (run: RecordedRun) =>
  understand(run.events, { arrival: 'held', style: 'stream', mapping: DEFAULT_CHANNEL_SETTINGS.mapping }).drafts

/** A secret must be in no frame, no error and no event. */
function expectSilence(run: RecordedRun, secret: string): void {
  const told = JSON.stringify([run.frames, run.events, run.drops, String(run.error), run.error, run.cursor])
  expect(told).not.toContain(secret)
}

describe('CouchDB _changes', () => {
  interface Row {
    id: string
    deleted?: boolean
    doc?: Record<string, unknown>
  }
  /** Answers as CouchDB 3 does; its places are opaque. */
  async function startCouch(rows: Row[]) {
    const place = (count: number) => `${count}-g1AAAACReJz`
    const server = await serve(({ url }) => {
      if (url.pathname !== '/news/_changes') return { status: 404, body: { error: 'not_found' } }
      const query = url.searchParams
      const all = rows.map((row, index) => ({
        seq: place(index + 1),
        id: row.id,
        changes: [{ rev: `${index + 1}-abc` }],
        ...(row.deleted === true && { deleted: true }),
        ...(query.get('include_docs') === 'true' && { doc: { _id: row.id, _rev: `${index + 1}-abc`, ...row.doc } }),
      }))
      const limit = Number(query.get('limit') ?? 1e9)
      if (query.get('descending') === 'true') {
        const found = [...all].reverse().slice(0, limit)
        return { body: { results: found, last_seq: found.at(-1)?.seq ?? place(0), pending: 0 } }
      }
      const since = query.get('since') === 'now' ? all.length : Number.parseInt(query.get('since') ?? '0', 10)
      const found = all.slice(since, since + limit)
      if (found.length === 0 && query.get('feed') === 'longpoll') return null
      return { body: { results: found, last_seq: place(since + found.length), pending: 0 } }
    })
    return { server, rows }
  }

  it('gives a newcomer the latest changes, and then each as it comes', async () => {
    const { server, rows } = await startCouch(
      Array.from({ length: 30 }, (_, n) => ({ id: `doc${n}`, doc: { title: `Title ${n}`, text: 'words' } })),
    )
    const run = follow(`${server.origin}/news`, { preset: 'couchdb' })
    await run.until(() => run.events.length === 20 && server.held() === 1, 'the latest came')
    rows.push({ id: 'doc30', doc: { title: 'Title 30' } }, { id: 'doc4', deleted: true, doc: { _deleted: true } })
    server.changed()
    await run.until(() => run.events.length === 22 && server.held() === 1, 'the new ones came')
    const items = itemsOf(run)
    expect(items[0]).toMatchObject({ key: 'doc10', title: 'Title 10', text: 'words' })
    expect(items.at(-2)).toMatchObject({ key: 'doc30', title: 'Title 30' })
    expect(items.at(-1)).toMatchObject({ key: 'doc4@32-abc', title: '− doc4' })
    expect(Object.fromEntries(server.asked.at(-1)!.url.searchParams)).toEqual({
      feed: 'longpoll',
      include_docs: 'true',
      limit: '500',
      since: '32-g1AAAACReJz',
      timeout: '50000',
    })
    expect(run.opened).toBe(1)
  })

  it('takes everything from 0, page by page, and only names without the documents', async () => {
    const { server } = await startCouch(Array.from({ length: 1_200 }, (_, n) => ({ id: `doc${n}` })))
    const run = follow(`${server.origin}/news/_changes?feed=continuous&heartbeat=9`, {
      preset: 'couchdb',
      initialCursor: '0',
      includeDocs: false,
    })
    await run.until(() => run.events.length === 1_200, 'all came')
    expect(new Set(itemsOf(run).map(({ key }) => key)).size).toBe(1_200)
    expect(itemsOf(run)[7]).toMatchObject({ title: 'doc7' })
    expect(server.asked.every(({ url }) => !url.searchParams.has('heartbeat'))).toBe(true)
  })

  it('loses nothing and tells nothing twice when the server is killed and started again', async () => {
    const rows: Row[] = [{ id: 'a', doc: { title: 'A' } }]
    const first = await startCouch(rows)
    const run = follow(`${first.server.origin}/news`, { preset: 'couchdb' })
    await run.until(() => first.server.held() === 1, 'it waits')
    await first.server.close()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', final: null })
    rows.push({ id: 'b', doc: { title: 'B' } }, { id: 'c', doc: { title: 'C' } })
    const second = await startCouch(rows)
    // The place belongs to an address, and this one has another port.
    const moved = JSON.parse(JSON.stringify(run.cursor)) as { of: string; value: string }
    expect(moved.value).toBe('1-g1AAAACReJz')
    const probe = follow(`${second.server.origin}/news`, { preset: 'couchdb' })
    await probe.until(() => probe.events.length === 3, 'the probe is there')
    const again = follow(
      `${second.server.origin}/news`,
      { preset: 'couchdb' },
      { cursor: { ...(probe.cursor as object), value: moved.value } },
    )
    await again.until(() => again.events.length === 2, 'what was missed came')
    expect(itemsOf(again).map(({ key }) => key)).toEqual(['b', 'c'])
  })
})

describe('Telegram getUpdates', () => {
  const TOKEN = '123456:AAE-secret_TOKEN'
  const message = (update: number, text: string) => ({
    update_id: update,
    message: {
      message_id: update - 500,
      date: 1_700_000_000,
      chat: { id: -42, type: 'supergroup', title: 'Harbour talk', username: 'harbour' },
      from: { id: 1, first_name: 'Mirel', last_name: 'Ashgrove' },
      text,
    },
  })

  async function startTelegram(updates: object[], refuse: () => Reply | null = () => null) {
    return serve(({ url }) => {
      if (url.pathname !== `/bot${TOKEN}/getUpdates`) {
        return { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } }
      }
      const refused = refuse()
      if (refused !== null) return refused
      const offset = Number(url.searchParams.get('offset') ?? 0)
      const found = updates.filter((update) => (update as { update_id: number }).update_id >= offset)
      if (found.length === 0 && url.searchParams.get('timeout') !== '0') return null
      return { body: { ok: true, result: found } }
    })
  }

  it('reads messages, and confirms them by asking for the next', async () => {
    const updates: object[] = [message(900, 'Ferry delayed\nby ten minutes'), message(901, 'Ferry here')]
    const server = await startTelegram(updates)
    const run = follow(server.origin, { preset: 'telegram', token: TOKEN })
    await run.until(() => run.events.length === 2 && server.held() === 1, 'both came')
    expect(server.asked.map(({ url }) => [url.searchParams.get('offset'), url.searchParams.get('timeout')])).toEqual([
      [null, '0'],
      ['902', '50'],
    ])
    expect(itemsOf(run)[0]).toMatchObject({
      key: '-42/400',
      title: 'Ferry delayed',
      text: 'Ferry delayed\nby ten minutes',
      author: 'Mirel Ashgrove',
      link: 'https://t.me/harbour/400',
      publishedAt: 1_700_000_000_000,
      categories: ['Harbour talk'],
    })
    updates.push({ update_id: 902, edited_message: { ...message(901, 'Ferry gone').message } })
    server.changed()
    await run.until(() => run.events.length === 3, 'the edit came')
    expect(itemsOf(run)[2]).toMatchObject({ key: '-42/401', title: 'Ferry gone' })
    run.abort()
    await run.over
    expectSilence(run, 'AAE-secret')
  })

  it('shows no token of an address that it was sent on from', async () => {
    const real = await startTelegram([message(900, 'Ferry delayed')])
    const server = await serve(({ url }) => ({
      status: 308,
      headers: { Location: `${real.origin}${url.pathname}${url.search}` },
    }))
    const run = follow(server.origin, { preset: 'telegram', token: TOKEN })
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events[0]?.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/bot%E2%80%A6\/getUpdates/)
    run.abort()
    await run.over
    expectSilence(run, 'AAE-secret')
  })

  it.each([
    [
      'a second reader',
      { status: 409, body: { ok: false, description: 'Conflict: terminated' } },
      'protocol',
      'needsYou',
    ],
    ['a bad token', { status: 401, body: { ok: false, description: 'Unauthorized' } }, 'unauthorized', 'needsYou'],
    [
      'a flood',
      { status: 429, body: { ok: false, parameters: { retry_after: 12 }, description: 'Too Many Requests' } },
      'rateLimited',
      null,
    ],
  ])('%s: says so', async (_, reply, kind, final) => {
    const server = await startTelegram([], () => reply)
    const run = follow(`${server.origin}/bot/getUpdates`, { preset: 'telegram', token: TOKEN })
    await run.over
    expect(run.failure()).toMatchObject({ kind, final, retryAfterMs: kind === 'rateLimited' ? 12_000 : null })
    expect(run.opened).toBe(0)
    expectSilence(run, 'AAE-secret')
  })
})

describe('Zulip', () => {
  const message = (id: number, content: string) => ({
    id,
    content: `<p>${content}</p>`,
    sender_full_name: 'Bela Norgate',
    timestamp: 1_700_000_000 + id,
    display_recipient: 'harbour',
    stream_id: 7,
    subject: 'ferries & co.',
    type: 'stream',
  })
  /** Queues forget what was before them, and can be lost. */
  async function startZulip() {
    const messages = [message(1, 'one'), message(2, 'two')]
    const queues = new Map<string, { id: number; type: string; message?: object }[]>()
    let queuesMade = 0
    const server = await serve(({ url, method, body, headers }) => {
      if (headers.authorization !== `Basic ${Buffer.from('bot@x:key').toString('base64')}`)
        return { status: 401, body: { result: 'error', msg: 'Invalid API key' } }
      const query = url.searchParams
      if (url.pathname === '/chat/api/v1/register' && method === 'POST') {
        expect(new URLSearchParams(body).get('event_types')).toBe('["message"]')
        const queue = `queue${(queuesMade += 1)}`
        queues.set(queue, [])
        return {
          body: { result: 'success', queue_id: queue, last_event_id: -1, event_queue_longpoll_timeout_seconds: 90 },
        }
      }
      if (url.pathname === '/chat/api/v1/messages') {
        const anchor = query.get('anchor') === 'newest' ? Infinity : Number(query.get('anchor'))
        const after = messages.filter(({ id }) => id > anchor)
        const page = after.slice(0, Math.min(2, Number(query.get('num_after'))))
        const before = messages.filter(({ id }) => id <= anchor).slice(-Number(query.get('num_before')) - 1)
        return {
          body: { result: 'success', messages: [...before, ...page], found_newest: page.length === after.length },
        }
      }
      if (url.pathname !== '/chat/api/v1/events') return { status: 404 }
      const events = queues.get(query.get('queue_id') ?? '')
      if (events === undefined) {
        return { status: 400, body: { result: 'error', code: 'BAD_EVENT_QUEUE_ID', msg: 'Bad event queue ID' } }
      }
      const fresh = events.filter(({ id }) => id > Number(query.get('last_event_id')))
      return fresh.length === 0 && query.get('dont_block') === null
        ? null
        : { body: { result: 'success', events: fresh } }
    })
    let events = 0
    return {
      server,
      say(text: string) {
        const said = message(messages.length + 1, text)
        messages.push(said)
        for (const queue of queues.values()) queue.push({ id: (events += 1), type: 'message', message: said })
        server.changed()
      },
      beat() {
        for (const queue of queues.values()) queue.push({ id: (events += 1), type: 'heartbeat' })
        server.changed()
      },
      /** Nobody hears it as an event: the queue was lost. */
      sayUnheard: (text: string) => void messages.push(message(messages.length + 1, text)),
      loseQueues() {
        queues.clear()
        server.changed()
      },
      queuesMade: () => queuesMade,
    }
  }
  const options = { preset: 'zulip', user: 'bot@x', token: 'key' }

  it('registers, takes the latest, and then each message as it is said', async () => {
    const zulip = await startZulip()
    const run = follow(`${zulip.server.origin}/chat`, options)
    await run.until(() => run.events.length === 2 && zulip.server.held() === 1, 'the latest came')
    zulip.say('three &amp; more')
    await run.until(() => run.events.length === 3 && zulip.server.held() === 1, 'the third came')
    zulip.beat()
    const place = () => zulip.server.asked.at(-1)?.url.searchParams.get('last_event_id')
    await run.until(() => zulip.server.held() === 1 && place() === '2', 'it passed over the heartbeat')
    expect(itemsOf(run)[2]).toMatchObject({
      key: '3',
      title: 'three & more',
      html: '<p>three &amp; more</p>',
      author: 'Bela Norgate',
      link: `${zulip.server.origin}/chat#narrow/channel/7/topic/ferries.20.26.20co.2E/near/3`,
      categories: ['harbour', 'ferries & co.'],
    })
    expect(run.events).toHaveLength(3)
    run.abort()
    await run.over
    expectSilence(run, Buffer.from('bot@x:key').toString('base64'))
  })

  it('registers again when its queue is gone, and fetches what was said meanwhile', async () => {
    const zulip = await startZulip()
    const run = follow(`${zulip.server.origin}/chat/api/v1/events`, options)
    await run.until(() => run.events.length === 2 && zulip.server.held() === 1, 'the latest came')
    for (const text of ['three', 'four', 'five']) zulip.sayUnheard(text)
    zulip.loseQueues()
    await run.until(() => zulip.queuesMade() === 2 && zulip.server.held() === 1, 'it has a queue again')
    zulip.say('six')
    await run.until(() => itemsOf(run).some(({ title }) => title === 'six'), 'it hears again')
    expect([...new Set(itemsOf(run).map(({ title }) => title))]).toEqual(['one', 'two', 'three', 'four', 'five', 'six'])
    expect(run.opened).toBe(1)
  })

  it('goes on in the same queue after a restart of its own', async () => {
    const zulip = await startZulip()
    const first = follow(`${zulip.server.origin}/chat`, options)
    await first.until(() => first.events.length === 2 && zulip.server.held() === 1, 'the latest came')
    zulip.say('three')
    await first.until(() => first.events.length === 3, 'the third came')
    first.abort()
    await first.over
    zulip.say('four')
    const second = follow(`${zulip.server.origin}/chat`, options, { cursor: first.cursor })
    await second.until(() => second.events.length === 1, 'the fourth came')
    expect(zulip.queuesMade()).toBe(1)
    expect(itemsOf(second).map(({ title }) => title)).toEqual(['four'])
  })

  it('asks for the key where it is wrong', async () => {
    const zulip = await startZulip()
    const run = follow(`${zulip.server.origin}/chat`, { ...options, token: 'wrong' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
  })
})

describe('Consul blocking queries', () => {
  const entry = (key: string, value: string, index: number) => ({
    Key: key,
    Value: Buffer.from(value).toString('base64'),
    ModifyIndex: index,
  })

  it('tells what has changed, and only that', async () => {
    let index = 10
    let waitIsOver = false
    let entries = [entry('news/a', 'Doors open', 9), entry('news/b', 'Tea is served', 10)]
    const server = await serve(({ url }) => {
      const since = url.searchParams.get('index')
      if (since !== null) expect(url.searchParams.get('wait')).toBe('50s')
      const isOver = waitIsOver
      waitIsOver = false
      return since === String(index) && !isOver ? null : { headers: { 'X-Consul-Index': String(index) }, body: entries }
    })
    const run = follow(`${server.origin}/v1/kv/news?recurse=true`, { preset: 'consul' })
    await run.until(() => run.events.length === 2 && server.held() === 1, 'all came')
    expect(itemsOf(run)[0]).toMatchObject({ key: 'news/a@9', title: 'news/a', text: 'Doors open' })

    index = 12
    entries = [entry('news/a', 'Doors shut', 12), entry('news/b', 'Tea is served', 10)]
    server.changed()
    await run.until(() => run.events.length === 3 && server.held() === 1, 'the change came')
    expect(itemsOf(run)[2]).toMatchObject({ key: 'news/a@12', text: 'Doors shut' })

    // The index is the table's: it moves, and nothing of ours has changed; or the wait is over.
    index = 13
    server.changed()
    await run.until(() => server.asked.at(-1)?.url.searchParams.get('index') === '13', 'it follows the index')
    const before = server.asked.length
    waitIsOver = true
    server.changed()
    await run.until(() => server.asked.length > before, 'it asked again')
    await run.until(() => server.held() === 1, 'it waits')
    expect(run.events).toHaveLength(3)

    // The server was restored from a backup.
    index = 0
    entries = [entry('news/c', 'Back again', 1)]
    server.changed()
    await run.until(() => run.events.length === 4, 'it began anew')
    expect(server.asked.slice(-3).some(({ url }) => url.searchParams.get('index') === null)).toBe(true)
    await run.until(() => server.asked.at(-1)?.url.searchParams.get('index') === '1', 'nothing stands for 1')
  })

  it('names services and checks', async () => {
    const body = [
      {
        Node: 'n1',
        CheckID: 'disk',
        Name: 'Disk',
        Status: 'critical',
        Output: 'full',
        ServiceName: 'web',
        ModifyIndex: 4,
      },
      {
        Node: { Node: 'n2', Address: '10.0.0.2' },
        Service: { Service: 'db', ID: 'db1', Port: 5432, ModifyIndex: 3 },
        Checks: [{ Status: 'passing' }, { Status: 'warning' }],
      },
    ]
    const server = await serve(({ url }) =>
      url.searchParams.has('index') ? null : { headers: { 'X-Consul-Index': '4' }, body },
    )
    const run = follow(`${server.origin}/v1/health/state/any`, { preset: 'consul' })
    await run.until(() => run.events.length === 2, 'both came')
    expect(itemsOf(run).map(({ title, text }) => [title, text])).toEqual([
      ['web: Disk critical', 'full'],
      ['db · n2 · warning', '10.0.0.2:5432'],
    ])
  })
})

describe('Matrix /sync', () => {
  const said = (id: string, body: string, more = {}) => ({
    type: 'm.room.message',
    event_id: id,
    sender: '@mirel:lumen.example',
    origin_server_ts: 1_700_000_000_123,
    content: { msgtype: 'm.text', body, ...more },
  })
  const room = (timeline: object[], state: object[] = [], limited = false) => ({
    rooms: {
      join: { '!harbour:lumen.example': { timeline: { events: timeline, limited }, state: { events: state } } },
    },
  })
  const name = { type: 'm.room.name', state_key: '', content: { name: 'Harbour' } }

  it('reads what is said, and in which room', async () => {
    const answers = new Map<string | null, object | null>([
      [null, { next_batch: 's1', ...room([said('$1', 'Ferry delayed\nby ten')], [name], true) }],
      ['s1', null],
    ])
    const server = await serve(({ url, headers }) => {
      if (headers.authorization !== 'Bearer syt_secret')
        return { status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', error: 'no' } }
      expect(url.pathname).toBe('/_matrix/client/v3/sync')
      const body = answers.get(url.searchParams.get('since'))
      if (body === undefined) return { status: 500 }
      return body === null ? null : { body }
    })
    const options = { preset: 'matrix', token: 'syt_secret' }
    const run = follow(server.origin, options)
    await run.until(() => run.events.length === 1 && server.held() === 1, 'the first came')
    answers.set('s2', null)
    answers.set('s1', {
      next_batch: 's2',
      ...room([
        said('$2', 'Ferry here', { format: 'org.matrix.custom.html', formatted_body: '<b>Ferry</b> here' }),
        {
          ...said('$3', '* Ferry gone'),
          content: {
            body: '* Ferry gone',
            'm.new_content': { body: 'Ferry gone' },
            'm.relates_to': { rel_type: 'm.replace', event_id: '$2' },
          },
        },
        { type: 'm.room.message', event_id: '$4', content: {} },
      ]),
    })
    server.changed()
    await run.until(() => run.events.length === 3 && server.held() === 1, 'the next came')
    const items = itemsOf(run)
    expect(items[0]).toMatchObject({
      key: '$1',
      title: 'Ferry delayed',
      author: '@mirel:lumen.example',
      publishedAt: 1_700_000_000_123,
      categories: ['Harbour'],
      link: 'https://matrix.to/#/!harbour%3Alumen.example/%241',
    })
    expect(items[1]).toMatchObject({ html: '<b>Ferry</b> here', categories: ['Harbour'] })
    expect(items[2]).toMatchObject({ key: '$2', title: 'Ferry gone' })
    expect(server.asked[0]?.url.searchParams.get('timeout')).toBe('0')
    expect(server.asked.at(-1)?.url.searchParams.get('timeout')).toBe('50000')
    expect(run.drops).toEqual([])

    // Names are told once only; a reader that was away still knows them, and says what it could not have.
    run.abort()
    await run.over
    answers.set('s2', { next_batch: 's3', ...room([said('$5', 'Later')], [], true) })
    answers.set('s3', null)
    const again = follow(server.origin, options, { cursor: run.cursor })
    await again.until(() => again.events.length === 1, 'it went on')
    expect(itemsOf(again)[0]).toMatchObject({ title: 'Later', categories: ['Harbour'] })
    expect(again.drops).toMatchObject([{ count: 1, why: { message: expect.stringContaining('Harbour') as string } }])
    expectSilence(run, 'syt_secret')
  })

  it.each([
    [401, { errcode: 'M_UNKNOWN_TOKEN' }, 'unauthorized', 'needsYou', null],
    [429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 2_500 }, 'rateLimited', null, 2_500],
  ])('takes HTTP %i as it is meant', async (status, body, kind, final, retryAfterMs) => {
    const server = await serve(() => ({ status, body }))
    const run = follow(server.origin, { preset: 'matrix', token: 't' })
    await run.over
    expect(run.failure()).toMatchObject({ kind, final, retryAfterMs })
  })
})

describe('Prefer: wait', () => {
  it('asks for a held document, and takes a feed for a feed', async () => {
    let version = 1
    const feed = () =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>e${version}</id><title>Entry ${version}</title></entry></feed>`
    const server = await serve(({ headers }) =>
      headers['if-none-match'] === `"${version}"`
        ? null
        : { headers: { ETag: `"${version}"`, 'Content-Type': 'application/atom+xml' }, body: feed() },
    )
    const run = follow(`${server.origin}/feed`, { preset: 'prefer', waitSeconds: 30 })
    await run.until(() => run.events.length === 1 && server.held() === 1, 'the first came')
    version = 2
    server.changed()
    await run.until(() => run.events.length === 2, 'the second came')
    expect(itemsOf(run).map(({ key, title }) => [key, title])).toEqual([
      ['e1', 'Entry 1'],
      ['e2', 'Entry 2'],
    ])
    expect(server.asked.every(({ headers }) => headers.prefer === 'wait=30')).toBe(true)
  })
})

describe('Dropbox', () => {
  const entry = (name: string, rev = '1') => ({
    '.tag': 'file',
    name,
    id: `id:${name}`,
    rev,
    path_display: `/${name}`,
    server_modified: '2026-11-20T12:00:00Z',
  })

  it('waits without its token, and fetches with it', async () => {
    const files: object[] = [entry('old.txt')]
    let lost = false
    const server = await serve(({ url, body, headers }) => {
      const asked = JSON.parse(body) as { cursor?: string; timeout?: number; path?: string }
      const isHeld = url.pathname === '/2/files/list_folder/longpoll'
      expect(headers.authorization).toBe(isHeld ? undefined : 'Bearer sl.secret')
      if (asked.cursor === 'c1' && lost) {
        lost = false
        return { status: 409, body: { error_summary: 'reset/..' } }
      }
      if (isHeld) {
        expect(asked.timeout).toBe(50)
        return Number(asked.cursor?.slice(1)) < files.length ? { body: { changes: true } } : null
      }
      if (url.pathname.endsWith('/get_latest_cursor')) return { body: { cursor: `c${files.length}` } }
      const from = url.pathname.endsWith('/continue') ? Number(asked.cursor?.slice(1)) : 0
      const page = files.slice(from, from + 1)
      const cursor = `c${from + page.length}`
      return { body: { entries: page, cursor, has_more: from + page.length < files.length } }
    })
    const options = { preset: 'dropbox', token: 'sl.secret' }
    const run = follow(server.origin, options)
    await run.until(() => server.held() === 1, 'it waits')
    files.push(entry('a.txt'), { '.tag': 'deleted', name: 'old.txt', path_display: '/old.txt' })
    server.changed()
    await run.until(() => run.events.length === 2 && server.held() === 1, 'both changes came')
    expect(itemsOf(run)).toMatchObject([
      { key: 'id:a.txt@1', title: 'a.txt', link: 'https://www.dropbox.com/home/a.txt' },
      { title: '− old.txt' },
    ])
    run.abort()
    await run.over
    expectSilence(run, 'sl.secret')

    lost = true
    const stale = { ...(run.cursor as object), value: 'c1' }
    const again = follow(server.origin, options, { cursor: stale })
    await again.until(() => again.events.length === 3, 'everything came again')
  })
})
