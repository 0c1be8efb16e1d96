import { createGzip, constants } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../src-main/core/ports'
import { understand } from '../../src-main/core/ingest/understand'
import { createHttpStreamTransport } from '../../src-main/transports/http-stream'
import { createHttpClient } from '../../src-main/transports/http'
import { startCouchChanges } from '../servers/couch-changes'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { startRun, systemClock, type RecordedRun, type RunWishes } from '../servers/recording-io'

let server: LocalServer
const closing: (() => unknown)[] = []
beforeAll(async () => {
  server = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const text = url.searchParams.get('text') ?? ''
    const type = url.searchParams.get('type')
    const headers = type === null ? {} : { 'Content-Type': type }
    switch (url.pathname) {
      case '/body':
        return void response.writeHead(200, headers).end(text)
      case '/bytes':
        response.writeHead(200, headers)
        for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]))
        return void response.end()
      case '/junk':
        return void response.writeHead(200, headers).end('{"a":1}\n' + '<p>gateway</p>\n'.repeat(200))
      case '/pressed': {
        response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip' })
        const gzip = createGzip()
        gzip.pipe(response)
        gzip.write('{"title":"at once"}\n')
        return void gzip.flush(constants.Z_SYNC_FLUSH)
      }
      case '/heartbeats': {
        response.writeHead(200, headers)
        let left = 40
        const beat = setInterval(() => {
          response.write('\n')
          left -= 1
          if (left > 0) return
          clearInterval(beat)
          response.end('end\n')
        }, 10)
        return void response.on('close', () => clearInterval(beat))
      }
      case '/held':
        response.writeHead(200, { ...headers, Via: '1.1 somebody' })
        return void response.flushHeaders()
    }
    response.writeHead(404).end()
  })
})
afterAll(() => server.close())
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const transport = createHttpStreamTransport({ http: createHttpClient(), clock: systemClock })

async function run(path: string, query: Record<string, string> = {}, wishes: RunWishes = {}): Promise<RecordedRun> {
  const started = startRun(transport, `${server.origin}${path}?${new URLSearchParams(query).toString()}`, wishes)
  await started.over
  return started
}
const payloads = ({ events }: RecordedRun) => events.map(({ payload }) => payload)
const drafts = ({ events }: RecordedRun) => understand(events, { arrival: 'push', style: 'stream', mapping: {} }).drafts

