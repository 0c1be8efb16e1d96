import { afterEach, describe, expect, it } from 'vitest'
import type { Json, RawEvent } from '../../../src-main/core/ports'
import { createMqttTransport } from '../../../src-main/transports/mqtt'
import { certificateFiles } from '../../servers/certificate-files'
import { hasMosquitto, startMosquitto, type Mosquitto, type MosquittoWishes } from '../../servers/mosquitto'
import { gate, startRun, systemClock, type RecordedRun, type RunWishes } from '../../servers/recording-io'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function broker(wishes: MosquittoWishes = {}): Promise<Mosquitto> {
  const mosquitto = await startMosquitto(wishes)
  closing.push(() => mosquitto.close())
  return mosquitto
}

type Options = Record<string, string | number | boolean>

function follow(
  url: string,
  options: Options = {},
  wishes: RunWishes = {},
  timing: { pingEveryMs?: number; pongWithinMs?: number } = {},
): RecordedRun {
  const transport = createMqttTransport({ clock: systemClock, ...timing })
  const settings = { ...wishes.settings, options: { madeClientId: 'crierTest', ...options } }
  const run = startRun(transport, url, { ...wishes, settings })
  closing.push(async () => {
    run.abort()
    await run.over
  })
  return run
}

const news = (run: RecordedRun): RawEvent[] => run.events.filter((event) => event.withdraws === undefined)
const texts = (run: RecordedRun): string[] => news(run).map(({ payload }) => String(payload))
const isOpen = (run: RecordedRun) => run.until(() => run.opened === 1, 'it opened')
const has = (run: RecordedRun, count: number) => run.until(() => news(run).length >= count, `${count} came`)

async function leave(run: RecordedRun): Promise<Json | null> {
  run.abort()
  await run.over
  return run.cursor
}

