import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { Options } from '../../src-main/contract/index'
import type { Detect } from '../../src-main/core/ports'
import { createDetect } from '../../src-main/detect/index'
import { createBayeuxTransport } from '../../src-main/transports/bayeux'
import { createHttpClient } from '../../src-main/transports/http'
import { startBayeuxProgram, type BayeuxProgram } from '../servers/bayeux-program'
import { startRun, systemClock, type RecordedRun } from '../servers/recording-io'

const runs: RecordedRun[] = []
const programs: BayeuxProgram[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.abort()
    await run.over
  }
  for (const program of programs.splice(0)) await program.stop()
})
async function start(name: 'faye' | 'cometd', port = 0): Promise<BayeuxProgram> {
  const program = await startBayeuxProgram(name, port)
  programs.push(program)
  return program
}
const create = () => createBayeuxTransport({ http: createHttpClient(), clock: systemClock })
function follow(url: string, options: Options, transport = create(), cursor: RecordedRun['cursor'] = null) {
  const run = startRun(transport, url, { settings: { options }, cursor })
  runs.push(run)
  return run
}
const texts = (run: RecordedRun) => run.events.map(({ payload }) => (JSON.parse(String(payload)) as { n: number }).n)
const count = (length: number, from = 0) => Array.from({ length }, (_, index) => index + from)

const SERVERS = [
  ['faye', 'long-polling', 'held'],
  ['faye', 'websocket', 'push'],
  ['faye', 'automatic', 'push'],
  ['cometd', 'long-polling', 'held'],
  ['cometd', 'automatic', 'held'],
] as const

describe.each(SERVERS)('%s over %s', (name, connection, how) => {
  const isMissing = !existsSync(`node_modules/${name === 'faye' ? name : 'cometd-nodejs-server'}`)
  const url = ({ port }: BayeuxProgram) => `http://127.0.0.1:${port}/${name}`
  const options = { connection, channels: '/news/*\n/deep/**' }

  it.skipIf(isMissing)(
    'brings everything once, in order, over several holds, and says goodbye',
    { timeout: 60_000 },
    async () => {
      const program = await start(name)
      const run = follow(url(program), options)
      await program.subscribed(2)
      for (const n of count(50)) {
        program.publish(n % 2 === 0 ? '/news/world' : '/deep/in/the/sea', { n })
        program.publish('/news/not/asked', { n: -1 })
        if (n % 10 === 0) await run.until(() => run.events.length > n, `number ${n}`)
      }
      await run.until(() => run.events.length === 50, 'all came')
      // The server answers a connect that brought nothing after two seconds; the session must outlive that.
      const asked = () =>
        run.frames.filter(({ direction, data }) => direction === 'out' && data.includes('/meta/connect')).length
      const before = asked()
      await run.until(() => asked() >= before + 2, 'it asked on')
      program.publish('/news/world', { n: 50 })
      await run.until(() => run.events.length === 51, 'the last came')
      expect(texts(run)).toEqual(count(51))
      expect(run.events.every((event) => event.how === how)).toBe(true)
      expect(run.opened).toBe(1)
      expect(program.told.filter(({ handshake }) => handshake)).toHaveLength(1)
      run.abort()
      await run.over
      await expect.poll(() => program.told.some(({ left }) => left), { timeout: 10_000 }).toBe(true)
    },
  )

  it.skipIf(isMissing)(
    'goes on with a new session after the server was stopped and started, nothing twice',
    { timeout: 60_000 },
    async () => {
      const transport = create()
      const program = await start(name)
      const first = follow(url(program), options, transport)
      await program.subscribed(2)
      for (const n of count(5)) program.publish('/news/world', { n })
      await first.until(() => first.events.length === 5, 'all came')
      await program.stop()
      await first.over
      expect(['closed', 'unreachable']).toContain(first.failure().kind)
      expect(first.failure().final).toBeNull()

      const again = await start(name, program.port)
      const second = follow(url(again), options, transport, first.cursor)
      await again.subscribed(2)
      for (const n of count(5, 5)) again.publish('/news/world', { n })
      await second.until(() => second.events.length === 5, 'all came')
      expect([...texts(first), ...texts(second)]).toEqual(count(10))
      expect(second.opened).toBe(1)
    },
  )
})

