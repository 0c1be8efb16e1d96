import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallArgument, CallAnswer, CallName, ChannelView } from '@contract/index'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { until } from '../servers/until'
import { composeReader, type ComposedReader } from './composed-reader'

/** A publisher with a memory: sends what the subscriber has not had, and keeps the line open. */
function newswire() {
  const history: string[] = []
  const listeners = new Set<ServerResponse>()
  const write = (response: ServerResponse, id: number) =>
    response.write(`id: ${id}\ndata: ${JSON.stringify({ id: `story-${id}`, title: history[id - 1] })}\n\n`)
  return {
    publish(title: string) {
      history.push(title)
      for (const response of listeners) write(response, history.length)
    },
    handle(request: IncomingMessage, response: ServerResponse) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write('retry: 1000\n\n')
      for (let id = Number(request.headers['last-event-id'] ?? 0) + 1; id <= history.length; id++) write(response, id)
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    },
    hangUp() {
      for (const response of listeners) response.end()
    },
    get listeners() {
      return listeners.size
    },
  }
}

let folder: string
let server: LocalServer
let wire: ReturnType<typeof newswire>
let open: ComposedReader[] = []

function start(file = join(folder, 'crier.db')): ComposedReader {
  const composed = composeReader(file)
  composed.reader.start()
  open.push(composed)
  return composed
}

