import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer } from '../servers/local-server'
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

async function dataFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'crier-data-'))
  stops.push(() => rm(path, { recursive: true, force: true }))
  return path
}

/** The browser shell on a folder; answers when its address is out. */
async function serve(data: string): Promise<{ running: RunningCommand; address: URL }> {
  const running = crier.start(['serve', '--no-open', '--port', '0', '--data', data])
  stops.push(async () => {
    running.child.kill('SIGKILL')
    await running.ended
  })
  await until(() => running.stdout().includes('\n') || running.child.exitCode !== null, 'an address')
  if (running.stdout() === '') throw new Error(running.stderr())
  return { running, address: new URL(running.stdout().trim()) }
}

/** A stream of two stories that stays open. */
async function publisher(): Promise<string> {
  const local = await startLocalServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    if (request.headers['last-event-id'] === '2') return
    for (const number of [1, 2]) {
      const date = `2026-01-0${String(number)}T00:00:00Z`
      response.write(
        `id: ${String(number)}\ndata: {"id":"s${String(number)}","title":"Story ${String(number)}","date":"${date}"}\n\n`,
      )
    }
  })
  stops.push(() => local.close())
  return `${local.origin}/news`
}

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('serve', () => {
  it('prints one line, the whole address, and lets in whoever has it', async () => {
    const data = await dataFolder()
    const { running, address } = await serve(data)
    expect(address.hostname).toBe('127.0.0.1')
    expect(running.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/)
    const first = await fetch(address, { redirect: 'manual' })
    expect(first.status).toBe(303)
    const token = address.searchParams.get('token') ?? ''
    const ask = (bearer: string): Promise<Response> =>
      fetch(`${address.origin}/call/snapshot.get`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` },
        body: '{"argument":null}',
      })
    expect((await ask('wrong')).status).toBe(401)
    expect(await (await ask(token)).json()).toMatchObject({
      ok: true,
      answer: { channels: [], shell: { kind: 'browser', dataFolder: data } },
    })
    if (process.platform !== 'win32') expect((await stat(join(data, 'reader.json'))).mode & 0o777).toBe(0o600)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    await expect(stat(join(data, 'reader.json'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is one reader a folder: the second start shows the first, and the token stays over restarts', async () => {
    const data = await dataFolder()
    const first = await serve(data)
    const second = await crier.run(['serve', '--no-open', '--data', data])
    expect(second).toMatchObject({ code: 0, stdout: first.running.stdout() })
    first.running.child.kill('SIGKILL')
    await first.running.ended
    const third = await serve(data)
    expect(third.address.searchParams.get('token')).toBe(first.address.searchParams.get('token'))
  })

  it('says when its port is taken', async () => {
    const local = await startLocalServer(() => undefined)
    stops.push(() => local.close())
    const port = String(local.port)
    const { code, stdout, stderr } = await crier.run([
      'serve',
      '--no-open',
      '--port',
      port,
      '--data',
      await dataFolder(),
    ])
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain(`port ${port}`)
  })
})

describe.each([['while a reader runs'], ['while none runs']])('channels and items, %s', (when) => {
  it('are added, listed, read and removed', async () => {
    const data = await dataFolder()
    const here = ['--data', data]
    if (when === 'while a reader runs') await serve(data)
    const url = await publisher()

    const added = await crier.run(['add', url, '--title', 'My news', '--folder', 'Test', ...here])
    expect(added).toMatchObject({ code: 0, stdout: '1\tMy news\n', stderr: 'live\n' })
    expect(await crier.run(['add', url, ...here])).toMatchObject({ code: 0, stderr: 'You follow this already.\n' })

    const channels = await crier.run(['channels', '--json', ...here])
    expect(jsonLines(channels.stdout)).toMatchObject([{ id: 1, url, kind: 'sse', title: 'My news', folder: 'Test' }])
    expect((await crier.run(['channels', ...here])).stdout).toContain(url)

    await until(
      async () => jsonLines((await crier.run(['items', '--json', ...here])).stdout).length === 2,
      'both items',
    )
    const items = await crier.run(['items', '--json', ...here])
    expect(jsonLines(items.stdout)).toMatchObject([
      { item: { key: 's2', title: 'Story 2' }, event: { id: '2' }, status: { read: false, starred: false } },
      { channel: { url, kind: 'sse', title: 'My news' }, item: { publishedAt: '2026-01-01T00:00:00.000Z' } },
    ])
    expect(Object.keys(jsonLines(items.stdout)[0] ?? {})).toEqual(['channel', 'item', 'arrival', 'event', 'status'])
    expect(jsonLines((await crier.run(['items', '--json', '--limit', '1', ...here])).stdout)).toHaveLength(1)
    const found = await crier.run(['items', '--search', 'Story 1', '--unread', '--json', ...here])
    expect(jsonLines(found.stdout)).toMatchObject([{ item: { title: 'Story 1' } }])
    expect((await crier.run(['items', ...here])).stdout).toMatch(/Story 2\n.*Story 1\n$/)

    expect(await crier.run(['remove', '1', ...here])).toMatchObject({ code: 0, stdout: '1\tMy news\n' })
    expect(await crier.run(['remove', '1', ...here])).toMatchObject({ code: 3, stdout: '' })
    expect(await crier.run(['items', '--json', ...here])).toMatchObject({ code: 0, stdout: '' })
  }, 120_000)
})

it('says in one line why an address cannot be followed', async () => {
  const gone = await startLocalServer(() => undefined)
  await gone.close()
  const { code, stdout, stderr } = await crier.run(['add', gone.origin, '--data', await dataFolder()])
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

it('says when the folder cannot be used', async () => {
  const { code, stderr } = await crier.run(['channels', '--data', '/dev/null/crier'])
  expect(code).toBe(3)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

it('runs the demo newsroom alone', async () => {
  const running = crier.start(['demo', '--port', '0'])
  stops.push(() => running.child.kill('SIGKILL'))
  // The quotes are the last of its lines.
  await until(() => /^Quotes.*\n/m.test(running.stdout()), 'its addresses')
  const feed = running.stdout().match(/http:\S+feed\.xml/)?.[0] ?? ''
  const wire = await crier.run(['tail', feed, '--json', '--count', '30'])
  expect(jsonLines(wire.stdout)).toHaveLength(30)
  const stream = running.stdout().match(/http:\S+sse/)?.[0] ?? ''
  const live = await crier.run(['tail', stream, '--json', '--count', '5'])
  expect(jsonLines(live.stdout)).toMatchObject([{}, {}, {}, {}, { item: { html: expect.any(String) as unknown } }])
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ code: 0 })
})