describe('CometD', () => {
  const options = { channels: '/news/**' }
  const url = ({ port }: BayeuxProgram) => `http://127.0.0.1:${port}/cometd`

  it('agrees on acknowledging, and every connect does', async () => {
    const program = await start('cometd')
    const run = follow(url(program), options)
    await program.subscribed(1)
    for (const n of count(3)) {
      program.publish('/news/x', { n })
      await run.until(() => run.events.length === n + 1, `number ${n}`)
    }
    const acks = run.frames.flatMap(({ direction, data }) =>
      direction === 'out' ? (/"ext":\{"ack":(-?\d+)\}/.exec(data)?.[1] ?? []) : [],
    )
    expect(acks.slice(0, 2)).toEqual(['-1', '1'])
    expect(acks.map(Number)).toEqual([...acks].map(Number).sort((one, other) => one - other))
    expect(run.cursor).toMatchObject({ clientId: expect.any(String) })
  })

  it('sends again what the store could not take, to the same session', async () => {
    const transport = create()
    const program = await start('cometd')
    let fails = false
    const store = () => (fails ? Promise.reject(new RangeError('the disk')) : Promise.resolve())
    const first = startRun(transport, url(program), { settings: { options }, store })
    runs.push(first)
    await program.subscribed(1)
    program.publish('/news/x', { n: 0 })
    await first.until(() => first.events.length === 1, 'the first came')
    fails = true
    program.publish('/news/x', { n: 1 })
    await first.over
    expect(first.error).toBeInstanceOf(RangeError)
    program.publish('/news/x', { n: 2 })
    const second = follow(url(program), options, transport, first.cursor)
    await second.until(() => second.events.length === 2, 'both came')
    expect(texts(second)).toEqual([1, 2])
    expect(program.told.filter(({ handshake }) => handshake)).toHaveLength(1)
  })

  it('is asked for a new session when it has dropped the old one', async () => {
    const program = await start('cometd')
    const run = follow(url(program), options)
    await program.subscribed(1)
    program.publish('/news/x', { n: 0 })
    await run.until(() => run.events.length === 1, 'the first came')
    program.order({ expire: true })
    await program.subscribed(2)
    program.publish('/news/x', { n: 1 })
    await run.until(() => run.events.length === 2, 'the second came')
    expect(texts(run)).toEqual([0, 1])
    expect(run.opened).toBe(1)
  })

  it('says which channel it denies', async () => {
    const program = await start('cometd')
    program.order({ deny: '/secret/**' })
    const run = follow(url(program), { channels: '/news/**\n/secret/**' })
    await run.over
    expect(run.failure()).toMatchObject({ kind: 'forbidden', final: 'needsYou' })
    expect(run.failure().message).toContain('“/secret/**”')
  })
})

describe('detection', () => {
  const http = createHttpClient()
  const detect: Detect = createDetect({ http, clock: systemClock, transports: { bayeux: create() } })

  it.each([
    ['faye', 'Bayeux 1.0 over WebSocket and long polling'],
    ['cometd', 'Bayeux 1.0 over long polling'],
  ] as const)('knows %s by its path and a handshake', async (name, format) => {
    const program = await start(name)
    const looking = detect(`http://127.0.0.1:${program.port}/${name}`, { signal: new AbortController().signal })
    await program.subscribed(1)
    program.publish('/news/x', { title: 'Hello' })
    const found = await looking
    expect(found.failure).toBeNull()
    expect(found.candidates[0]).toMatchObject({
      kind: 'bayeux',
      url: `http://127.0.0.1:${program.port}/${name}`,
      facts: { format, events: ['/news/x'] },
      preview: [{ title: 'Hello' }],
    })
    expect(found.steps[0]).toMatch(/^POST .*: 200 application\/json/)
    expect(found.steps.length).toBeLessThanOrEqual(6)
  })
})
