import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, type ChannelSettings } from '@contract/index'
import { parsePayload } from '../../src-main/core/formats/index'
import {
  type Json,
  type RawEvent,
  type RunEnd,
  type Transport,
  TransportError,
  type TransportIo,
} from '../../src-main/core/ports'
import { createFeedTransport } from '../../src-main/transports/feed'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { type FeedServer, rssOf, startFeedServer } from '../servers/feed-server'

const HOUR_MS = 3_600_000
const NOW = Date.UTC(2026, 10, 20, 12)

let server: FeedServer
let other: FeedServer
let http: HttpClient
let transport: Transport

beforeEach(async () => {
  server = await startFeedServer()
  other = await startFeedServer()
  http = createHttpClient()
  transport = createFeedTransport({ http, clock: { now: () => NOW } })
})
afterEach(async () => {
  await http.close()
  await Promise.all([server.close(), other.close()])
})

/** A subscriber that keeps the cursor as the reader does: with a document that could be read, or with a clean end. */
function subscriber(url: string, settings: Partial<ChannelSettings> = {}) {
  const state = { url, cursor: null as Json | null, events: [] as RawEvent[], opened: 0, heard: 0 }
  const poll = async (signal = new AbortController().signal): Promise<RunEnd> => {
    const io: TransportIo = {
      cursor: state.cursor,
      signal,
      opened: () => void (state.opened += 1),
      received: (events) => {
        for (const event of events) {
          parsePayload({ ...event, mapping: {} })
          state.events.push(event)
          if (event.cursor !== undefined) state.cursor = event.cursor
        }
        return Promise.resolve()
      },
      dropped: () => undefined,
      heard: (bytes) => void (state.heard += bytes),
    }
    const end = await transport.run({ url: state.url, settings: { ...DEFAULT_CHANNEL_SETTINGS, ...settings } }, io)
    if (end.cursor !== undefined) state.cursor = end.cursor
    return end
  }
  return { state, poll }
}

const failure = async (poll: () => Promise<RunEnd>): Promise<TransportError> => {
  const error: unknown = await poll().then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TransportError)
  return error as TransportError
}

