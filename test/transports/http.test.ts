import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { createServer as createTcpServer, type AddressInfo, type LookupFunction } from 'node:net'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, buildConnector } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TransportError } from '../../src-main/core/ports'
import { createHttpClient, type HttpClientOptions, type HttpRequest } from '../../src-main/transports/http'
import { selfSignedCertificate } from '../servers/certificate'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { until } from '../servers/until'

const TEXT = 'A long enough text that compresses: '.repeat(200)

function behave(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://x')
  const [, name, argument] = url.pathname.split('/')
  const to = url.searchParams.get('to') ?? ''
  switch (name) {
    case 'text':
      return void response.end(TEXT)
    case 'encoded':
      return encoded(argument ?? '', response)
    case 'redirect':
      return void response.writeHead(Number(argument), { Location: to }).end('elsewhere')
    case 'loop':
      return void response.writeHead(302, { Location: '/loop' }).end()
    case 'no-location':
      return void response.writeHead(302).end()
    case 'silent':
      return
    case 'trickle':
      response.write('begin')
      return
    case 'hang-up':
      return void request.socket.destroy()
    case 'cut':
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('half', () => request.socket.destroy())
      return
    case 'bomb':
      response.writeHead(200, { 'Content-Encoding': 'gzip' })
      return void response.end(gzipSync(Buffer.alloc(64 * 1024 * 1024)))
    case 'headers':
      return void response.writeHead(200, { 'X-Big': 'x'.repeat(80 * 1024) }).end()
    case 'repeated':
      return void response.writeHead(200, { Link: ['<a>', '<b>'] }).end()
  }
  response.writeHead(404).end()
}

function encoded(name: string, response: ServerResponse): void {
  const bodies: Record<string, [string, Buffer]> = {
    gzip: ['gzip', gzipSync(TEXT)],
    'x-gzip': ['X-GZIP', gzipSync(TEXT)],
    deflate: ['deflate', deflateSync(TEXT)],
    raw: ['deflate', deflateRawSync(TEXT)],
    br: ['br', brotliCompressSync(TEXT)],
    twice: ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
    identity: ['identity', Buffer.from(TEXT)],
    empty: ['gzip', Buffer.alloc(0)],
    unknown: ['pack200', Buffer.from(TEXT)],
    damaged: ['gzip', Buffer.from('not gzip at all')],
    untrailed: ['gzip', gzipSync(TEXT).subarray(0, -8)],
  }
  const [coding, body] = bodies[name] ?? ['identity', Buffer.alloc(0)]
  response.writeHead(200, { 'Content-Encoding': coding }).end(body)
}

function ask(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const signal = new AbortController().signal
  return { url, headers: {}, signal, acceptSelfSigned: false, trust: 'typed', decodedLimitBytes: null, ...more }
}

async function read(request: HttpRequest, options?: HttpClientOptions): Promise<string> {
  const answer = await createHttpClient(options).get(request)
  const pieces: Uint8Array[] = []
  for await (const chunk of answer.chunks) pieces.push(chunk)
  return Buffer.concat(pieces).toString('utf8')
}

async function failure(doing: Promise<unknown>): Promise<TransportError> {
  const error: unknown = await doing.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof TransportError)) throw error
  return error
}

/** A resolver that says what the test wants; a public-looking name may then lead to this machine. */
function resolver(names: Record<string, string>): LookupFunction {
  return (hostname, _, callback) => {
    const address = names[hostname]
    if (address === undefined) callback(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), '', 0)
    else callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
  }
}

let server: LocalServer
let other: LocalServer
let secure: LocalServer
beforeAll(async () => {
  server = await startLocalServer(behave)
  other = await startLocalServer(behave)
  secure = await startLocalServer(behave, selfSignedCertificate())
})
afterAll(async () => {
  await Promise.all([server.close(), other.close(), secure.close()])
})