async function ask<Name extends CallName>(
  { reader }: ComposedReader,
  name: Name,
  argument: CallArgument<Name>,
): Promise<CallAnswer<Name>> {
  const result = await reader.call(name, argument)
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`)
  return result.answer
}

async function titles(composed: ComposedReader): Promise<string[]> {
  const page = await ask(composed, 'items.page', { query: { list: 'all' }, before: null, limit: 100 })
  return page.items.map((item) => item.title).sort()
}

async function channel(composed: ComposedReader): Promise<ChannelView> {
  const [first] = (await ask(composed, 'snapshot.get', null)).channels
  if (first === undefined) throw new Error('no channel')
  return first
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crier-reader-'))
  wire = newswire()
  server = await startLocalServer((request, response) => wire.handle(request, response))
})

afterEach(async () => {
  for (const composed of open) await composed.close()
  open = []
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a live channel', () => {
  it('stores what is published and pushes it', async () => {
    const composed = start()
    await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    wire.publish('The lamp is lit')
    await until(async () => (await titles(composed)).length === 1, 'stored')
    const added = composed.pushes.flatMap((push) => (push.name === 'items.changed' ? push.payload.added : []))
    expect(added.map((item) => item.title)).toEqual(['The lamp is lit'])
    expect(added[0]?.arrival.how).toBe('push')
    expect((await channel(composed)).state.status).toBe('live')
    expect(composed.complaints).toEqual([])
  })

  it('has every item once after a restart in the middle of the news', async () => {
    const first = start()
    await ask(first, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    for (const title of ['one', 'two', 'three']) wire.publish(title)
    await until(async () => (await titles(first)).length === 3, 'three stored')
    await first.close()
    open = []
    for (const title of ['four', 'five']) wire.publish(title)
    const second = start()
    await until(async () => (await titles(second)).length === 5, 'five stored')
    expect(await titles(second)).toEqual(['five', 'four', 'one', 'three', 'two'])
    expect(server.requests.at(-1)?.headers['last-event-id']).toBe('3')
    expect((await channel(second)).tally).toMatchObject({ stored: 5, repeated: 0 })
    const said = async () => (await ask(second, 'snapshot.get', null)).notices.map(({ body }) => body)
    await until(async () => (await said()).length > 0, 'said')
    expect(await said()).toEqual([{ kind: 'back', missed: 2, recovered: 2, mayBeLost: [] }])
  })

  it('comes back after the publisher hung up, with what was missed', async () => {
    const composed = start()
    await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    wire.publish('before')
    await until(async () => (await titles(composed)).length === 1, 'stored')
    wire.hangUp()
    await until(() => wire.listeners === 0, 'hung up')
    wire.publish('meanwhile')
    await until(async () => (await titles(composed)).length === 2, 'recovered')
    await until(async () => (await channel(composed)).tally.reconnects === 1, 'counted')
  })

  it('sleeps and wakes with its cursor', async () => {
    const composed = start()
    await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    wire.publish('evening')
    await until(async () => (await titles(composed)).length === 1, 'stored')
    composed.reader.pause()
    await until(() => wire.listeners === 0, 'asleep')
    for (const title of ['night one', 'night two']) wire.publish(title)
    composed.reader.resume()
    await until(async () => (await titles(composed)).length === 3, 'caught up')
    expect(server.requests.at(-1)?.headers['last-event-id']).toBe('1')
  })

  it('does not bring back what the user deleted, and undo does', async () => {
    const composed = start()
    await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    wire.publish('unwanted')
    await until(async () => (await titles(composed)).length === 1, 'stored')
    const page = await ask(composed, 'items.page', { query: { list: 'all' }, before: null, limit: 10 })
    const { undo } = await ask(composed, 'items.delete', { ids: page.items.map((item) => item.id) })
    expect(await titles(composed)).toEqual([])
    expect(await ask(composed, 'undo', { token: undo })).toBe(true)
    expect(await titles(composed)).toEqual(['unwanted'])
    expect(await ask(composed, 'undo', { token: undo })).toBe(false)
  })
})

describe('calls', () => {
  it('never show a secret', async () => {
    const composed = start()
    const headers = { Authorization: 'Bearer top-secret-token' }
    await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse', settings: { headers } })
    await until(() => wire.listeners === 1, 'subscribed')
    expect(server.requests[0]?.headers.authorization).toBe('Bearer top-secret-token')
    const seen = JSON.stringify([await ask(composed, 'snapshot.get', null), composed.pushes])
    expect(seen).not.toContain('top-secret-token')
    expect((await channel(composed)).settings.headerNames).toEqual(['Authorization'])
  })

  it('keep name and password of an address among the secrets, and use them', async () => {
    const composed = start()
    const withUser = (user: string) => `${server.origin.replace('//', `//${user}@`)}/wire`
    const { id } = await ask(composed, 'channels.add', { url: withUser('reader:swordfish%21'), kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
    expect(server.requests[0]?.headers.authorization).toBe(basic('reader:swordfish!'))
    expect(await channel(composed)).toMatchObject({
      url: `${server.origin}/wire`,
      settings: { headerNames: ['Authorization'] },
    })

    await ask(composed, 'channels.change', { id, patch: { url: withUser('reader:marlin') } })
    await until(() => server.requests.at(-1)?.headers.authorization === basic('reader:marlin'), 'the new password')
    const { text } = await ask(composed, 'opml.export', null)
    const seen = JSON.stringify([await ask(composed, 'snapshot.get', null), composed.pushes, composed.complaints, text])
    expect(seen).not.toMatch(/swordfish|marlin/)
  })

  it('refuse with words what does not fit', async () => {
    const { reader } = start()
    const refused = async (name: string, argument: unknown) => {
      const result = await reader.call(name as 'undo', argument as { token: number })
      return result.ok ? null : `${result.error.kind}: ${result.error.message}`
    }
    expect(await refused('no.such', {})).toMatch(/^notFound/)
    expect(await refused('__proto__', {})).toMatch(/^notFound/)
    expect(await refused('constructor', {})).toMatch(/^notFound/)
    expect(await refused('undo', { token: 'x' })).toMatch(/^badArgument/)
    expect(await refused('channels.add', { url: 'file:///etc/passwd', kind: 'feed' })).toMatch(/^badArgument: .*https?/)
    expect(
      await refused('channels.add', {
        url: 'http://a.example/',
        kind: 'sse',
        settings: { headers: { 'X-A': 'b\r\nX-C: d' } },
      }),
    ).toMatch(/^badArgument/)
    expect(await refused('channels.remove', { id: 99 })).toMatch(/^notFound/)
  })

  it('refuse to follow the same address twice, and say under which name', async () => {
    const composed = start()
    await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse', title: 'Harbour' })
    const again = await composed.reader.call('channels.add', { url: `${server.origin}/wire#part`, kind: 'sse' })
    expect(again).toMatchObject({
      ok: false,
      error: { kind: 'conflict', message: expect.stringContaining('Harbour') as string },
    })

    const other = await ask(composed, 'channels.add', { url: `${server.origin}/other`, kind: 'sse' })
    const moved = await composed.reader.call('channels.change', {
      id: other.id,
      patch: { url: `${server.origin}/wire` },
    })
    expect(moved).toMatchObject({ ok: false, error: { kind: 'conflict' } })
  })
})

