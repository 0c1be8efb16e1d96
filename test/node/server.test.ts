import { once } from 'node:events'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventSource } from 'eventsource'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MAX_CALL_BYTES, type Push } from '@contract/index'
import { startServer, type ServerOptions } from '../../src-main/node/server'
import { until } from '../servers/until'
import { createFakeReader } from './fake-reader'
import { createKeptLog } from './kept-log'

const TOKEN = 'a-token-of-this-installation'
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function shell(more: Partial<ServerOptions> = {}) {
  const staticFolder = await mkdtemp(join(tmpdir(), 'crier-static-'))
  stops.push(() => rm(staticFolder, { recursive: true }))
  await mkdir(join(staticFolder, 'assets'))
  await writeFile(join(staticFolder, 'index.html'), '<!doctype html><title>Crier</title>')
  await writeFile(join(staticFolder, 'assets', 'index-D8f3kQ2x.js'), 'export {}')
  await writeFile(join(staticFolder, '..', `${staticFolder.split('/').at(-1) ?? ''}.txt`), 'outside')
  stops.push(() => rm(`${staticFolder}.txt`))
  const reader = createFakeReader()
  const log = createKeptLog()
  const server = await startServer({ reader, staticFolder, port: 0, token: TOKEN, log, ...more })
  stops.push(() => server.stop())
  return { server, reader, log, staticFolder }
}

/** node:http, since fetch does not let a test write its own Host, Origin and path. */
function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; bare?: boolean } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  const authorization = options.bare === true ? {} : { Authorization: `Bearer ${TOKEN}` }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method: options.method ?? 'GET',
        headers: { ...authorization, ...options.headers },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (text: string) => (body += text))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })
}

