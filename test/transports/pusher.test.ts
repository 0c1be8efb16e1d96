import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPusherTransport } from '../../src-main/transports/pusher'
import { pusherAddress } from '../../src-main/transports/pusher-address'
import { pusherFailure } from '../../src-main/transports/pusher-errors'
import { objectIn, payloadIn, readPusherMessage } from '../../src-main/transports/pusher-messages'
import { startRun, systemClock, type RunWishes } from '../servers/recording-io'
import { startPusherPublisher, type PusherPublisher, type PusherReader } from '../servers/pusher-publisher'
import { until } from '../servers/until'

let publisher: PusherPublisher
beforeAll(async () => {
  publisher = await startPusherPublisher()
})
beforeEach(() => publisher.reset())
afterAll(() => publisher.close())

const transport = createPusherTransport({ clock: systemClock })
const withOptions = (options: Record<string, string>): RunWishes => ({
  settings: { options: { channels: 'news', ...options } },
})
const start = (options: Record<string, string> = {}, url = publisher.url('live'), wire = transport) =>
  startRun(wire, url, withOptions(options))
async function opened(options: Record<string, string> = {}) {
  const run = start(options)
  await run.until(() => run.opened === 1, 'it opened')
  return { run, reader: [...publisher.readers].at(-1) as PusherReader }
}
async function failed(options: Record<string, string> = {}, url = publisher.url('live')) {
  const run = start(options, url)
  await run.over
  return run.failure()
}

describe('the Pusher protocol', () => {
  it('subscribes to channels and hears the events of every name, or of those that were chosen', async () => {
    const { run: all, reader } = await opened({ channels: 'news\nsport' })
    const { run: some } = await opened({ events: 'story' })
    expect(reader.heard.map(({ data }) => data)).toEqual([{ channel: 'news' }, { channel: 'sport' }])
    expect(publisher.local.requests.at(-1)!.path).toMatch(
      /^\/app\/live\?protocol=7&client=crier&version=[\w.]+&flash=false$/,
    )
    publisher.publish('news', 'story', { title: 'A' })
    publisher.publish('sport', 'goal', 'One nil')
    publisher.publish('other', 'story', 'not ours')
    publisher.publish('news', 'story', null)
    await all.until(() => all.events.length === 3, 'all came')
    await some.until(() => some.events.length === 2, 'some came')
    expect(all.events.map(({ topic, payload, says }) => [topic, payload, says])).toEqual([
      ['story', '{"title":"A"}', { categories: ['news'] }],
      ['goal', 'One nil', { categories: ['sport'] }],
      ['story', 'null', { categories: ['news'] }],
    ])
    expect(some.events[0]).not.toHaveProperty('says')
    for (const run of [all, some]) {
      run.abort()
      await run.over
    }
    await publisher.local.deserted()
  })

  it('takes data in any coat', async () => {
    const { run, reader } = await opened()
    const send = (data: string): void => reader.webSocket.send(`{"event":"e","channel":"news","data":${data}}`)
    for (const data of [
      '{"a":1}',
      String.raw`"{\"a\":1}"`,
      '"words"',
      String.raw`"\"words\""`,
      '42',
      '[1]',
      'null',
      '""',
    ])
      send(data)
    reader.webSocket.send('{"event":"bare"}')
    await run.until(() => run.events.length === 9, 'all came')
    expect(run.events.map(({ payload }) => payload)).toEqual([
      '{"a":1}',
      '{"a":1}',
      'words',
      'words',
      '42',
      '[1]',
      'e',
      'e',
      'bare',
    ])
    run.abort()
    await run.over
  })

  it('begins with the last event of a cache channel', async () => {
    publisher.publish('cache-price', 'price', { title: '42' })
    const { run } = await opened({ channels: 'cache-price\ncache-empty' })
    await run.until(() => run.events.length === 1, 'it came')
    expect(run.events[0]!.payload).toBe('{"title":"42"}')
    run.abort()
    await run.over
  })

  it('answers pings, and asks itself when it is quiet for as long as the server said', async () => {
    publisher.activityTimeout = 0.03
    const run = start()
    await run.until(() => run.opened === 1, 'it opened')
    const [reader] = [...publisher.readers]
    const asked = () => reader!.heard.filter(({ event }) => event === 'pusher:ping').length
    await until(() => asked() === 1, 'it asks')
    reader!.webSocket.send('{"event":"pusher:ping","data":"{}"}')
    await until(() => reader!.heard.some(({ event }) => event === 'pusher:pong'), 'it answers')
    expect(run.finished).toBe(false)
    expect(run.events).toEqual([])
    run.abort()
    await run.over
  })

  it('gives up a server that does not answer', async () => {
    publisher.answersPings = false
    const run = start({}, undefined, createPusherTransport({ clock: systemClock, activityMs: 20, pongWithinMs: 40 }))
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'stalled', final: null })
  })

  it.each([
    ['private-orders', 'not a public channel'],
    ['news\npresence-room', 'not a public channel'],
    ['', 'at least one channel'],
    [Array.from({ length: 101 }, (_, index) => `c${index}`).join('\n'), 'more than 100'],
  ])('asks for other channels than %j, without connecting', async (channels, words) => {
    const before = publisher.local.requests.length
    const error = await failed({ channels })
    expect(error).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
    expect(error.message).toContain(words)
    expect(publisher.local.requests).toHaveLength(before)
  })

  it('says which channel it is not let into', async () => {
    expect(await failed({ channels: 'closed-1' })).toMatchObject({ kind: 'forbidden', final: 'needsYou' })
    const error = await failed({ channels: 'two words' })
    expect(error).toMatchObject({ kind: 'protocol', final: 'needsYou' })
    expect(error.message).toContain('Invalid channel name two words')
  })

  it('says that the key is unknown', async () => {
    const error = await failed({}, publisher.url('live').replace('live', 'nobody'))
    expect(error).toMatchObject({ kind: 'notFound', final: 'needsYou' })
    expect(error.message).toContain('App key nobody not in this cluster')
  })

  it.each([
    [4100, { kind: 'serverError', final: null, retryAfterMs: 5_000 }],
    [4200, { kind: 'closed', final: null, retryAfterMs: 0 }],
    [4004, { kind: 'rateLimited', final: null }],
    [4099, { kind: 'protocol', final: 'needsYou' }],
  ])('takes error and close code %i as the protocol says', async (code, meaning) => {
    for (const by of ['message', 'close'] as const) {
      const { run, reader } = await opened()
      publisher.publish('news', 'story', 'before')
      if (by === 'message')
        reader.webSocket.send(JSON.stringify({ event: 'pusher:error', data: { code, message: 'Sorry' } }))
      else reader.webSocket.close(code, 'Sorry')
      await run.over
      expect(run.failure()).toMatchObject(meaning)
      expect(run.failure().message).toContain('“Sorry”')
      expect(run.events).toHaveLength(1)
    }
  })

  it('lives with complaints that end nothing, and with events of the protocol it does not know', async () => {
    const { run, reader } = await opened()
    reader.webSocket.send('{"event":"pusher:error","data":{"code":4301,"message":"Rate limit"}}')
    reader.webSocket.send('{"event":"pusher:error","data":{"message":"Hm","code":null}}')
    reader.webSocket.send('{"event":"pusher_internal:member_added","data":"{}"}')
    reader.tell('story', 'after', 'news')
    await run.until(() => run.events.length === 1, 'the next came')
    run.abort()
    await run.over
  })

  it('breaks off in words where another protocol is spoken', async () => {
    for (const nonsense of ['hello', '[]', 'null', '{"event":5}', '{}']) {
      const { run, reader } = await opened()
      reader.webSocket.send(nonsense)
      await run.over
      expect(run.failure()).toMatchObject({ kind: 'protocol', final: null })
    }
  })
})

