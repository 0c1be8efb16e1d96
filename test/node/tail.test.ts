import { readFileSync } from 'node:fs'
import { WebSocketServer } from 'ws'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { selfSignedCertificate } from '../servers/certificate'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { until } from '../servers/until'
import { buildCommand, type BuiltCommand } from './built-command'

let crier: BuiltCommand
beforeAll(async () => {
  crier = await buildCommand()
}, 120_000)
afterAll(() => crier.remove())

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

type Handler = Parameters<typeof startLocalServer>[0]
async function server(handle: Handler): Promise<LocalServer> {
  const local = await startLocalServer(handle)
  stops.push(() => local.close())
  return local
}

/** A stream that says `text` and stays open. */
function stream(text: string): Handler {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(text)
  }
}

const jsonLines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)

describe('tail of a stream', () => {
  it('prints the promised JSON, key by key', async () => {
    const local = await server(
      stream('event: story\nid: 7\ndata: {"id":"a","title":"Hello","link":"/there","date":"2026-01-02T03:04:05Z"}\n\n'),
    )
    const { code, stdout } = await crier.run(['tail', `${local.origin}/live`, '--json', '--count', '1'])
    expect(code).toBe(0)
    expect(stdout.endsWith('\n')).toBe(true)
    const [line] = jsonLines(stdout)
    expect(line).toEqual({
      channel: { url: `${local.origin}/live`, kind: 'sse', title: `${new URL(local.origin).host}/live` },
      item: {
        key: 'a',
        title: 'Hello',
        link: `${local.origin}/there`,
        text: null,
        html: null,
        author: null,
        publishedAt: '2026-01-02T03:04:05.000Z',
        updatedAt: null,
        categories: [],
        media: [],
      },
      arrival: {
        how: 'push',
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
        delayMs: expect.any(Number) as unknown,
      },
      event: { type: 'story', id: '7' },
    })
    expect(stdout).toMatch(/^\{"channel":\{"url":.*"kind":.*"title":.*\},"item":\{"key":.*"title":.*"link":.*"text":/)
    expect(local.requests).toHaveLength(1)
  })

  it('prints each message of another stream once', async () => {
    const local = await startLocalServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' })
      response.write('{"title":"one"}\n{"title":"two"}\n')
    })
    stops.push(() => local.close())
    const { stdout, code } = await crier.run(['tail', local.origin, '--kind', 'stream', '--raw', '--for', '3'])
    expect(code).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { data: string }).data),
    ).toEqual(['{"title":"one"}', '{"title":"two"}'])
  })

  it('prints raw events with the id that was current', async () => {
    const local = await server(
      stream('id: 1\ndata: a\n\nevent: x\ndata: b\ndata: c\n\nid\ndata\n\n: nothing\n\nid: 9\n\n'),
    )
    const { stdout, code } = await crier.run(['tail', local.origin, '--raw', '--count', '3'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      '{"type":"message","data":"a","lastEventId":"1"}\n' +
        '{"type":"x","data":"b\\nc","lastEventId":"1"}\n' +
        '{"type":"message","data":"","lastEventId":""}\n',
    )
  })

  it('loses none of 100,000 events sent at once', async () => {
    const total = 100_000
    let text = ''
    for (let number = 1; number <= total; number += 1)
      text += `id: ${String(number)}\ndata: event ${String(number)}\n\n`
    const local = await server(stream(text))
    const { stdout, code } = await crier.run(['tail', local.origin, '--raw', '--count', String(total)])
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(total)
    expect(lines.at(-1)).toBe(`{"type":"message","data":"event ${String(total)}","lastEventId":"${String(total)}"}`)
    const items = await crier.run(['tail', local.origin, '--json', '--count', String(total)])
    expect(items.stdout.trimEnd().split('\n')).toHaveLength(total)
  }, 120_000)

  it('comes back with its last id, as soon as the server allows', async () => {
    let visit = 0
    const local = await server((_request, response) => {
      visit += 1
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.end(`retry: 10\nid: ${String(visit)}\ndata: visit ${String(visit)}\n\n`)
    })
    const { stdout, code } = await crier.run([
      'tail',
      local.origin,
      '--raw',
      '--count',
      '2',
      '--last-event-id',
      'früher',
    ])
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toHaveLength(2)
    expect(local.requests.map(({ headers }) => headers['last-event-id'])).toEqual([
      Buffer.from('früher').toString('latin1'),
      '1',
    ])
  })

  it('maps fields and sends headers', async () => {
    const local = await server(stream('data: {"a":{"name":"Mapped"},"n":3}\n\n'))
    const { stdout } = await crier.run([
      ...['tail', local.origin, '--json', '--count', '1', '--map', 'title=/a/name', '--map', 'key=/n'],
      ...['--header', 'Authorization: Bearer x', '--header', 'X-Two:2'],
    ])
    expect(jsonLines(stdout)).toMatchObject([{ item: { title: 'Mapped', key: '3' } }])
    expect(local.requests[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-two': '2' })
  })

  it('shows people time, title and link, and lets no publisher steer the terminal', async () => {
    const local = await server(stream('data: {"title":"Hi \\u001b[31mred","link":"https://example.org/a"}\n\n'))
    const { stdout } = await crier.run(['tail', local.origin, '--count', '1'])
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}Hi \[31mred {2}https:\/\/example\.org\/a\n$/)
  })

  it('ends after the time it was given, though nothing came', async () => {
    const local = await server(stream(': nothing\n\n'))
    expect(await crier.run(['tail', local.origin, '--for', '0.3'])).toMatchObject({ code: 0, stdout: '' })
  })

  it('says that the time is up where nobody has answered', async () => {
    const local = await server(() => undefined)
    const { code, stderr } = await crier.run(['tail', local.origin, '--for', '0.5'])
    expect([code, stderr]).toEqual([0, `${local.origin}/: no answer yet; the time is up.\n`])
  })

  it('says what it leaves out, and goes on', async () => {
    const local = await server(stream(`data: ${'x'.repeat(2 * 1024 * 1024)}\n\ndata: after\n\n`))
    const { code, stdout, stderr } = await crier.run(['tail', local.origin, '--raw', '--count', '1'])
    expect([code, jsonLines(stdout)]).toEqual([0, [{ type: 'message', data: 'after', lastEventId: '' }]])
    expect(stderr).toMatch(/: 1 left out: .* sent a line over the limit of 1 MiB; it was left out\.\n$/)
    expect(local.requests).toHaveLength(1)
  })

  it('ends well when the user interrupts, and when its reader leaves', async () => {
    const local = await server(stream('data: one\n\n'))
    const running = crier.start(['tail', local.origin, '--raw'])
    await until(() => running.stdout() !== '', 'a first event')
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    await local.deserted()

    const busy = await server(stream('data: many\n\n'.repeat(50_000)))
    const pipe = crier.start(['tail', busy.origin, '--raw'])
    pipe.child.stdout.once('data', () => pipe.child.stdout.destroy())
    expect(await pipe.ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('stops for good where the publisher says so, in one line', async () => {
    for (const status of [204, 404, 410, 401]) {
      const local = await server((_request, response) => response.writeHead(status).end())
      const { code, stderr } = await crier.run(['tail', local.origin, '--for', '20'])
      expect([status, code]).toEqual([status, 3])
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(local.requests).toHaveLength(1)
    }
  })

  it('waits for a busy server, as it asks', async () => {
    let visit = 0
    const local = await server((_request, response) => {
      visit += 1
      if (visit === 1) response.writeHead(503, { 'Retry-After': '1' }).end()
      else response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: back\n\n')
    })
    const { code, stdout } = await crier.run(['tail', local.origin, '--raw', '--count', '1'])
    expect([code, jsonLines(stdout)]).toEqual([0, [{ type: 'message', data: 'back', lastEventId: '' }]])
  })

  it('says that nobody is there', async () => {
    const gone = await startLocalServer(() => undefined)
    await gone.close()
    const { code, stderr } = await crier.run(['tail', `${gone.origin}/x`, '--for', '1.5'])
    expect(code).toBe(3)
    expect(stderr).toContain(gone.origin)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

const FEED =
  '<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>' +
  '<item><title>One</title><guid>1</guid></item><item><title>Two</title><guid>2</guid></item></channel></rss>'

describe('tail of other things', () => {
  it('finds out that an address is a feed, prints it and ends', async () => {
    const local = await server((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/rss+xml' }).end(FEED)
    })
    const { code, stdout } = await crier.run(['tail', local.origin, '--json', '--count', '10'])
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toMatchObject([
      { channel: { kind: 'feed', title: 'Paper' }, item: { title: 'One' }, arrival: { how: 'poll' } },
      { item: { title: 'Two' } },
    ])
    const one = await crier.run(['tail', local.origin, '--kind', 'feed', '--raw', '--for', '30'])
    expect(jsonLines(one.stdout)).toEqual([{ type: 'document', data: FEED, lastEventId: '' }])
    expect(await crier.run(['tail', local.origin, '--count', '1'])).toMatchObject({
      stdout: expect.stringMatching(/^[^\n]+One\n$/) as unknown,
    })
  })

  it('ends in one line, without a promise, where something else speaks', async () => {
    const local = await server((_request, response) => response.writeHead(426).end())
    const sockets = new WebSocketServer({ server: local.server })
    stops.push(() => {
      for (const client of sockets.clients) client.terminate()
    })
    sockets.on('connection', (client) => client.send('no message of this protocol'))
    const url = `${local.origin.replace('http', 'ws')}/app/key`
    const { code, stderr } = await crier.run(['tail', url, '--kind', 'pusher', '--set', 'channels=news'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/sent something that is no message of the Pusher protocol\.\n$/)
  })

  it('speaks WebSocket', async () => {
    const local = await server((_request, response) => response.writeHead(426).end())
    const sockets = new WebSocketServer({ server: local.server })
    stops.push(() => {
      for (const client of sockets.clients) client.terminate()
    })
    sockets.on('connection', (client) => {
      client.send('{"title":"From a socket"}')
      client.send('plain')
    })
    const url = `${local.origin.replace('http', 'ws')}/s`
    const { stdout, code } = await crier.run(['tail', url, '--raw', '--count', '2'])
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toEqual([
      { type: 'message', data: '{"title":"From a socket"}', lastEventId: '' },
      { type: 'message', data: 'plain', lastEventId: '' },
    ])
    const items = await crier.run(['tail', url, '--json', '--count', '2'])
    expect(jsonLines(items.stdout)).toMatchObject([
      { channel: { kind: 'websocket' }, item: { title: 'From a socket' } },
      { item: { title: 'plain' } },
    ])
  })

  it('says how many entries of a document it leaves out', async () => {
    const entries = Array.from({ length: 5_003 }, (_, at) => `<item><guid>${String(at)}</guid></item>`).join('')
    const local = await server((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/rss+xml' })
      response.end(`<rss version="2.0"><channel><title>Long</title>${entries}</channel></rss>`)
    })
    const { code, stdout, stderr } = await crier.run(['tail', local.origin, '--json', '--for', '30'])
    expect([code, jsonLines(stdout).length]).toEqual([0, 5_000])
    expect(stderr).toBe(`${local.origin}/: 3 left out: unreadable or over a limit.\n`)
  })

  it('finds the feed of a page', async () => {
    const local = await server((request, response) => {
      if (request.url === '/paper.xml') response.writeHead(200, { 'Content-Type': 'application/rss+xml' }).end(FEED)
      else if (request.url === '/') {
        const link = '<link rel="alternate" type="application/rss+xml" href="/paper.xml">'
        response
          .writeHead(200, { 'Content-Type': 'text/html' })
          .end(`<!doctype html><head>${link}</head><body>News</body>`)
      } else response.writeHead(404).end()
    })
    const { code, stdout } = await crier.run(['tail', local.origin, '--json', '--count', '2'])
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toMatchObject([{ channel: { url: `${local.origin}/paper.xml` } }, { item: { key: '2' } }])
  })

  it('accepts a self-signed certificate of this machine when it is told to', async () => {
    const local = await startLocalServer(stream('data: sealed\n\n'), selfSignedCertificate())
    stops.push(() => local.close())
    const refused = await crier.run(['tail', local.origin, '--count', '1'])
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    const taken = await crier.run(['tail', local.origin, '--raw', '--count', '1', '--accept-self-signed'])
    expect(taken).toMatchObject({ code: 0, stdout: '{"type":"message","data":"sealed","lastEventId":""}\n' })
  })

  it('refuses what it cannot read', async () => {
    const local = await server((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/xml' }).end('<?xml version="1.0"?><a/>')
    })
    const { code, stderr } = await crier.run(['tail', local.origin, '--for', '30'])
    expect(code).toBe(3)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('usage', () => {
  it.each([
    [['tail']],
    [['tail', 'not an address']],
    [['tail', 'ftp://example.org/']],
    [['tail', '0://elsewhere.example:80;http://127.0.0.1:80/']],
    [['tail', 'http://127.0.0.1/', 'twice']],
    [['tail', 'http://127.0.0.1/', '--colour']],
    [['tail', 'http://127.0.0.1/', '--kind', 'gopher']],
    [['tail', 'http://127.0.0.1/', '--kind', 'websocket']],
    [['tail', 'http://127.0.0.1/', '--count', '0']],
    [['tail', 'http://127.0.0.1/', '--for', 'ever']],
    [['tail', 'http://127.0.0.1/', '--header', 'no colon']],
    [['tail', 'http://127.0.0.1/', '--map', 'title']],
    [['tail', 'http://127.0.0.1/', '--map', 'colour=/x']],
    [['tail', 'http://127.0.0.1/', '--json', '--raw']],
    [['remove', 'x']],
    [['items', '--limit', '-1']],
    [['serve', '--port', '70000']],
    [['fly']],
  ])('%j is bad, and said so in one line', async (words) => {
    const { code, stdout, stderr } = await crier.run(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/Try: crier .*help/)
  })

  it('has help and a version', async () => {
    const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version
    expect(await crier.run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
    expect((await crier.run(['help'])).stdout).toContain('tail')
    for (const words of [
      ['tail', '--help'],
      ['help', 'tail'],
    ]) {
      expect(await crier.run(words)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('--last-event-id') as unknown,
      })
    }
  })
})
