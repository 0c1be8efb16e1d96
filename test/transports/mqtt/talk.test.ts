import type { Packet } from 'mqtt-packet'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { understand } from '../../../src-main/core/ingest/understand'
import { createMqttTransport } from '../../../src-main/transports/mqtt'
import { startMqttPublisher, type MqttPublisher } from '../../servers/mqtt-publisher'
import { startRun, systemClock, type RecordedRun } from '../../servers/recording-io'

let broker: MqttPublisher
beforeAll(async () => {
  broker = await startMqttPublisher()
})
afterAll(() => broker.close())

const runs: RecordedRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.abort()
    await run.over
  }
  broker.reset()
})

function follow(
  url = broker.url('live'),
  options: Record<string, string | number> = {},
  cursor: RecordedRun['cursor'] = null,
) {
  const transport = createMqttTransport({ clock: systemClock })
  const settings = { options: { topics: 'news\nold/+', madeClientId: 'crierTest', ...options } }
  const run = startRun(transport, url, { settings, cursor })
  runs.push(run)
  return run
}
const heard = (cmd: Packet['cmd']) => broker.heard.filter((packet) => packet.cmd === cmd)
const isOpen = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')
const news = (run: RecordedRun) => run.events.filter(({ withdraws }) => withdraws === undefined)