describe('bodies', () => {
  it.each(['gzip', 'x-gzip', 'deflate', 'raw', 'br', 'twice', 'identity', 'untrailed'])('reads %s', async (coding) => {
    expect(await read(ask(`${server.origin}/encoded/${coding}`))).toBe(TEXT)
  })

  it('reads an empty body whatever its coding', async () => {
    expect(await read(ask(`${server.origin}/encoded/empty`))).toBe('')
  })

  it('names a coding it cannot read, and damage', async () => {
    expect((await failure(read(ask(`${server.origin}/encoded/unknown`)))).kind).toBe('wrongType')
    expect((await failure(read(ask(`${server.origin}/encoded/damaged`)))).kind).toBe('malformed')
    await server.deserted()
  })

  it.each([
    [1024 * 1024, '1 MiB'],
    [64 * 1024, '64 KiB'],
    [100, '100 bytes'],
  ])('names a limit of %d bytes as one of %s', async (decodedLimitBytes, words) => {
    const error = await failure(read(ask(`${server.origin}/bomb`, { decodedLimitBytes })))
    expect(error.message).toMatch(new RegExp(`larger than the limit of ${words}\\.$`))
  })

  it('stops at the limit of decoded bytes and hangs up', async () => {
    const error = await failure(read(ask(`${server.origin}/bomb`, { decodedLimitBytes: 1024 * 1024 })))
    expect(error.kind).toBe('tooLarge')
    expect(error.message).toContain('1 MiB')
    await server.deserted()
  })

  it('tells a body that broke off from one that ended', async () => {
    expect((await failure(read(ask(`${server.origin}/cut`)))).kind).toBe('closed')
  })

  it('leaves no connection when the answer is discarded or read in part', async () => {
    const client = createHttpClient()
    const first = await client.get(ask(`${server.origin}/trickle`))
    first.discard()
    const second = await client.get(ask(`${server.origin}/trickle`))
    for await (const chunk of second.chunks) {
      expect(Buffer.from(chunk).toString()).toBe('begin')
      break
    }
    await server.deserted()
  })

  it('gives up on a body that takes too long', async () => {
    const error = await failure(read(ask(`${server.origin}/trickle`, { bodyTimeoutMs: 50 })))
    expect(error.kind).toBe('timeout')
    await server.deserted()
  })
})