describe('what comes is found out', () => {
  it.each([
    ['text/plain', 'one\n\ntwo\n', ['one', 'two']],
    ['application/x-ndjson', '{"a":1}\n\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['application/json-seq', '\u001e{"a":1}\n\u001e{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['application/json', '{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    ['application/json', '\n\u001e{"a":1}\n', ['{"a":1}']],
    ['text/html', "<html><script>parent.callback({title:'x'})</script>", ['{"title":"x"}']],
    ['application/javascript', 'callback("words");\n', ['words']],
    ['text/plain', 'only blank follows\n', ['only blank follows']],
    ['text/plain', ' \n ', []],
  ])('%s: %j', async (type, text, expected) => {
    expect(payloads(await run('/body', { type, text }))).toEqual(expected)
    expect(payloads(await run('/bytes', { type, text }))).toEqual(expected)
  })

  it('or said', async () => {
    const text = '{"a":1}{"b":2}\nx\n'
    const lines = await run(
      '/body',
      { type: 'application/json', text },
      { settings: { options: { framing: 'lines' } } },
    )
    expect(payloads(lines)).toEqual(['{"a":1}{"b":2}', 'x'])
  })

  it.each([
    ['text/event-stream', 'auto', /server-sent events/],
    ['multipart/x-mixed-replace; boundary=x', 'auto', /stream of messages/],
    ['image/png', 'lines', /stream of messages/],
    ['text/html', 'ndjson', /web page/],
  ])('%s is none of it (%s)', async (type, framing, words) => {
    const refused = await run('/body', { type, text: 'x' }, { settings: { options: { framing } } })
    expect(refused.failure()).toMatchObject({ kind: 'wrongType', final: 'ended' })
    expect(refused.failure().message).toMatch(words)
    expect(refused.opened).toBe(0)
  })

  it('a page that calls nothing is none either', async () => {
    expect(
      (await run('/body', { type: 'text/html', text: '<html><script>f(x)</script></html>' })).failure(),
    ).toMatchObject({
      kind: 'wrongType',
    })
  })

  it('in the charset that is said', async () => {
    const seen = await run('/body', { type: 'text/plain; charset=utf-16', text: 'é\n' })
    expect(payloads(seen)).toEqual(['é'])
  })

  it('under compression, at once', async () => {
    const started = startRun(transport, `${server.origin}/pressed?type=application/x-ndjson`)
    await started.until(() => started.events.length === 1, 'it came')
    started.abort()
    await started.over
  })
})

describe('script calls', () => {
  it('with several arguments are one event', async () => {
    const text = '<script>parent.push("news", {title:"One", url:"/x"}); parent.push("Two", "words of it", 3)</script>'
    const seen = await run('/body', { type: 'text/html', text })
    expect(seen.events.map(({ topic }) => topic)).toEqual(['parent.push', 'parent.push'])
    expect(drafts(seen).map(({ title, text: words, link }) => ({ title, words, link }))).toEqual([
      { title: 'One', words: expect.any(String), link: `${server.origin}/x` },
      { title: 'Two', words: 'words of it\n3', link: null },
    ])
    const mapped = await run(
      '/body',
      { type: 'text/html', text },
      { settings: { mapping: { title: '/1', text: '/0' } } },
    )
    expect(mapped.events[1]?.payload).toBe('{"0":"Two","1":"words of it","2":3}')
  })
})

describe('what is no message', () => {
  it('is left out and said', async () => {
    const seen = await run('/body', { type: 'application/x-ndjson', text: '{"a":1}\nnonsense\n{"b":2}\n{"cut":' })
    expect(payloads(seen)).toEqual(['{"a":1}', '{"b":2}'])
    expect(seen.drops.map(({ why }) => why.kind)).toEqual(['malformed', 'malformed'])
  })

  it('again and again is an error in words, and what was good is kept', async () => {
    const seen = await run('/junk', { type: 'application/x-ndjson' })
    expect(seen.failure()).toMatchObject({ kind: 'malformed', final: null })
    expect(payloads(seen)).toEqual(['{"a":1}'])
  })

  it('a service says of itself is no news', async () => {
    const text = '{"event":"open","topic":"x"}\n{"event":"keepalive"}\n{"event":"message","id":"1","message":"Hello"}\n'
    expect(payloads(await run('/body', { type: 'application/x-ndjson', text }))).toHaveLength(1)
  })
})

describe('silence', () => {
  const quick = createHttpStreamTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: 200 })

  it('is none while heartbeats come', async () => {
    const seen = startRun(quick, `${server.origin}/heartbeats?type=text/plain`)
    await seen.over
    expect(payloads(seen)).toEqual(['end'])
  })

  it('through a proxy may be its work', async () => {
    const seen = startRun(quick, `${server.origin}/held?type=text/plain`)
    await seen.over
    expect(seen.failure().kind).toBe('buffered')
  })
})

describe('where it goes on', () => {
  const couch = { framing: 'ndjson', resumeBy: 'query', resumeName: 'since', resumePointer: '/seq' }

  it('CouchDB: from the last change, over heartbeats, the end it says, and restarts', async () => {
    const changes = await startCouchChanges()
    closing.push(() => changes.local.close())
    changes.change('a', { title: 'First' })
    const first = startRun(transport, changes.url, { settings: { options: couch } })
    await first.until(() => first.events.length === 1, 'the first came')
    changes.heartbeat()
    changes.change('b', { title: 'Second' })
    await first.until(() => first.events.length === 2, 'the second came')
    expect(first.cursor).toEqual({ place: '2-g1AAAA14' })
    expect(drafts(first).map(({ title, key }) => [title, key])).toEqual([
      ['First', 'a'],
      ['Second', 'b'],
    ])
    changes.remove('a')
    changes.expire()
    await first.over
    expect(first.events).toHaveLength(2)
    expect(first.end).toMatchObject({ how: 'closed', cursor: { place: '3-g1AAAA21' } })
    changes.change('c', { title: 'Missed' })

    const second = startRun(transport, changes.url, { cursor: first.cursor, settings: { options: couch } })
    await second.until(() => second.events.length === 1, 'what was missed came')
    expect(changes.local.requests.at(-1)?.path).toContain('since=3-g1AAAA21')
    expect(drafts(second).map(({ title }) => title)).toEqual(['Missed'])
    second.abort()
    await second.over
    expect(transport.resumes?.(first.cursor)).toBe(true)
    expect(transport.resumes?.(null)).toBe(false)
  })

  it('by a header, with a value for the first time', async () => {
    const options = { resumeBy: 'header', resumeName: 'X-After', resumePointer: '/meta/0/n', resumeFirst: 'start' }
    const text = '{"meta":[{"n":5}]}\n{"meta":[]}\n{"meta":[{"n":[7,"x"]}]}\n'
    const first = await run('/body', { type: 'application/x-ndjson', text }, { settings: { options } })
    expect(server.requests.at(-1)?.headers['x-after']).toBe('start')
    expect(first.events.map(({ cursor }) => cursor)).toEqual([{ place: '5' }, undefined, { place: '[7,"x"]' }])
    await run('/body', { text }, { cursor: first.cursor, settings: { options } })
    expect(server.requests.at(-1)?.headers['x-after']).toBe('[7,"x"]')
  })

  it.each<Json>([null, 7, [1], { place: 7 }, { other: 'x' }])(
    'is the beginning with a strange cursor (%j)',
    async (cursor) => {
      await run('/body', { text: 'x' }, { cursor, settings: { options: couch } })
      expect(server.requests.at(-1)?.path).not.toContain('since')
    },
  )

  it('is nothing that cannot be sent', async () => {
    const text = `{"id":"${'x'.repeat(9_000)}"}\n{"id":""}\n{"id":null}\n`
    const options = { resumeBy: 'query' }
    const seen = await run('/body', { type: 'application/x-ndjson', text }, { settings: { options } })
    expect(seen.cursor).toBeNull()
  })

  it('is nothing unless wished, whatever the messages say', async () => {
    const seen = await run('/body', { type: 'application/x-ndjson', text: '{"id":1}\n' })
    expect(seen.cursor).toBeNull()
    expect(seen.end?.cursor).toBeUndefined()
  })
})

describe('secrets', () => {
  it('go to the server and into no frame', async () => {
    const url = `${server.origin.replace('//', '//me:secret@')}/body?text=x`
    const seen = startRun(transport, url, { settings: { headers: { 'X-Token': 'hidden' } } })
    await seen.over
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'x-token': 'hidden',
      authorization: expect.stringMatching(/^Basic/),
    })
    expect(JSON.stringify(seen.frames)).not.toMatch(/secret|hidden/)
  })
})
