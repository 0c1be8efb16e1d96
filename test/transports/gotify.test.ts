import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { understand } from '../../src-main/core/ingest/understand'
import type { Json, RawEvent } from '../../src-main/core/ports'
import { createGotifyTransport, gotifyBase } from '../../src-main/transports/gotify'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { startGotifyServer, type GotifyServer } from '../servers/gotify-server'
import { startLocalServer } from '../servers/local-server'
import { gate, startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

let server: GotifyServer
let http: HttpClient
const runs: RecordedRun[] = []
beforeEach(async () => {
  server = await startGotifyServer()
  http = createHttpClient()
})
afterEach(async () => {
  for (const run of runs.splice(0)) run.abort()
  await http.close()
  await server.close()
})

function follow(wishes: RunWishes & { token?: string; url?: string } = {}) {
  const { token = 'CGoodToken12345', url = server.base, ...more } = wishes
  const transport = createGotifyTransport({ http, clock: systemClock })
  const run = startRun(transport, url, { settings: { options: token === '' ? {} : { token } }, ...more })
  runs.push(run)
  return run
}
const opened = (run: RecordedRun) => run.until(() => run.opened === 1 && server.readers.size > 0, 'it opened')
const idsOf = (events: readonly RawEvent[]) => events.map(({ id }) => Number(id))
const understood = (events: readonly RawEvent[]) =>
  understand(events, { arrival: 'push', style: 'stream', mapping: {} })
const asked = (path: string) => server.local.requests.filter((request) => request.path.startsWith(`/push/${path}`))

describe('messages', () => {
  it('begin with the newest page, oldest first, and go on live', async () => {
    for (let count = 0; count < 120; count += 1) server.store()
    const run = follow()
    await run.until(() => run.events.length === 100, 'the page came')
    server.publish()
    await run.until(() => run.events.length === 101, 'the live one came')
    expect(idsOf(run.events)).toEqual(Array.from({ length: 101 }, (_, index) => 21 + index))
    expect(asked('message')).toHaveLength(1)
  })

  it('have the name and the picture of their application', async () => {
    server.store({ appid: 1 })
    server.store({ appid: 2 })
    const run = follow()
    await run.until(() => run.events.length === 2, 'both came')
    const { drafts, publisher } = understood(run.events)
    expect(drafts).toMatchObject([
      { section: ['Backup Server'], image: `${server.base}image/abc.png`, event: { type: 'Backup Server', id: '1' } },
      { section: ['Front door'], image: null },
    ])
    expect(publisher).toMatchObject({ siteUrl: server.base, sections: ['Backup Server', 'Front door'] })
    expect(JSON.stringify(run.events)).not.toContain('A-secret')
  })

  it('of an application that is new get its name too, and it is asked for but once', async () => {
    const run = follow()
    await opened(run)
    server.publish({ appid: 1 })
    await run.until(() => run.events.length === 1, 'the first came')
    server.applications.push({ id: 9, name: 'Brand new', image: '' })
    const later = { ...systemClock, now: () => Date.now() + 120_000 }
    run.abort()
    await run.over
    const transport = createGotifyTransport({ http, clock: later })
    const second = startRun(transport, server.base, {
      settings: { options: { token: 'CGoodToken12345' } },
      cursor: run.cursor,
    })
    runs.push(second)
    await opened(second)
    server.publish({ appid: 9 })
    await second.until(() => second.events.length === 1, 'it came')
    expect(understood(second.events).drafts[0]?.section).toEqual(['Brand new'])
  })

  it('come without names where the server does not give them', async () => {
    server.answers.set('application', { status: 500, body: 'oops' })
    server.store()
    const run = follow()
    await run.until(() => run.events.length === 1, 'it came')
    expect(understood(run.events).drafts[0]).toMatchObject({ section: [], title: 'Title 1' })
  })

  it('that cannot be read are counted and passed over', async () => {
    const run = follow()
    await opened(run)
    for (const text of ['not json', '{"id":"x"}', '[]', '{"id":-1}', 'null']) server.write(text)
    server.publish()
    await run.until(() => run.events.length === 1, 'the good one came')
    expect(run.drops.reduce((sum, { count }) => sum + count, 0)).toBe(5)
  })
})

describe('what was missed', () => {
  it('is fetched in pages after a gap, once each and in order', async () => {
    server.store()
    const first = follow()
    await first.until(() => first.events.length === 1, 'the first came')
    server.cut()
    await first.over
    expect(first.failure()).toMatchObject({ final: null })
    for (let count = 0; count < 350; count += 1) server.store()
    const second = follow({ cursor: first.cursor })
    await second.until(() => second.events.length === 350, 'all came')
    expect(idsOf(second.events)).toEqual(Array.from({ length: 350 }, (_, index) => 2 + index))
    expect(asked('message').map(({ path }) => new URL(path, server.base).searchParams.get('since'))).toEqual([
      null,
      null,
      '252',
      '152',
      '52',
    ])
  })

  it('neither loses nor doubles what comes while the pages are fetched', async () => {
    server.store()
    server.beforePage = () => {
      server.beforePage = null
      // Stored before the page is made: in the page and on the socket.
      server.publish()
    }
    const door = gate()
    const run = follow({ store: door.passed })
    await opened(run)
    await run.until(() => asked('message').length === 1, 'the page was asked for')
    // After the page and before it is stored: on the socket alone.
    server.publish()
    door.open()
    await run.until(() => run.events.length === 3, 'all came')
    server.publish()
    await run.until(() => run.events.length === 4, 'the next came')
    expect(idsOf(run.events)).toEqual([1, 2, 3, 4])
  })

  it('includes the lower of two numbers that came in the other order', async () => {
    const first = follow()
    await opened(first)
    server.publish()
    await first.until(() => first.events.length === 1, 'the page was read before')
    const slow = server.store()
    server.publish()
    await first.until(() => first.events.length === 2, 'two came')
    server.cut()
    await first.over
    const second = follow({ cursor: first.cursor })
    await second.until(() => second.events.length === 1, 'the slow one came')
    expect(idsOf(second.events)).toEqual([slow.id])
  })

  it('begins anew with a new database', async () => {
    for (let count = 0; count < 10; count += 1) server.store()
    const first = follow()
    await first.until(() => first.events.length === 10, 'all came')
    first.abort()
    await first.over
    // The numbers of what is remembered are above those of the new one.
    const cursor: Json = { recent: [500, 501] }
    server.startAfresh()
    server.store()
    server.store()
    const second = follow({ cursor })
    await second.until(() => second.events.length === 2, 'both came')
    server.publish()
    await second.until(() => second.events.length === 3, 'the live one came')
    second.abort()
    await second.over
    server.store()
    const third = follow({ cursor: second.cursor })
    await third.until(() => third.events.length === 1, 'only the new one came')
    expect(idsOf(third.events)).toEqual([4])
  })

  it('ends with pages that do not end', async () => {
    server.answers.set('message', {
      status: 200,
      body: JSON.stringify({
        paging: { since: 7 },
        messages: [{ id: 7, message: 'again', date: '2026-01-01T00:00:00Z' }],
      }),
    })
    const run = follow({ cursor: { recent: [3] } })
    await run.until(() => run.events.length === 1, 'it came once')
    server.publish()
    await run.until(() => run.events.length === 2, 'the live one came')
    expect(asked('message')).toHaveLength(2)
  })

  it.each(['x', [1], { recent: 'x' }, { recent: ['1', -1, null] }])(
    'is nothing for a cursor that is none: %j',
    async (cursor) => {
      server.store()
      const run = follow({ cursor })
      await run.until(() => run.events.length === 1, 'it began anew')
    },
  )
})

describe('the token', () => {
  it('goes as a header and shows up nowhere', async () => {
    const run = follow()
    await opened(run)
    server.publish()
    await run.until(() => run.events.length === 1, 'it came')
    for (const { path, headers } of server.local.requests) {
      expect(path).not.toContain('CGood')
      expect(headers['x-gotify-key']).toBe('CGoodToken12345')
    }
    expect(JSON.stringify([run.frames, run.events])).not.toContain('CGood')
  })

  it('may be a header of the user’s own', async () => {
    const run = follow({ token: '', settings: { headers: { Authorization: 'Bearer CGoodToken12345' } } })
    await opened(run)
  })

  it('is asked for when it is missing, wrong or taken back', async () => {
    const none = follow({ token: '' })
    await none.over
    expect(none.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    expect(server.local.requests).toHaveLength(0)
    const wrong = follow({ token: 'CWrong' })
    await wrong.over
    expect(wrong.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    expect(wrong.failure().message).toMatch(/client token/)
    expect(JSON.stringify(wrong.failure())).not.toContain('CWrong')
    const good = follow()
    await opened(good)
    server.tokens.clear()
    server.cut()
    await good.over
    const after = follow({ cursor: good.cursor })
    await after.over
    expect(after.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
  })
})

it('says so when something else answers its pages', async () => {
  server.answers.set('message', { status: 200, body: '<html>' })
  const run = follow()
  await run.over
  expect(run.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
  await expect.poll(() => server.local.openSockets()).toBe(0)
})

it.each([
  ['https://g.example', 'https://g.example/'],
  ['https://g.example/', 'https://g.example/'],
  ['https://g.example/push', 'https://g.example/push/'],
  ['https://g.example/push/', 'https://g.example/push/'],
  ['https://g.example/stream?token=C', 'https://g.example/'],
  ['https://user:pass@g.example/push/message?limit=1', 'https://g.example/push/'],
])('the server of %s is %s', (address, base) => {
  expect(gotifyBase(address)).toBe(base)
})

it('never throws anything but a TransportError, whatever pages hold', async () => {
  const bodies: string[] = []
  const hostile = await startLocalServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(bodies.shift() ?? '{"messages":[]}')
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 4 }),
      fc.jsonValue(),
      async (messages, names) => {
        const { createGotifyRest } = await import('../../src-main/transports/gotify-rest')
        const { missedMessages } = await import('../../src-main/transports/gotify-missed')
        const { DEFAULT_CHANNEL_SETTINGS } = await import('../../src-main/contract/index')
        bodies.splice(0, 2, JSON.stringify(names), JSON.stringify({ messages, paging: names }))
        const rest = createGotifyRest({
          http,
          clock: systemClock,
          channel: { settings: DEFAULT_CHANNEL_SETTINGS },
          base: `${hostile.origin}/`,
          secrets: {},
          signal: new AbortController().signal,
          io: {
            cursor: null,
            signal: new AbortController().signal,
            opened: () => undefined,
            received: async () => undefined,
            dropped: () => undefined,
            heard: () => undefined,
          },
        })
        await rest.applications()
        await missedMessages(rest, [], 'host', () => undefined)
      },
    ),
    { numRuns: 60 },
  )
  await hostile.close()
}, 60_000)