describe('requests', () => {
  it('says who asks, and sends neither cookie, referrer nor origin', async () => {
    await read(ask(`${server.origin}/text`))
    const { headers } = server.requests.at(-1)!
    expect(headers['user-agent']).toMatch(/^Crier\/\d+\.\d+\.\d+ \(\+https:.*desktop feed reader\)$/)
    expect(headers).not.toHaveProperty('cookie')
    expect(headers).not.toHaveProperty('referer')
    expect(headers).not.toHaveProperty('origin')
  })

  it('sends text beyond ASCII as its UTF-8 bytes', async () => {
    await read(ask(`${server.origin}/text`, { headers: { 'Last-Event-ID': '…é' } }))
    const value = server.requests.at(-1)!.headers['last-event-id'] as string
    expect(Buffer.from(value, 'latin1')).toEqual(Buffer.from('…é', 'utf8'))
  })

  it('lets what the user set win, in any case', async () => {
    const secretHeaders = { ACCEPT: 'text/plain', 'user-agent': 'Mine' }
    await read(ask(`${server.origin}/text`, { headers: { Accept: 'text/event-stream' }, secretHeaders }))
    const { headers } = server.requests.at(-1)!
    expect(headers).toMatchObject({ accept: 'text/plain', 'user-agent': 'Mine' })
  })

  it('turns name and password of an address into a header', async () => {
    const answer = await createHttpClient().get(ask(`http://me:s%C3%A9cret@127.0.0.1:${server.port}/text`))
    answer.discard()
    const expected = Buffer.from('me:sécret').toString('base64')
    expect(server.requests.at(-1)!.headers.authorization).toBe(`Basic ${expected}`)
    expect(answer.url).toBe(`${server.origin}/text`)
  })

  it('joins repeated headers', async () => {
    const answer = await createHttpClient().get(ask(`${server.origin}/repeated`))
    answer.discard()
    expect(answer.header('LINK')).toBe('<a>, <b>')
  })

  it('asks the user to correct a header that cannot be sent', async () => {
    const error = await failure(read(ask(`${server.origin}/text`, { secretHeaders: { 'X-Y': 'a\r\nEvil: b' } })))
    expect(error).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
  })

  it.each(['', 'no address', 'file:///etc/passwd', 'gopher://127.0.0.1:25/x', 'http://0000::1:80/', 'ws://127.0.0.1/'])(
    'refuses %j before any socket opens',
    async (url) => {
      expect((await failure(read(ask(url)))).kind).toBe('invalidAddress')
    },
  )
})

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('follows %i', async (status) => {
    const answer = await createHttpClient().get(ask(`${server.origin}/redirect/${status}?to=/text`))
    answer.discard()
    expect(answer.status).toBe(200)
    expect(answer.url).toBe(`${server.origin}/text`)
    expect(answer.permanentUrl).toBe(status === 301 || status === 308 ? `${server.origin}/text` : null)
  })

  it('is permanent only when every redirect was', async () => {
    const inner = encodeURIComponent('/redirect/302?to=/text')
    const answer = await createHttpClient().get(ask(`${server.origin}/redirect/301?to=${inner}`))
    answer.discard()
    expect(answer.permanentUrl).toBeNull()
  })

  it('hands over a redirect without a target, and gives up on a loop', async () => {
    const answer = await createHttpClient().get(ask(`${server.origin}/no-location`))
    answer.discard()
    expect(answer.status).toBe(302)
    expect((await failure(read(ask(`${server.origin}/loop`)))).kind).toBe('redirect')
    await server.deserted()
  })

  it('drops what the user set when it leaves the origin, and keeps its own', async () => {
    const secretHeaders = { Authorization: 'Bearer secret', 'X-Key': 'secret' }
    const headers = { Accept: 'text/event-stream' }
    await read(ask(`${server.origin}/redirect/302?to=/text`, { headers, secretHeaders }))
    expect(server.requests.at(-1)!.headers).toMatchObject({ authorization: 'Bearer secret', 'x-key': 'secret' })
    // There and back again: the origin is the first one, but the detour could have changed what is asked.
    const back = encodeURIComponent(`${server.origin}/text`)
    const there = encodeURIComponent(`${other.origin}/redirect/302?to=${back}`)
    await read(ask(`${server.origin}/redirect/302?to=${there}`, { headers, secretHeaders }))
    for (const seen of [other.requests.at(-1)!, server.requests.at(-1)!]) {
      expect(seen.headers.accept).toBe('text/event-stream')
      expect(seen.headers).not.toHaveProperty('authorization')
      expect(seen.headers).not.toHaveProperty('x-key')
    }
  })

  it('never steps down from https, nor over to another protocol', async () => {
    const down = `${secure.origin}/redirect/302?to=${encodeURIComponent(`${server.origin}/text`)}`
    expect((await failure(read(ask(down, { acceptSelfSigned: true })))).kind).toBe('redirect')
    for (const target of ['file:///etc/passwd', 'ws://127.0.0.1/', 'javascript:alert(1)', 'http://[']) {
      const error = await failure(read(ask(`${server.origin}/redirect/302?to=${encodeURIComponent(target)}`)))
      expect(error.kind, target).toBe('redirect')
    }
  })
})