describe('an imported list', () => {
  it('adds each address once, whether it stands in the list twice or was followed before', async () => {
    const composed = start()
    const outline = (path: string) => `<outline text="${path}" type="rss" xmlUrl="${server.origin}/${path}"/>`
    await ask(composed, 'channels.add', { url: `${server.origin}/known`, kind: 'feed' })
    const text = `<opml version="2.0"><body>${['a', 'b', 'a', 'known'].map(outline).join('')}
      <outline text="odd" type="rss" xmlUrl="gopher://old.example/"/></body></opml>`
    expect(await ask(composed, 'opml.import', { text })).toEqual({ added: 2, skipped: 2, failed: 1 })
    expect((await ask(composed, 'snapshot.get', null)).channels).toHaveLength(3)
  })
})

describe('a channel that is removed', () => {
  it('closes its connection and takes its items along', async () => {
    const composed = start()
    const { id } = await ask(composed, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    wire.publish('soon gone')
    await until(async () => (await titles(composed)).length === 1, 'stored')
    await ask(composed, 'channels.remove', { id })
    await server.deserted()
    expect(await titles(composed)).toEqual([])
    expect((await ask(composed, 'snapshot.get', null)).counts).toEqual({ all: 0, unread: 0, starred: 0, important: 0 })
  })
})

describe('a pause of everything', () => {
  it('closes the lines, outlives a restart, and ends when resumed', async () => {
    const first = start()
    await ask(first, 'channels.add', { url: `${server.origin}/wire`, kind: 'sse' })
    await until(() => wire.listeners === 1, 'subscribed')
    await ask(first, 'reader.pauseAll', { until: 0 })
    await server.deserted()
    expect((await channel(first)).state.status).toBe('paused')
    await first.close()
    open = []
    const second = start()
    expect((await ask(second, 'snapshot.get', null)).pausedUntil).toBe(0)
    expect((await channel(second)).state.status).toBe('paused')
    await ask(second, 'reader.pauseAll', { until: null })
    await until(() => wire.listeners === 1, 'subscribed again')
  })
})

describe('a feed that moved to where another channel is', () => {
  it('stays where it was, so that no feed is followed twice', async () => {
    const feed = `<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>One</title></item></channel></rss>`
    const moved = await startLocalServer((request, response) => {
      if (request.url === '/old') response.writeHead(301, { Location: '/new' }).end()
      else response.writeHead(200, { 'Content-Type': 'application/rss+xml' }).end(feed)
    })
    try {
      const composed = start()
      await ask(composed, 'channels.add', { url: `${moved.origin}/new`, kind: 'feed' })
      const { id } = await ask(composed, 'channels.add', { url: `${moved.origin}/old`, kind: 'feed' })
      const old = async () => (await ask(composed, 'snapshot.get', null)).channels.find((one) => one.id === id)
      await until(async () => (await old())?.tally.polls === 1, 'polled once')
      // The second redirect in a row confirms the move; a minute must lie between two polls asked for by hand.
      composed.store.remember(id, { lastAttemptAt: 0 })
      await composed.reader.stop()
      composed.store.remember(id, { dueAt: 0 })
      const again = start()
      await until(async () => {
        const view = (await ask(again, 'snapshot.get', null)).channels.find((one) => one.id === id)
        return view?.tally.polls === 2
      }, 'polled twice')
      const urls = (await ask(again, 'snapshot.get', null)).channels.map((one) => new URL(one.url).pathname)
      expect(urls.sort()).toEqual(['/new', '/old'])
    } finally {
      await moved.close()
    }
  })
})