describe('conditional requests', () => {
  it.each([
    ['"abc"', 'Sat, 1 Jan 2000 00:00:00 GMT'],
    ['W/"x-gzip"', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['"with \\"q\\""', '-1'],
    [`"${'e'.repeat(2048)}"`, 'Fri, 01 Jan 2038 00:00:00 +0000'],
    [Buffer.from('"schlüssel"').toString('latin1'), 'Mon, 02 Mar 2026 00:00:00 GMT'],
  ])('gives back %s and %s byte for byte', async (etag, modified) => {
    server.answer('/f', (headers) =>
      headers['if-none-match'] === undefined
        ? { body: rssOf('one'), headers: { ETag: etag, 'Last-Modified': modified } }
        : { status: 304 },
    )
    const { poll, state } = subscriber(`${server.origin}/f`)
    expect(await poll()).toMatchObject({ how: 'document', conditional: true })
    expect(await poll()).toMatchObject({ how: 'unchanged', conditional: true })
    expect(await poll()).toMatchObject({ how: 'unchanged', conditional: true })
    const asked = server.asked('/f')
    expect(asked.map((headers) => headers['if-none-match'])).toEqual([undefined, etag, etag])
    expect(asked.map((headers) => headers['if-modified-since'])).toEqual([undefined, modified, modified])
    expect(state.events).toHaveLength(1)
    expect(state.opened).toBe(3)
  })

  it('sends only what it was given, and no tag without quotes', async () => {
    server.answer('/f', { body: rssOf('one'), headers: { ETag: 'unquoted' } })
    const first = subscriber(`${server.origin}/f`)
    expect(await first.poll()).toMatchObject({ conditional: false })
    await first.poll()
    expect(
      server.asked('/f').every((headers) => !('if-none-match' in headers) && !('if-modified-since' in headers)),
    ).toBe(true)
  })

  it('keeps the latest validators, those of a 304 too', async () => {
    const tags = ['"abc"', '"def"', '"abc"', '"304"']
    let polls = 0
    server.answer('/f', () => {
      const tag = tags[Math.min(polls, 3)] ?? ''
      polls += 1
      return polls < 4
        ? { body: rssOf(`item ${polls}`), headers: { ETag: tag } }
        : { status: 304, headers: { ETag: tag } }
    })
    const { poll } = subscriber(`${server.origin}/f`)
    for (let poll_ = 0; poll_ < 5; poll_ += 1) await poll()
    expect(server.asked('/f').map((headers) => headers['if-none-match'])).toEqual([
      undefined,
      '"abc"',
      '"def"',
      '"abc"',
      '"304"',
    ])
  })

  it('knows the same document under a new tag', async () => {
    let polls = 0
    server.answer('/f', () => ({ body: rssOf('same'), headers: { ETag: `"${(polls += 1)}"` } }))
    const { poll, state } = subscriber(`${server.origin}/f`)
    expect((await poll()).how).toBe('document')
    expect((await poll()).how).toBe('unchanged')
    await poll()
    expect(server.asked('/f').map((headers) => headers['if-none-match'])).toEqual([undefined, '"1"', '"2"'])
    expect(state.events).toHaveLength(1)
  })

  it('takes "not modified" without a question for an error, and asks for everything again', async () => {
    server.answer('/f', { status: 304, headers: { ETag: '"x"' } })
    const { poll } = subscriber(`${server.origin}/f`)
    expect(await failure(poll)).toMatchObject({ kind: 'badStatus', final: null })
    server.answer('/f', { body: rssOf('one') })
    expect((await poll()).how).toBe('document')
    expect(server.asked('/f').some((headers) => 'if-none-match' in headers)).toBe(false)
  })

  it.each([
    ['a body cut short', { body: rssOf('half'), cutShort: true }],
    [
      'a web page',
      {
        body: '<!DOCTYPE html><html><body>Login</body></html>',
        headers: { ETag: '"bad"', 'Content-Type': 'text/html' },
      },
    ],
    ['an empty body', { body: '' }],
    ['damaged compression', { body: 'no gzip', headers: { 'Content-Encoding': 'gzip', ETag: '"bad"' } }],
  ])('keeps no validators of %s', async (_, broken) => {
    server.answer('/f', { ...broken, headers: { ETag: '"bad"', ...('headers' in broken ? broken.headers : {}) } })
    const { poll, state } = subscriber(`${server.origin}/f`)
    await failure(poll)
    expect(state.cursor).toBeNull()
    server.answer('/f', { body: rssOf('whole') })
    expect((await poll()).how).toBe('document')
    expect(server.asked('/f')[1]).not.toHaveProperty('if-none-match')
  })

  it('starts afresh when the address is another', async () => {
    server.answer('/f', { body: rssOf('one'), headers: { ETag: '"f"' } })
    server.answer('/g', { body: rssOf('two') })
    const { poll, state } = subscriber(`${server.origin}/f`)
    await poll()
    state.url = `${server.origin}/g`
    expect((await poll()).how).toBe('document')
    expect(server.asked('/g')[0]).not.toHaveProperty('if-none-match')
  })
})

describe('manners', () => {
  it('says who it is and what it takes, and nothing that tracks', async () => {
    server.answer('/f?x=1', { body: rssOf('one'), headers: { 'Set-Cookie': 'id=1; Path=/' } })
    const { poll } = subscriber(`${server.origin}/f?x=1`)
    await poll()
    await poll()
    for (const headers of server.asked('/f?x=1')) {
      expect(headers['user-agent']).toMatch(/^Crier\/\S+ \(\+https:/)
      expect(headers.accept).toMatch(/^application\/atom\+xml.*\*\/\*/)
      expect(headers['accept-encoding']).toContain('gzip')
      for (const name of ['cookie', 'referer', 'origin', 'a-im']) expect(headers).not.toHaveProperty(name)
    }
    expect(server.requests.every((request) => request.path === '/f?x=1')).toBe(true)
  })

  it('reads what was compressed, twice even', async () => {
    server.answer('/f', { body: gzipSync(gzipSync(rssOf('one'))), headers: { 'Content-Encoding': 'gzip, gzip' } })
    const { poll, state } = subscriber(`${server.origin}/f`)
    expect((await poll()).how).toBe('document')
    expect(state.heard).toBe(rssOf('one').length)
  })

  it.each([400, 405, 406, 415])('asks once more without optional headers after %s, and remembers', async (status) => {
    server.answer('/f', (headers) =>
      headers.accept === undefined ? { body: rssOf('one'), headers: { ETag: '"x"' } } : { status },
    )
    const { poll } = subscriber(`${server.origin}/f`)
    expect((await poll()).how).toBe('document')
    expect(server.asked('/f')).toHaveLength(2)
    expect(await poll()).toMatchObject({ how: 'unchanged', conditional: false })
    expect(server.asked('/f')).toHaveLength(3)
  })

  it('passes on how long an answer stays fresh, up to a day', async () => {
    const wait = async (headers: Record<string, string>): Promise<number> => {
      server.answer('/f', { body: rssOf('one'), headers })
      return (await subscriber(`${server.origin}/f`).poll()).waitAtLeastMs
    }
    expect(await wait({})).toBe(0)
    expect(await wait({ 'Cache-Control': 'public, max-age=43200' })).toBe(12 * HOUR_MS)
    expect(await wait({ 'Cache-Control': 'max-age=7200', Age: '3600' })).toBe(HOUR_MS)
    expect(await wait({ 'Cache-Control': 'no-cache, max-age=7200' })).toBe(0)
    expect(await wait({ 'Cache-Control': 'max-age=315360000' })).toBe(24 * HOUR_MS)
    expect(await wait({ Date: 'Fri, 20 Nov 2026 12:00:00 GMT', Expires: 'Fri, 20 Nov 2026 14:00:00 GMT' })).toBe(
      2 * HOUR_MS,
    )
    expect(await wait({ Expires: '0' })).toBe(0)
    expect(await wait({ 'Cache-Control': 'max-age=60', Expires: 'Sat, 21 Nov 2026 00:00:00 GMT' })).toBe(60_000)
  })
})

describe('refusals', () => {
  it.each([
    [401, 'unauthorized', 'needsYou'],
    [403, 'forbidden', null],
    [404, 'notFound', null],
    [408, 'serverError', null],
    [410, 'gone', 'ended'],
    [418, 'badStatus', null],
    [226, 'badStatus', null],
    [429, 'rateLimited', null],
    [500, 'serverError', null],
    [503, 'serverError', null],
  ])('%s is %s', async (status, kind, final) => {
    server.answer('/f', { status, body: 'no' })
    expect(await failure(subscriber(`${server.origin}/f`).poll)).toMatchObject({ kind, final })
  })

  it.each([
    ['7200', 7_200_000],
    ['Fri, 20 Nov 2026 13:00:00 GMT', HOUR_MS],
    ['Fri, 20 Nov 2020 13:00:00 GMT', null],
    ['-5', null],
    ['abc', null],
    // The supervisor shortens it, and says so.
    ['315360000', 315_360_000_000],
  ])('hears Retry-After: %s', async (written, wanted) => {
    server.answer('/f', { status: 429, headers: { 'Retry-After': written } })
    expect((await failure(subscriber(`${server.origin}/f`).poll)).retryAfterMs).toBe(wanted)
  })

  it('names a live stream for what it is', async () => {
    server.answer('/f', { headers: { 'Content-Type': 'text/event-stream' }, body: 'data: x\n\n' })
    expect(await failure(subscriber(`${server.origin}/f`).poll)).toMatchObject({ kind: 'wrongType', final: 'needsYou' })
  })

  it('ends within the signal and leaves no line open', async () => {
    server.server.removeAllListeners('request')
    server.server.on(
      'request',
      (_, response) => void response.writeHead(200, { 'Content-Type': 'text/xml' }).write('<rss>'),
    )
    const stop = new AbortController()
    const { poll, state } = subscriber(`${server.origin}/f`)
    const run = poll(stop.signal)
    const ended = expect(run).rejects.toBeDefined()
    await expect.poll(() => state.heard).toBeGreaterThan(0)
    stop.abort(new Error('enough'))
    await ended
    await server.deserted()
  })
})

describe('the store', () => {
  it('is not waited for once nobody wants the document', async () => {
    server.answer('/f', { body: rssOf('one') })
    const stop = new AbortController()
    let storing = false
    const run = transport.run(
      { url: `${server.origin}/f`, settings: DEFAULT_CHANNEL_SETTINGS },
      {
        cursor: null,
        signal: stop.signal,
        opened: () => undefined,
        received: () => {
          storing = true
          return new Promise(() => undefined)
        },
        dropped: () => undefined,
        heard: () => undefined,
      },
    )
    const ended = expect(run).rejects.toThrow('enough')
    await expect.poll(() => storing).toBe(true)
    stop.abort(new Error('enough'))
    await ended
    await server.deserted()
  })
})

describe('moves', () => {
  it.each([301, 308])('believes a %s once it was seen twice, and takes no validators across', async (status) => {
    server.answer('/old', { body: rssOf('one'), headers: { ETag: '"old"' } })
    const { poll, state } = subscriber(`${server.origin}/old`)
    await poll()
    server.answer('/old', { status, headers: { Location: `${other.origin}/new` } })
    other.answer('/new', (headers) =>
      headers['if-none-match'] === '"new"'
        ? { status: 304 }
        : { body: rssOf('one', 'two'), headers: { ETag: '"new"' } },
    )
    expect((await poll()).movedTo).toBeUndefined()
    expect(other.asked('/new')[0]).not.toHaveProperty('if-none-match')
    const end = await poll()
    expect(end).toMatchObject({ how: 'unchanged', movedTo: `${other.origin}/new` })
    state.url = end.movedTo ?? ''
    expect((await poll()).how).toBe('unchanged')
    expect(other.asked('/new').map((headers) => headers['if-none-match'])).toEqual([undefined, '"new"', '"new"'])
    expect(server.asked('/old')).toHaveLength(3)
  })

  it.each([302, 303, 307])('follows a %s each time and stays subscribed where it was', async (status) => {
    server.answer('/f', { status, headers: { Location: '/there' } })
    server.answer('/there', (headers) =>
      headers['if-none-match'] === '"t"' ? { status: 304 } : { body: rssOf('one'), headers: { ETag: '"t"' } },
    )
    const { poll, state } = subscriber(`${server.origin}/f`)
    for (let polls = 0; polls < 3; polls += 1) expect((await poll()).movedTo).toBeUndefined()
    expect(server.asked('/f')).toHaveLength(3)
    expect(state.events[0]?.baseUrl).toBe(`${server.origin}/there`)
    expect(state.events).toHaveLength(1)
  })

  it('does not move where the user’s secrets would be lost', async () => {
    server.answer('/f', { status: 301, headers: { Location: `${other.origin}/f` } })
    other.answer('/f', { body: rssOf('one') })
    const { poll } = subscriber(`${server.origin}/f`, { headers: { 'X-Key': 'secret' } })
    await poll()
    expect((await poll()).movedTo).toBeUndefined()
    expect(server.asked('/f')[0]).toHaveProperty('x-key', 'secret')
    expect(other.asked('/f').some((headers) => 'x-key' in headers)).toBe(false)
  })

  it('stops at loops', async () => {
    server.answer('/f', { status: 302, headers: { Location: '/f' } })
    expect(await failure(subscriber(`${server.origin}/f`).poll)).toMatchObject({ kind: 'redirect' })
  })
})