describe('our side of MQTT', () => {
  it('begins a session that is kept, and asks for everything in one go', async () => {
    const run = follow()
    await isOpen(run)
    expect(heard('connect')).toMatchObject([
      {
        clientId: 'crierTest',
        clean: true,
        keepalive: 60,
        properties: { sessionExpiryInterval: 604_800, receiveMaximum: 1_000, topicAliasMaximum: 100 },
      },
    ])
    expect(heard('subscribe')).toMatchObject([
      {
        subscriptions: [
          { topic: 'news', qos: 1, rap: true, rh: 1 },
          { topic: 'old/+', qos: 1 },
        ],
      },
    ])
    run.abort()
    await run.over
    await expect.poll(() => heard('disconnect').length).toBe(1)
  })

  it('goes on with the session where it is the same, and begins anew where other topics are wanted', async () => {
    const first = follow()
    await isOpen(first)
    await first.until(() => first.cursor !== null, 'the place was stored')
    broker.reset()
    broker.welcome = { cmd: 'connack', sessionPresent: true, reasonCode: 0 } as Packet
    const second = follow(undefined, {}, first.cursor)
    await isOpen(second)
    expect(heard('connect')).toMatchObject([{ clean: false }])
    expect(heard('subscribe')).toEqual([])
    broker.reset()
    const third = follow(undefined, { topics: 'other' }, first.cursor)
    await isOpen(third)
    expect(heard('connect')).toMatchObject([{ clean: true }])
    expect(heard('subscribe')).toHaveLength(1)
  })

  it('speaks 3.1.1 to a broker that knows no other', async () => {
    const run = follow(broker.oldUrl)
    await isOpen(run)
    expect(heard('connect').map((packet) => 'protocolVersion' in packet && packet.protocolVersion)).toEqual([5, 4])
    broker.send(['from long ago'])
    await run.until(() => news(run).length === 1, 'it came')
    await expect.poll(() => heard('puback').length).toBe(1)
  })

  it('knows topics by their aliases, and refuses one that stands for nothing', async () => {
    const run = follow()
    await isOpen(run)
    const publish = { cmd: 'publish', payload: 'x', qos: 0, dup: false, retain: false } as const
    broker.packet({ ...publish, topic: 'a/long/topic', properties: { topicAlias: 5 } })
    broker.packet({ ...publish, topic: '', properties: { topicAlias: 5 } })
    await run.until(() => news(run).length === 2, 'both came')
    expect(news(run).map(({ topic }) => topic)).toEqual(['a/long/topic', 'a/long/topic'])
    broker.packet({ ...publish, topic: '', properties: { topicAlias: 6 } })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'protocol' })
  })

  it('takes a topic of 65,535 bytes and a thousand user properties', async () => {
    const run = follow()
    await isOpen(run)
    const topic = 't/'.repeat(32_767) + 'x'
    const userProperties = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`name${index}`, 'v']))
    broker.packet({
      cmd: 'publish',
      topic,
      payload: 'x',
      qos: 1,
      messageId: 9,
      dup: false,
      retain: false,
      properties: { userProperties },
    })
    await run.until(() => news(run).length === 1, 'it came')
    expect(news(run)[0]?.says?.section?.length).toBeLessThanOrEqual(32)
  })

  it('takes what comes under an identifier that was not released as the same message', async () => {
    const run = follow()
    await isOpen(run)
    const publish = { cmd: 'publish', topic: 'news', qos: 2, messageId: 4, dup: false, retain: false } as const
    broker.packet({ ...publish, payload: 'one' })
    broker.packet({ ...publish, payload: 'the same, whatever it says' })
    await expect.poll(() => heard('pubrec').length).toBe(2)
    broker.packet({ cmd: 'pubrel', messageId: 4 } as Packet)
    await expect.poll(() => heard('pubcomp').length).toBe(1)
    broker.packet({ ...publish, payload: 'two' })
    await run.until(() => news(run).length === 2, 'the next came')
    expect(news(run).map(({ payload }) => payload)).toEqual(['one', 'two'])
  })

  it('knows retained values again, however many there are, and names no section as long as a book', async () => {
    const tell = (): void => {
      for (let index = 0; index < 700; index += 1)
        broker.packet({ cmd: 'publish', topic: `t/${index}`, payload: `v${index}`, qos: 0, dup: false, retain: true })
      const topic = 'x'.repeat(60_000)
      broker.packet({ cmd: 'publish', topic, payload: 'long', qos: 0, dup: false, retain: true })
    }
    const keysOf = (run: RecordedRun): Set<string> =>
      new Set(understand(news(run), { arrival: 'push', style: 'stream', mapping: {} }).drafts.map(({ key }) => key))
    const first = follow(undefined, { qos: '0' })
    await isOpen(first)
    tell()
    await first.until(() => news(first).length === 701, 'all came')
    expect(JSON.stringify(first.events.findLast(({ publisher }) => publisher)?.publisher).length).toBeLessThan(20_000)
    first.abort()
    await first.over
    const second = follow(undefined, { qos: '0' }, first.cursor)
    await isOpen(second)
    tell()
    broker.send(['the end'])
    await second.until(() => news(second).some(({ payload }) => payload === 'the end'), 'all came')
    const known = keysOf(first)
    expect([...keysOf(second)].filter((key) => !known.has(key))).toHaveLength(1)
  })

  it.each([
    [0x86, 'unauthorized', 'needsYou'],
    [0x87, 'unauthorized', 'needsYou'],
    [0x8a, 'forbidden', 'needsYou'],
    [0x88, 'serverError', null],
    [0x89, 'rateLimited', null],
    [0x9d, 'gone', 'needsYou'],
    [0xfe, 'protocol', null],
  ] as const)('takes a refusal 0x%s as %s (final: %s)', async (reasonCode, kind, final) => {
    broker.welcome = {
      cmd: 'connack',
      sessionPresent: false,
      reasonCode,
      properties: { reasonString: 'so there' },
    } as Packet
    const run = follow()
    await run.over
    expect(run.failure()).toMatchObject({ kind, final, detail: expect.stringContaining('so there') as string })
    expect(run.failure().message).toContain('127.0.0.1')
    expect(run.opened).toBe(0)
  })

  it('does not come back soon when its session was taken over', async () => {
    const run = follow()
    await isOpen(run)
    broker.packet({ cmd: 'disconnect', reasonCode: 0x8e } as Packet)
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'closed', retryAfterMs: 900_000 })
  })

  it('keeps what came before a packet that is none', async () => {
    const run = follow()
    await isOpen(run)
    broker.send(['fine'])
    broker.write(Buffer.from([0x36, 1, 0]))
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'protocol', final: null })
    expect(news(run)).toHaveLength(1)
  })

  it('tells what is no broker', async () => {
    broker.welcome = { cmd: 'pingresp' }
    const run = follow()
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'wrongType' })
  })
})