describe('addresses', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://100.64.0.1/',
    'http://224.0.0.1/',
  ])('never lets a publisher reach %s', async (url) => {
    expect((await failure(read(ask(url, { trust: 'publisher' })))).kind).toBe('blockedAddress')
  })

  it('judges the address, not the name', async () => {
    const lookup = resolver({ 'innocent.example': '127.0.0.1', 'mapped.example': '::ffff:10.0.0.1' })
    for (const name of ['innocent.example', 'mapped.example']) {
      const error = await failure(read(ask(`http://${name}:${server.port}/text`, { trust: 'publisher' }), { lookup }))
      expect(error.kind).toBe('blockedAddress')
    }
  })

  it('reaches this machine when the user typed it, by name and by number, and follows it around', async () => {
    const lookup = resolver({ 'home.example': '127.0.0.1' })
    expect(await read(ask(`http://home.example:${server.port}/text`), { lookup })).toBe(TEXT)
    const sideways = encodeURIComponent(`${other.origin}/text`)
    expect(await read(ask(`${server.origin}/redirect/302?to=${sideways}`))).toBe(TEXT)
  })

  it('does not let the public side steer us inwards, through a proxy or not', async () => {
    // A proxy that stands for the internet: whatever is asked for, the local server answers.
    const connect = buildConnector({})
    const internet = new Agent({
      connect: (wanted, callback) => connect({ ...wanted, hostname: '127.0.0.1', port: String(server.port) }, callback),
    })
    const dispatcherFor = (url: URL) => (url.hostname === '127.0.0.1' ? null : internet)
    const from = (target: string) => `http://93.184.216.34/redirect/302?to=${encodeURIComponent(target)}`
    expect(await read(ask('http://93.184.216.34/text'), { dispatcherFor })).toBe(TEXT)
    expect(await read(ask(from('/text')), { dispatcherFor })).toBe(TEXT)
    const direct = await failure(read(ask(from(`${server.origin}/text`)), { dispatcherFor }))
    const proxied = await failure(read(ask(from('http://localhost/text')), { dispatcherFor }))
    const viaPublic = await failure(read(ask(from(from('http://[::1]/'))), { dispatcherFor }))
    for (const error of [direct, proxied, viaPublic]) {
      expect(error).toMatchObject({ kind: 'blockedAddress', final: 'needsYou' })
    }
    await internet.close()
  })

  it('tells a name that does not exist from a port where nobody listens', async () => {
    const lookup = resolver({})
    const unknown = await failure(read(ask('http://nowhere.example/'), { lookup }))
    expect(unknown).toMatchObject({ kind: 'unreachable', final: null })
    expect(unknown.message).toContain('nowhere.example')
    const placeholder = createTcpServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => placeholder.once('listening', resolve))
    const { port } = placeholder.address() as AddressInfo
    await new Promise((resolve) => placeholder.close(resolve))
    const refused = await failure(read(ask(`http://127.0.0.1:${port}/`)))
    expect(refused.kind).toBe('unreachable')
    expect(refused.message).toContain('refused')
  })
})

describe('TLS', () => {
  it('refuses a certificate nobody signed, unless the user allowed it for a near address', async () => {
    const error = await failure(read(ask(`${secure.origin}/text`)))
    expect(error.kind).toBe('tls')
    expect(error.message).toContain('self-signed')
    expect(await read(ask(`${secure.origin}/text`, { acceptSelfSigned: true }))).toBe(TEXT)
  })

  it('says so when the other side speaks no TLS', async () => {
    expect((await failure(read(ask(`https://127.0.0.1:${server.port}/`)))).kind).toBe('tls')
  })
})

describe('time', () => {
  it('gives up when no answer comes', async () => {
    const error = await failure(read(ask(`${server.origin}/silent`, { headersTimeoutMs: 50 })))
    expect(error.kind).toBe('timeout')
    await server.deserted()
  })

  it('gives up when the handshake never ends', async () => {
    const mute = createTcpServer((socket) => socket.resume()).listen(0, '127.0.0.1')
    await new Promise((resolve) => mute.once('listening', resolve))
    const { port } = mute.address() as AddressInfo
    const error = await failure(read(ask(`https://127.0.0.1:${port}/`), { connectTimeoutMs: 50 }))
    expect(error.kind).toBe('timeout')
    await new Promise((resolve) => mute.close(resolve))
  })

  it.each(['silent', 'trickle'])('ends at once when aborted (%s)', async (path) => {
    const abort = new AbortController()
    const before = server.requests.length
    const reading = read(ask(`${server.origin}/${path}`, { signal: abort.signal })).catch((error: unknown) => error)
    await until(() => server.requests.length > before, 'the request arrived')
    abort.abort(new Error('enough'))
    expect(await reading).toMatchObject({ message: 'enough' })
    await server.deserted()
  })

  it('ends what is under way when it is closed', async () => {
    const client = createHttpClient()
    const before = server.requests.length
    const getting = failure(client.get(ask(`${server.origin}/silent`)))
    await until(() => server.requests.length > before, 'the request arrived')
    await client.close()
    expect((await getting).kind).toBe('closed')
    await server.deserted()
  })

  it('names a server that speaks something else', async () => {
    const other = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('220 mail.example ESMTP\r\n')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const error = await failure(read(ask(`http://127.0.0.1:${port}/`)))
    expect(error).toMatchObject({ kind: 'protocol' })
    expect(error.message).toMatch(/not HTTP/)
    other.close()
  })

  it('names a server that hangs up, and headers without end', async () => {
    expect((await failure(read(ask(`${server.origin}/hang-up`)))).kind).toBe('closed')
    expect((await failure(read(ask(`${server.origin}/headers`)))).kind).toBe('tooLarge')
    await server.deserted()
  })
})
