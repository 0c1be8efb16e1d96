import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TransportError, type Json } from '../../src-main/core/ports'
import { nextAdvice, NO_ADVICE } from '../../src-main/transports/bayeux-advice'
import { createSeenMessages } from '../../src-main/transports/bayeux-deliveries'
import { readError, readMessages } from '../../src-main/transports/bayeux-messages'
import { readWishes } from '../../src-main/transports/bayeux-wishes'
import { createCookieJar, withCookies } from '../../src-main/transports/cookie-jar'

describe('messages', () => {
  it.each([
    ['[{"channel":"/a","data":1,"id":"7"}]', [{ channel: '/a', data: 1, id: '7' }]],
    ['{"channel":"/a","data":{"x":[]},"id":7}', [{ channel: '/a', data: { x: [] }, id: '7' }]],
    ['[]', []],
    ['[{"channel":"/a"},null,1,"x",[],{"data":1},{"channel":5}]', [{ channel: '/a', data: undefined }]],
    ['[{"channel":"/a","data":{"id":12345678901234567890}}]', [{ data: { id: '12345678901234567890' } }]],
    [
      '{"channel":"/meta/x","successful":"yes","error":1,"subscription":["/a",2],"clientId":{}}',
      [{ successful: null, error: null, subscription: ['/a'], clientId: null }],
    ],
    [
      '{"channel":"/meta/x","subscription":"/a","supportedConnectionTypes":["websocket"]}',
      [{ subscription: ['/a'], supportedConnectionTypes: ['websocket'] }],
    ],
  ])('%s', (text, wanted) => {
    const messages = readMessages(text)
    expect(messages).toHaveLength(wanted.length)
    expect(messages).toMatchObject(wanted)
  })

  it.each(['', 'x', '1', 'null', '"text"', '{}', '[1,2]', '[{"a":1}]', '<html>', '[{"channel":"/a"'])(
    '%j is none',
    (text) => {
      expect(readMessages(text)).toBeNull()
    },
  )

  it('reads only what an object has of its own', () => {
    const [message] = readMessages('[{"channel":"/a","__proto__":{"successful":true,"data":1}}]') ?? []
    expect(message).toMatchObject({ successful: null, data: undefined })
    expect(readMessages('[{"__proto__":{"channel":"/a"}}]')).toBeNull()
  })

  it('takes anything without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readMessages(text)))
    fc.assert(
      fc.property(fc.json(), (json) => {
        for (const message of readMessages(json) ?? []) {
          readError(message.error)
          nextAdvice(NO_ADVICE, message.advice, 'websocket')
        }
      }),
    )
    const deep = `[{"channel":"/a","data":${'['.repeat(200_000)}${']'.repeat(200_000)}}]`
    expect(() => readMessages(deep)).not.toThrow()
  })
})

describe('errors', () => {
  it.each([
    ['402::session_unknown', { code: 402, words: 'session_unknown' }],
    ['403:/a,/b:Forbidden: channel', { code: 403, words: 'Forbidden: channel' }],
    ['401', { code: 401, words: '' }],
    ['403:denied', { code: 403, words: 'denied' }],
    ['broken', { code: null, words: 'broken' }],
    ['4023::x', { code: null, words: '4023::x' }],
    [null, { code: null, words: '' }],
  ])('%s', (text, wanted) => {
    expect(readError(text)).toEqual(wanted)
  })
})

describe('advice', () => {
  const from = (...said: Json[]) =>
    said.reduce<typeof NO_ADVICE>((advice, one) => nextAdvice(advice, one, 'long-polling'), NO_ADVICE)

  it.each([
    [[{ reconnect: 'retry', interval: 10, timeout: 20 }], { reconnect: 'retry', intervalMs: 10, timeoutMs: 20 }],
    [
      [
        { interval: 10, timeout: 20 },
        { reconnect: 'handshake', interval: 0 },
      ],
      { reconnect: 'handshake', intervalMs: 0, timeoutMs: 20 },
    ],
    [[{ reconnect: 'none' }, { interval: 5 }], { reconnect: null, intervalMs: 5, timeoutMs: null }],
    [[{ interval: -1 }], { reconnect: 'none', intervalMs: 0, timeoutMs: null }],
    [
      [{ interval: 1, 'long-polling': { interval: 2 }, websocket: { interval: 3 } }],
      { reconnect: null, intervalMs: 2, timeoutMs: null },
    ],
    [[{ reconnect: 'soon', interval: '5', timeout: -4 }], NO_ADVICE],
    [[{ interval: 1e300, timeout: 1e300 }], { reconnect: null, intervalMs: 3_600_000, timeoutMs: 3_600_000 }],
    [['x'], NO_ADVICE],
    [[null], NO_ADVICE],
    [[{ hosts: ['http://evil.example'] }], NO_ADVICE],
  ] as [Json[], typeof NO_ADVICE][])('%j', (said, wanted) => {
    expect(from(...said)).toEqual(wanted)
  })
})