describe.skipIf(!hasMosquitto)('MQTT against mosquitto', () => {
  it('follows topics with wildcards, each with what its publisher says of it', async () => {
    const mosquitto = await broker()
    const run = follow(mosquitto.tcp, { topics: 'news/#\nsensors/+/temp' })
    await isOpen(run)
    await mosquitto.publish('news/tech', 'Sparrow 2 is out', {
      qos: 1,
      properties: {
        contentType: 'text/plain',
        messageExpiryInterval: 60,
        userProperties: {
          id: '7',
          title: 'Sparrow',
          link: 'https://example.org/s',
          author: 'Ann',
          priority: '5',
          tag: ['a', 'b'],
        },
      },
    })
    await mosquitto.publish('sensors/kitchen/temp', '21.5', { qos: 0 })
    await mosquitto.publish('sensors/kitchen/humidity', '40', { qos: 0 })
    await mosquitto.publish('news', 'the parent level belongs to #', { qos: 2 })
    await has(run, 3)
    expect(news(run)).toMatchObject([
      {
        payload: 'Sparrow 2 is out',
        topic: 'news/tech',
        contentType: 'text/plain',
        says: {
          guid: 'news/tech#7',
          title: 'Sparrow',
          link: 'https://example.org/s',
          author: 'Ann',
          priority: 5,
          categories: ['a', 'b'],
          section: ['news', 'tech'],
          expiresAt: expect.any(Number) as number,
        },
      },
      { payload: '21.5', topic: 'sensors/kitchen/temp', says: { guid: null, section: ['sensors', 'kitchen', 'temp'] } },
      { payload: 'the parent level belongs to #', topic: 'news' },
    ])
    expect(new Set(news(run).map(({ id }) => id)).size).toBe(3)
  })

  it.each(['tcp', 'webSocket'] as const)('speaks over %s, at every quality of service', async (way) => {
    const mosquitto = await broker()
    for (const qos of ['0', '1', '2'] as const) {
      const run = follow(mosquitto[way], { topics: `way/${qos}`, qos, madeClientId: `crier${qos}` })
      await isOpen(run)
      for (let index = 0; index < 300; index += 1) void mosquitto.publish(`way/${qos}`, `${index}`, { qos: 2 })
      await has(run, 300)
      // Sent all at once at QoS 2, they leave the sender in an order of its own.
      const came = texts(run).sort((one, other) => Number(one) - Number(other))
      expect(came).toEqual(Array.from({ length: 300 }, (_, index) => `${index}`))
      await leave(run)
    }
  })

  it('takes the topic from the address', async () => {
    const mosquitto = await broker()
    const run = follow(`${mosquitto.tcp}/news/%23`)
    await isOpen(run)
    await mosquitto.publish('news/a/b', 'yes', { qos: 1 })
    await has(run, 1)
  })

  it('gets what was sent while it was away, once it comes back: before any message came and after', async () => {
    const mosquitto = await broker({ persistent: true })
    for (const qos of ['1', '2'] as const) {
      const options = { topics: 'news/+', qos, madeClientId: `crier${qos}` }
      const first = follow(mosquitto.tcp, options)
      await isOpen(first)
      await first.until(() => first.cursor !== null, 'the place was stored')
      const early = await leave(first)
      expect(createMqttTransport({ clock: systemClock }).resumes?.(early)).toBe(true)
      await mosquitto.publish('news/a', 'one', { qos: 2 })
      const second = follow(mosquitto.tcp, options, { cursor: early })
      await has(second, 1)
      const place = await leave(second)
      for (let index = 0; index < 500; index += 1) await mosquitto.publish('news/b', `${index}`, { qos: 2 })
      await mosquitto.restart('SIGTERM')
      const third = follow(mosquitto.tcp, options, { cursor: place })
      await has(third, 500)
      expect(texts(third)).toEqual(Array.from({ length: 500 }, (_, index) => `${index}`))
      await leave(third)
    }
  })

  it('acknowledges nothing that is not stored, and stores nothing twice that came again', async () => {
    const mosquitto = await broker()
    for (const qos of ['1', '2'] as const) {
      const options = { topics: 'news', qos, madeClientId: `crier${qos}` }
      const before = follow(mosquitto.tcp, options)
      await isOpen(before)
      await before.until(() => before.cursor !== null, 'the place was stored')
      const start = await leave(before)

      // Killed while the store is busy: nothing was stored, so all of it comes again.
      const door = gate()
      const killed = follow(mosquitto.tcp, options, { cursor: start, store: door.passed })
      await isOpen(killed)
      for (let index = 0; index < 100; index += 1) void mosquitto.publish('news', `${index}`, { qos: 2 })
      await killed.until(
        () => killed.frames.filter(({ kind }) => kind === 'event').length === 100,
        'all are on the way',
      )
      await leave(killed)
      expect(news(killed)).toEqual([])
      const after = follow(mosquitto.tcp, options, { cursor: start })
      await has(after, 100)
      expect(new Set(texts(after)).size).toBe(100)
      const place = await leave(after)

      // Killed after storing and before the acknowledgement went out: what comes again is known.
      for (let index = 0; index < 50; index += 1) await mosquitto.publish('news', 'the same words', { qos: 2 })
      const stored: RawEvent[] = []
      const unsaid = follow(mosquitto.tcp, options, {
        cursor: place,
        store: (events) => {
          stored.push(...events.filter((event) => event.withdraws === undefined))
          // The power fails here.
          if (stored.length === 50) unsaid.abort()
          return Promise.resolve()
        },
      })
      await unsaid.until(() => stored.length === 50, 'all were stored')
      const lastPlace = stored.at(-1)?.cursor ?? null
      await unsaid.over
      await mosquitto.publish('news', 'the last', { qos: 2 })
      const again = follow(mosquitto.tcp, options, { cursor: lastPlace })
      await has(again, 1)
      expect(texts(again)).toEqual(['the last'])
      await leave(again)
    }
  })

  it('tells a retained value once, and again only when it changed', async () => {
    const mosquitto = await broker()
    await mosquitto.publish('door', 'open', { retain: true, qos: 1 })
    const options = { topics: 'door', qos: '0' }
    const first = follow(mosquitto.tcp, options)
    await has(first, 1)
    await mosquitto.publish('door', 'open', { retain: true, qos: 1 })
    await mosquitto.publish('door', 'closed', { retain: true, qos: 1 })
    await mosquitto.publish('door', 'open', { retain: true, qos: 1 })
    await has(first, 3)
    expect(texts(first)).toEqual(['open', 'closed', 'open'])
    const place = await leave(first)
    const second = follow(mosquitto.tcp, options, { cursor: place })
    await isOpen(second)
    await mosquitto.publish('door', 'broken', { retain: true, qos: 1 })
    await has(second, 1)
    expect(texts(second)).toEqual(['broken'])
    // Cleared: there is no news in nothing.
    await mosquitto.publish('door', '', { retain: true, qos: 1 })
    await mosquitto.publish('door', 'new', { qos: 1 })
    await has(second, 2)
    expect(texts(second)).toEqual(['broken', 'new'])
  })

  it('leaves out what is too large or no text, counts it, and acknowledges it', async () => {
    const mosquitto = await broker()
    const run = follow(mosquitto.tcp, { topics: '#' })
    await isOpen(run)
    await mosquitto.publish('big', Buffer.alloc(6 * 1024 * 1024, 0x61), { qos: 1 })
    await mosquitto.publish('binary', Buffer.from([0xff, 0xfe, 0]), { qos: 2 })
    await mosquitto.publish('fine', 'text', { qos: 1 })
    await has(run, 1)
    expect(texts(run)).toEqual(['text'])
    expect(run.drops.map(({ why }) => why)).toMatchObject([
      { kind: 'tooLarge', message: expect.stringMatching(/6 MiB on “big”/) as string },
      { kind: 'malformed', message: expect.stringMatching(/on “binary” that is not text/) as string },
    ])
    const place = await leave(run)
    const again = follow(mosquitto.tcp, { topics: '#' }, { cursor: place })
    await isOpen(again)
    await mosquitto.publish('fine', 'more', { qos: 1 })
    await has(again, 1)
    expect(again.drops).toEqual([])
  })

  it('asks for a password when it is wrong, and takes one from the address that is looked at', async () => {
    const mosquitto = await broker({ passwords: { ann: 'secret-word' } })
    const wrong = follow(mosquitto.tcp, { user: 'ann', password: 'wrong-word' })
    await wrong.over
    expect(wrong.failure()).toMatchObject({ kind: 'unauthorized', final: 'needsYou' })
    const right = follow(mosquitto.tcp, { user: 'ann', password: 'secret-word' })
    await isOpen(right)
    const inAddress = follow(mosquitto.tcp.replace('//', '//ann:secret%2Dword@'), { madeClientId: 'other' })
    await isOpen(inAddress)
    expect(JSON.stringify([wrong.frames, right.frames, inAddress.frames, wrong.failure().message])).not.toContain(
      '-word',
    )
  })

  it('does not fight when another takes its session over', async () => {
    const mosquitto = await broker()
    const first = follow(mosquitto.tcp, { topics: 'a' })
    await isOpen(first)
    const second = follow(mosquitto.tcp, { topics: 'a' })
    await isOpen(second)
    await first.over
    // This broker hangs up without saying why.
    expect(first.failure()).toMatchObject({ kind: 'closed', final: null, retryAfterMs: 15_000 })
    expect(second.finished).toBe(false)
  })

  it('notices a broker that stopped, and one that was killed', async () => {
    const mosquitto = await broker()
    const stopped = follow(mosquitto.tcp, {}, {}, { pingEveryMs: 200, pongWithinMs: 100 })
    await isOpen(stopped)
    process.kill(mosquitto.pid, 'SIGSTOP')
    await stopped.over
    expect(stopped.failure()).toMatchObject({ kind: 'stalled', final: null })
    process.kill(mosquitto.pid, 'SIGCONT')
    const killed = follow(mosquitto.tcp)
    await isOpen(killed)
    await mosquitto.restart()
    await killed.over
    expect(killed.failure()).toMatchObject({ kind: 'closed', final: null })
    const back = follow(mosquitto.tcp)
    await isOpen(back)
  })

  it('leaves nothing behind when it only looks', async () => {
    const mosquitto = await broker()
    const look = follow(mosquitto.tcp, { madeClientId: '' })
    await isOpen(look)
    await leave(look)
    const counter = await mosquitto.client()
    const counts: string[] = []
    counter.on('message', (_, payload) => counts.push(payload.toString('utf8')))
    await counter.subscribeAsync('$SYS/broker/clients/total')
    await expect.poll(() => counts.length, { timeout: 15_000 }).toBeGreaterThan(0)
    // Nobody but the test's own two clients, whenever it was counted.
    expect(Number(counts[0])).toBeLessThanOrEqual(2)
  })

  it('shows who we are with a certificate, and trusts an authority of one’s own', async () => {
    const files = certificateFiles()
    closing.push(() => files.remove())
    const tls = { certificate: files.server, key: files.serverKey, authority: files.authority }
    const mosquitto = await broker({ tls })
    const withoutTrust = follow(mosquitto.tls)
    await withoutTrust.over
    expect(withoutTrust.failure()).toMatchObject({ kind: 'tls' })
    const identity = { authorityFile: files.authority, certificateFile: files.client, keyFile: files.clientKey }
    const run = follow(mosquitto.tls, identity)
    await isOpen(run)
    await mosquitto.publish('a', 'over TLS', { qos: 1 })
    await has(run, 1)
    const missing = follow(mosquitto.tls, { ...identity, keyFile: '/nowhere/key.pem' })
    await missing.over
    expect(missing.failure()).toMatchObject({
      kind: 'tls',
      final: 'needsYou',
      message: expect.stringContaining('/nowhere/key.pem') as string,
    })
  })

  it('says which filters are none', async () => {
    const run = follow('mqtt://127.0.0.1:1', { topics: 'a/#/b' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'invalidAddress', final: 'needsYou' })
    expect(run.failure().message).toContain('“a/#/b”')
  })
})