function call(port: number, name: string, argument: unknown, headers: Record<string, string> = {}) {
  return ask(port, `/call/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ argument }),
  })
}

describe('the door', () => {
  it('is closed without the token, and says in words how to open it', async () => {
    const { server, reader } = await shell()
    const page = await ask(server.port, '/', { bare: true })
    expect(page.status).toBe(401)
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain('/?token=')
    expect(page.body).not.toContain(TOKEN)
    for (const path of ['/pushes', '/ping', '/assets/index-D8f3kQ2x.js', '/?token=wrong']) {
      expect((await ask(server.port, path, { bare: true })).status).toBe(401)
    }
    const refused = await call(server.port, 'undo', { token: 1 }, { Authorization: 'Bearer wrong' })
    expect(refused.status).toBe(401)
    expect(JSON.parse(refused.body)).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
    expect(reader.calls).toEqual([])
  })

  it('exchanges the token for a cookie and takes it out of the address', async () => {
    const { server } = await shell()
    expect(server.address).toBe(`http://127.0.0.1:${String(server.port)}/?token=${TOKEN}`)
    const first = await ask(server.port, `/ticker?token=${TOKEN}&item=7`, { bare: true })
    expect(first.status).toBe(303)
    expect(first.headers['location']).toBe('/ticker?item=7')
    const cookie = String(first.headers['set-cookie'])
    expect(cookie).toMatch(new RegExp(`^crier-${String(server.port)}=`))
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    const carried = { Cookie: `other=1; ${cookie.split(';')[0] ?? ''}` }
    expect((await ask(server.port, '/', { bare: true, headers: carried })).body).toContain('<title>Crier')
    const again = await ask(server.port, `/?token=${TOKEN}`, { bare: true, headers: carried })
    expect(again.headers['location']).toBe('/')
  })

  it('never redirects to another host', async () => {
    const { server } = await shell()
    for (const path of [`//evil.example/?token=${TOKEN}`, `/\\evil.example/?token=${TOKEN}`]) {
      const answer = await ask(server.port, path, { bare: true })
      expect([answer.status, answer.headers['location']]).not.toEqual([303, expect.stringMatching(/^[/\\]{2}/)])
    }
  })

  it('answers to its own names only, so that a name pointed at this machine gets nothing', async () => {
    const { server, reader } = await shell()
    const at = `:${String(server.port)}`
    for (const host of [`localhost${at}`, `127.0.0.1${at}`, `[::1]${at}`, `LOCALHOST${at}`]) {
      expect((await ask(server.port, '/', { headers: { Host: host } })).status).toBe(200)
    }
    for (const host of [`evil.example${at}`, 'localhost', '127.0.0.1:1', `127.0.0.1.evil.example${at}`]) {
      expect((await call(server.port, 'undo', { token: 1 }, { Host: host })).status).toBe(403)
    }
    expect(reader.calls).toEqual([])
  })

  it('turns away every other origin, another port of this machine included', async () => {
    const { server, reader } = await shell()
    for (const origin of [
      'http://evil.example',
      'null',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${String(server.port)}`,
    ]) {
      expect((await call(server.port, 'undo', { token: 1 }, { Origin: origin })).status).toBe(403)
    }
    expect(reader.calls).toEqual([])
    expect((await call(server.port, 'undo', { token: 1 }, { Origin: server.origin })).status).toBe(200)
  })
})

describe('calls', () => {
  it('reach the reader and come back as data', async () => {
    const { server, reader } = await shell()
    expect(JSON.parse((await call(server.port, 'undo', { token: 4 })).body)).toEqual({ ok: true, answer: true })
    expect(reader.calls).toEqual([{ name: 'undo', argument: { token: 4 } }])
    const unknown = await call(server.port, '__proto__', null)
    expect(unknown.status).toBe(200)
    expect(JSON.parse(unknown.body)).toMatchObject({ ok: false, error: { kind: 'badArgument' } })
  })

  it.each([
    ['not JSON', { 'Content-Type': 'application/json' }, '{', 400],
    ['not an object', { 'Content-Type': 'application/json' }, '3', 400],
    ['a type that a foreign page may send', { 'Content-Type': 'text/plain' }, '{}', 415],
    ['too large', { 'Content-Type': 'application/json' }, `"${'x'.repeat(MAX_CALL_BYTES)}"`, 413],
  ])('refuse a body that is %s', async (_name, headers, body, status) => {
    const { server, reader } = await shell()
    const answer = await ask(server.port, '/call/undo', { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false })
    expect(reader.calls).toEqual([])
  })

  it('that are broken off leave no line in the log', async () => {
    const { server, log } = await shell()
    const socket = connect(server.port, '127.0.0.1')
    const head = [
      'POST /call/undo HTTP/1.1',
      `Host: 127.0.0.1:${String(server.port)}`,
      `Authorization: Bearer ${TOKEN}`,
    ]
    socket.write(
      [...head, 'Content-Type: application/json', 'Content-Length: 100', 'Expect: 100-continue', '', ''].join('\r\n'),
    )
    // The server says 100 when it has begun to read the body.
    await once(socket, 'data')
    socket.destroy()
    // Two answers later the server has long dealt with the one that left.
    for (let asked = 0; asked < 2; asked += 1) await ask(server.port, '/ping')
    expect(log.lines).toEqual([])
  })

  it('are POST only', async () => {
    const { server } = await shell()
    expect((await ask(server.port, '/call/undo')).status).toBe(405)
    expect((await ask(server.port, '/', { method: 'DELETE' })).status).toBe(405)
  })
})

describe('pushes', () => {
  it('tell the reader to try the network when the page that said “offline” has gone', async () => {
    const { server, reader } = await shell()
    const leave = new AbortController()
    await fetch(`${server.origin}/pushes`, { headers: { Authorization: `Bearer ${TOKEN}` }, signal: leave.signal })
    reader.push({ name: 'reader.changed', seq: 1, payload: { pausedUntil: null, online: false } })
    expect(reader.network.told).toEqual([])
    leave.abort()
    await until(() => reader.network.told.length > 0, 'told')
    expect(reader.network.told).toEqual([true])
  })

  const push: Push = { name: 'notice.removed', seq: 12, payload: { id: 3 } }

  it('reach every interface, numbered, and the stream breathes', async () => {
    const { server, reader } = await shell({ heartbeatMs: 20 })
    const source = new EventSource(`${server.origin}/pushes`, {
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${TOKEN}` } }),
    })
    stops.push(() => {
      source.close()
    })
    const told: unknown[] = []
    source.addEventListener('message', (event) => told.push([event.lastEventId, JSON.parse(String(event.data))]))
    await vi.waitFor(() => {
      expect(source.readyState).toBe(EventSource.OPEN)
    })
    reader.push(push)
    await vi.waitFor(() => {
      expect(told).toEqual([['12', push]])
    })
    const raw = connect(server.port, '127.0.0.1')
    stops.push(() => raw.destroy())
    let text = ''
    raw.on('data', (data: Buffer) => (text += data.toString()))
    raw.write(
      `GET /pushes HTTP/1.1\r\nHost: 127.0.0.1:${String(server.port)}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    )
    await vi.waitFor(() => {
      expect(text).toContain(': still here')
    })
  })

  it('let an interface go that does not read, and keep the others', async () => {
    const { server, reader } = await shell()
    const awake = await fetch(`${server.origin}/pushes`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    const sleeper = connect(server.port, '127.0.0.1')
    stops.push(() => sleeper.destroy())
    let closed = false
    sleeper.on('close', () => (closed = true))
    sleeper.on('error', () => undefined)
    sleeper.write(
      `GET /pushes HTTP/1.1\r\nHost: 127.0.0.1:${String(server.port)}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    )
    await new Promise((resolve) => sleeper.once('data', resolve))
    sleeper.pause()
    let heard = 0
    const last = (async () => {
      if (awake.body === null) throw new Error('no body')
      for await (const chunk of awake.body as AsyncIterable<Uint8Array>) {
        heard += chunk.length
        if (heard > 40 * 512 * 1024) return 'the last push'
      }
      return 'cut'
    })()
    for (let seq = 1; seq <= 40; seq += 1) {
      reader.push({
        name: 'notice.added',
        seq,
        payload: { notice: { id: seq, at: 0, level: 'info', body: { kind: 'text', message: 'x'.repeat(512 * 1024) } } },
      })
      await vi.waitFor(() => {
        expect(heard).toBeGreaterThan(seq * 512 * 1024)
      })
    }
    expect(await last).toBe('the last push')
    sleeper.resume()
    await vi.waitFor(() => {
      expect(closed).toBe(true)
    })
    expect(sleeper.bytesRead).toBeLessThan(40 * 512 * 1024)
  })

  it('end, and leave no listener behind, when the shell stops', async () => {
    const { server, reader } = await shell()
    const response = await fetch(`${server.origin}/pushes`, { headers: { Authorization: `Bearer ${TOKEN}` } })
    const rest = response.text().catch(() => 'cut')
    await server.stop()
    expect(await rest).toBeTypeOf('string')
    expect(reader.listeners()).toBe(0)
    await expect(fetch(server.origin)).rejects.toThrow()
  })
})