describe('wishes', () => {
  const wishes = (options: Record<string, string | boolean>, url = 'http://x/') => readWishes({ options }, url)

  it('are everything, over whatever works, where nothing is said', () => {
    expect(wishes({})).toEqual({ channels: ['/**'], connection: 'automatic', ext: {}, acknowledge: true })
  })

  it('are tidied', () => {
    expect(wishes({ channels: ' /a \n\nb/*\n/a', ext: ' {"authToken":"t"} ' })).toMatchObject({
      channels: ['/a', '/b/*'],
      ext: { authToken: 't' },
    })
    expect(wishes({}, 'wss://x/').connection).toBe('websocket')
  })

  it.each([
    { channels: '/a*' },
    { channels: '/*/a' },
    { channels: '/**/a' },
    { channels: '/***' },
    { channels: '/meta/connect' },
    { channels: '/a//b' },
    { channels: '/a b' },
    { channels: Array.from({ length: 101 }, (_, index) => `/${index}`).join('\n') },
    { ext: 'secret' },
    { ext: '["secret"]' },
    { ext: '{"secret"' },
  ])('%j must be corrected', (options) => {
    const fault = faultOf(() => wishes({ ...options } as { channels: string }))
    expect(fault).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
    expect(`${fault.message} ${fault.detail ?? ''}`).not.toContain('secret')
  })
})

function faultOf(call: () => unknown): TransportError {
  try {
    call()
  } catch (error) {
    if (error instanceof TransportError) return error
    throw error
  }
  throw new Error('it went well')
}

describe('the cookie jar', () => {
  const kept = (...lines: string[]) => {
    const jar = createCookieJar()
    for (const line of lines) jar.keep([line], 'http://a.example/x')
    return jar.given?.cookies ?? null
  }

  it.each([
    [['BAYEUX_BROWSER=abc; HttpOnly; Path=/'], 'BAYEUX_BROWSER=abc'],
    [['a=1', 'b=2', 'a=3'], 'b=2; a=3'],
    [['a=1', 'a=gone; Max-Age=0'], null],
    [['a=1', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], null],
    [['a=1; Max-Age=100'], 'a=1'],
    [['=1', 'a', '', ';', 'b=x\r\nInjected: yes'], null],
    [['a=b=c'], 'a=b=c'],
    [[`a=${'x'.repeat(5_000)}`], null],
  ])('%j', (lines, wanted) => {
    expect(kept(...lines)).toBe(wanted)
  })

  it('does not grow without end', () => {
    expect(kept(...Array.from({ length: 100 }, (_, index) => `c${index}=1`))?.split('; ')).toHaveLength(40)
  })

  it('shows cookies to the origin that set them, and beside those of the user', () => {
    const jar = createCookieJar()
    jar.keep(['a=1'], 'http://a.example/')
    expect(jar.given).toEqual({ origin: 'http://a.example', cookies: 'a=1' })
    const originHeaders = { origin: 'http://a.example', headers: { Cookie: 'a=1' } }
    expect(withCookies(jar, { cookie: 'own=1' }, 'http://a.example')).toEqual({
      secretHeaders: { cookie: 'own=1; a=1' },
      originHeaders,
    })
    expect(withCookies(jar, { cookie: 'own=1' }, 'http://b.example')).toEqual({
      secretHeaders: { cookie: 'own=1' },
      originHeaders,
    })
    jar.keep(['b=2'], 'http://b.example/')
    expect(jar.given).toEqual({ origin: 'http://b.example', cookies: 'b=2' })
  })
})

describe('messages that come again', () => {
  const message = (channel: string, id: string | null) =>
    ({ ...readMessages(`{"channel":"${channel}"}`)?.[0], id }) as never

  it('are those with the same channel, id and content', () => {
    const seen = createSeenMessages()
    expect(seen.again(message('/a', '1'), 'x')).toBe(false)
    expect(seen.again(message('/a', '1'), 'x')).toBe(true)
    // Publishers count for themselves: the same id is no proof.
    expect(seen.again(message('/a', '1'), 'y')).toBe(false)
    expect(seen.again(message('/b', '1'), 'x')).toBe(false)
    expect(seen.again(message('/a', null), 'x')).toBe(false)
    expect(seen.again(message('/a', null), 'x')).toBe(false)
  })

  it('are forgotten after a while', () => {
    const seen = createSeenMessages()
    for (let id = 0; id < 2_001; id += 1) seen.again(message('/a', String(id)), 'x')
    expect(seen.again(message('/a', '0'), 'x')).toBe(false)
    expect(seen.again(message('/a', '2000'), 'x')).toBe(true)
  })
})
