import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../src-main/store/database'
import { addChannel, open } from './drafts'

const ROOT = resolve(import.meta.dirname, '../..')
const ENDLESS = 1_000_000

describe('several processes', () => {
  let program: string
  let folder: string
  let file: string
  const running = new Set<ChildProcess>()

  beforeAll(async () => {
    // Inside the project, so that the program finds its packages.
    mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
    program = mkdtempSync(join(ROOT, 'node_modules/.cache/store-child-'))
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { '@contract': join(ROOT, 'src-main/contract') } },
      build: {
        ssr: join(ROOT, 'test/store/child-writer.ts'),
        outDir: program,
        rollupOptions: { output: { entryFileNames: 'child.mjs' } },
      },
    })
  })
  afterAll(() => {
    rmSync(program, { recursive: true, force: true })
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crier-processes-'))
    file = join(folder, 'crier.db')
    const store = open(file)
    addChannel(store)
    store.close()
  })
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  function start(
    name: string,
    first: number,
    count: number,
  ): { child: ChildProcess; said: () => number; until: (n: number) => Promise<void>; ended: Promise<unknown> } {
    const child = spawn(process.execPath, [join(program, 'child.mjs'), file, name, String(first), String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running.add(child)
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    // Only whole lines were said: the last may be cut by the kill.
    const said = (): number =>
      Number(
        text
          .split('\n')
          .slice(0, -1)
          .filter((line) => line !== 'ready')
          .at(-1) ?? first,
      )
    const ended = once(child, 'close').then((result) => {
      running.delete(child)
      return result
    })
    const until = async (target: number): Promise<void> => {
      while (said() < target)
        await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error('it ended')))])
    }
    return { child, said, until, ended }
  }

  function expectWhole(expectedAtLeast: number): number {
    const store = open(file)
    expect(store.rescue).toBeNull()
    const cursor = store.channel(1)?.memory.cursor
    const total = store.counts().all
    expect(total).toBeGreaterThanOrEqual(expectedAtLeast)
    // Cursor, tally, counters, list and search speak of the same items.
    expect(store.channel(1)).toMatchObject({ total, unread: total, tally: { stored: total } })
    expect(cursor ?? 0).toBe(total)
    const keys = store.details({ list: 'all' }, total + 1).map((item) => item.key)
    expect(keys).toEqual(Array.from({ length: total }, (_, index) => `k${String(total - 1 - index)}`))
    expect(store.details({ list: 'search', text: 'headline' }, total + 1)).toHaveLength(total)
    store.close()
    const check = new Database(file, { readOnly: true })
    expect(check.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(check.all('PRAGMA foreign_key_check')).toEqual([])
    check.close()
    return total
  }

  it('lose nothing and double nothing when killed in the middle, again and again', async () => {
    let stored = 0
    for (let round = 0; round < 6; round += 1) {
      const writer = start('k', stored, ENDLESS)
      // A different point each time: soon after the start, and deep in the stream.
      await writer.until(stored + 5 + 185 * round)
      writer.child.kill('SIGKILL')
      await writer.ended
      stored = expectWhole(writer.said())
    }
    expect(stored).toBeGreaterThan(1_000)
  })

  it('write the same items at once, each item once', async () => {
    const [one, other] = [start('k', 0, 600), start('k', 0, 600)]
    expect([await one.ended, await other.ended]).toEqual([
      [0, null],
      [0, null],
    ])
    const store = open(file)
    expect(store.counts().all).toBe(600)
    expect(store.details({ list: 'search', text: 'headline' }, 1_000)).toHaveLength(600)
    store.close()
  })

  it('write different items at once while a third reads', async () => {
    const reader = open(file)
    const writers = ['a', 'b'].map((name) => start(name, 0, 500))
    await Promise.all(writers.map((writer) => writer.until(100)))
    expect(reader.counts().all).toBeGreaterThanOrEqual(200)
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([
      [0, null],
      [0, null],
    ])
    expect(reader.counts()).toMatchObject({ all: 1_000, unread: 1_000 })
    reader.close()
  })
})