describe('the interface', () => {
  it('is served with its types, under a strict policy', async () => {
    const { server } = await shell()
    const page = await ask(server.port, '/')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['cache-control']).toBe('no-cache')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    expect(page.headers['x-powered-by']).toBeUndefined()
    const script = await ask(server.port, '/assets/index-D8f3kQ2x.js')
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(script.headers['cache-control']).toContain('immutable')
    const tag = String(script.headers['etag'])
    expect((await ask(server.port, '/assets/index-D8f3kQ2x.js', { headers: { 'If-None-Match': tag } })).status).toBe(
      304,
    )
  })

  it('opens at every place inside it, and does not pretend that a missing file is one', async () => {
    const { server } = await shell()
    expect((await ask(server.port, '/ticker')).body).toContain('<title>Crier')
    expect((await ask(server.port, '/some/deep/place')).body).toContain('<title>Crier')
    expect((await ask(server.port, '/assets/missing-12345678.js')).status).toBe(404)
    const head = await ask(server.port, '/', { method: 'HEAD' })
    expect([head.status, head.body]).toEqual([200, ''])
  })

  it('does not reach outside its folder', async () => {
    const { server, staticFolder } = await shell()
    const name = staticFolder.split('/').at(-1) ?? ''
    for (const path of [
      `/../${name}.txt`,
      `/..%2f${name}.txt`,
      `/assets/../../${name}.txt`,
      `/%2e%2e/${name}.txt`,
      '/a%00.txt',
    ]) {
      const answer = await ask(server.port, path)
      expect([path, answer.status]).toEqual([path, 404])
    }
    expect((await ask(server.port, '/%E0%A4%A')).status).toBe(400)
  })

  it('answers what is no path, and a path longer than a name can be, like any other', async () => {
    const { server, log } = await shell()
    for (const bare of [true, false]) expect((await ask(server.port, '//[', { bare })).status).toBe(400)
    expect((await ask(server.port, `/${'x'.repeat(300)}.js`)).status).toBe(404)
    expect(log.lines).toEqual([])
  })

  it('says so when it was not built', async () => {
    const { server } = await shell({ staticFolder: join(tmpdir(), 'crier-not-built') })
    const page = await ask(server.port, '/')
    expect(page.status).toBe(503)
    expect(page.body).toContain('npm run build')
  })
})

it('names the trouble when its port is taken', async () => {
  const { server } = await shell()
  await expect(shell({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