describe('the address of an application', () => {
  const query = '?protocol=7&client=crier&version='
  it.each([
    ['wss://ws-eu.pusher.com/app/KEY', '', '', 'wss://ws-eu.pusher.com/app/KEY'],
    ['wss://pusher.com', 'KEY', 'eu', 'wss://ws-eu.pusher.com/app/KEY'],
    ['ws://127.0.0.1:6001', 'KEY', 'eu', 'ws://127.0.0.1:6001/app/KEY'],
    ['wss://a.example/reverb/', 'KEY', '', 'wss://a.example/reverb/app/KEY'],
    ['wss://a.example/app/OTHER/?protocol=5', 'KEY', '', 'wss://a.example/app/OTHER/'],
  ])('%s with key “%s” and cluster “%s”', (typed, key, cluster, whole) => {
    const url = pusherAddress(typed, { key, cluster })
    expect(url.href.startsWith(whole + query)).toBe(true)
  })

  it('asks for what is missing', () => {
    expect(() => pusherAddress('wss://a.example/', { key: '', cluster: '' })).toThrow('names no application')
    expect(() => pusherAddress('wss://pusher.com/app/KEY', { key: '', cluster: '' })).toThrow('Add the cluster')
  })
})

describe('messages', () => {
  it('never throw, whatever comes', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => JSON.stringify({ event: 'e', data: json })),
    )
    fc.assert(
      fc.property(text, fc.integer(), (given, code) => {
        const message = readPusherMessage(given)
        objectIn(message?.data)
        payloadIn(message?.data)
        pusherFailure(code, given, 'host')
      }),
      { numRuns: 1_000 },
    )
    const deep: unknown = JSON.parse('['.repeat(60_000) + ']'.repeat(60_000))
    expect(payloadIn(deep as never)).toBeUndefined()
  })
})
