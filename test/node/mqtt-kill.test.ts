import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { hasMosquitto, startMosquitto } from '../servers/mosquitto'
import { until } from '../servers/until'
import { buildCommand, type BuiltCommand, type RunningCommand } from './built-command'

let crier: BuiltCommand
beforeAll(async () => {
  crier = await buildCommand()
}, 120_000)
afterAll(() => crier.remove())

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const MESSAGES = 1_000

it.skipIf(!hasMosquitto).each(['1', '2'] as const)(
  'killed with messages of QoS %s under way, the reader has all of them after its start, and none twice',
  async (qos) => {
    const broker = await startMosquitto()
    stops.push(() => broker.close())
    const data = await mkdtemp(join(tmpdir(), 'crier-data-'))
    stops.push(() => rm(data, { recursive: true, force: true }))
    const here = ['--data', data]
    let address = new URL('http://127.0.0.1')
    const serve = async (): Promise<RunningCommand> => {
      const running = crier.start(['serve', '--no-open', '--port', '0', ...here])
      stops.push(async () => {
        running.child.kill('SIGKILL')
        await running.ended
      })
      await until(() => running.stdout().includes('\n') || running.child.exitCode !== null, 'an address')
      address = new URL(running.stdout().trim())
      return running
    }
    // Asked over its door: a command of its own for each look would keep the machine busy.
    const stored = async (): Promise<number> => {
      const answer = await fetch(`${address.origin}/call/snapshot.get`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${address.searchParams.get('token') ?? ''}`,
        },
        body: '{"argument":null}',
      })
      const { answer: snapshot } = (await answer.json()) as { answer: { channels: { total: number }[] } }
      return snapshot.channels[0]?.total ?? 0
    }
    const titles = async (): Promise<string[]> => {
      const { stdout } = await crier.run(['items', '--json', '--limit', '5000', ...here])
      const lines = stdout.split('\n').filter((line) => line !== '')
      return lines.map((line) => (JSON.parse(line) as { item: { title: string } }).item.title)
    }

    let running = await serve()
    const add = ['add', `${broker.tcp}/news/%23`, '--kind', 'mqtt', '--set', `qos=${qos}`, ...here]
    expect(await crier.run(add)).toMatchObject({ code: 0 })
    await broker.publish('news/first', 'the first', { qos: 2 })
    await until(async () => (await stored()) === 1, 'it is live')

    const published = Array.from({ length: MESSAGES }, (_, index) => `message ${index}`)
    const sent = Promise.all(published.map((text) => broker.publish('news/all', text, { qos: 2 })))
    // In the middle of it, three times.
    for (const part of [1, 300, 600]) {
      await until(async () => (await stored()) > part, `more than ${part} are stored`)
      running.child.kill('SIGKILL')
      await running.ended
      running = await serve()
    }
    await sent
    await until(async () => (await stored()) >= MESSAGES + 1, 'all came')
    expect((await titles()).sort()).toEqual(['the first', ...published].sort())
  },
  300_000,
)
