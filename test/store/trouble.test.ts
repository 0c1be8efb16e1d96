import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/core/ports'
import { channelCalls } from '../../src-main/store/channels'
import { Database } from '../../src-main/store/database'
import { itemCalls } from '../../src-main/store/items'
import { migrate, MIGRATIONS } from '../../src-main/store/migrations'
import { openStore } from '../../src-main/store/open-store'
import { addChannel, draft, insert, open, silentLog, START, titles } from './drafts'

function storageError(reason: string): Error {
  return expect.objectContaining({ name: 'StorageError', reason }) as Error
}

describe('trouble with the disk', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crier-trouble-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('full: the batch is undone, reading goes on, and so does writing when there is room', () => {
    const database = new Database(join(folder, 'crier.db'))
    migrate(database, MIGRATIONS, () => undefined)
    const items = itemCalls(database)
    const channelId = addChannel({ ...channelCalls(database) } as Store)
    items.apply({ channelId, intents: [insert('a')], cursor: 'a' })
    const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
    database.exec(`PRAGMA max_page_count = ${String(pages + 5)}`)
    const big = insert('big', { text: 'long '.repeat(20_000) })
    expect(() => items.apply({ channelId, intents: [insert('b'), big], cursor: 'big' })).toThrow(storageError('full'))
    expect([...items.known(channelId, ['a', 'b', 'big']).keys()]).toEqual(['a'])
    expect(channelCalls(database).channel(channelId)).toMatchObject({ total: 1, memory: { cursor: 'a' } })
    database.exec('PRAGMA max_page_count = 1000000')
    expect(items.apply({ channelId, intents: [insert('b'), big], cursor: 'big' }).added).toHaveLength(2)
    database.close()
  })

  it('full for real, on a small file system', (context) => {
    const mount = join(folder, 'small')
    mkdirSync(mount)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', mount])
    context.skip(mounted.status !== 0, 'a file system can be mounted by root only')
    const file = join(mount, 'crier.db')
    const store = open(file)
    try {
      const channelId = addChannel(store)
      store.apply({ channelId, intents: [insert('a')] })
      writeFileSync(join(mount, 'ballast'), Buffer.alloc(600_000))
      let stored = 1
      expect(() => {
        for (; stored < 1_000; stored += 1)
          store.apply({ channelId, intents: [insert(String(stored), { text: 'long '.repeat(2_000) })], cursor: stored })
      }).toThrow(storageError('full'))
      expect(store.counts().all).toBe(stored)
      expect(store.channel(channelId)?.memory.cursor).toBe(stored - 1)
      rmSync(join(mount, 'ballast'))
      expect(store.apply({ channelId, intents: [insert('room again')] }).added).toHaveLength(1)
    } finally {
      store.close()
      spawnSync('umount', ['-l', mount])
    }
  })

  it('a file in the place of the folder is said so', () => {
    writeFileSync(join(folder, 'data'), '')
    expect(() => open(join(folder, 'data', 'crier.db'))).toThrow(storageError('other'))
  })

  it('a store opened for reading reads beside a writer and refuses to write', () => {
    const file = join(folder, 'crier.db')
    expect(() => openStore(file, { now: () => START, log: silentLog, readOnly: true })).toThrow(storageError('other'))
    const writer = open(file)
    const channelId = addChannel(writer)
    const reader = openStore(file, { now: () => START, log: silentLog, readOnly: true })
    writer.apply({ channelId, intents: [insert('a')] })
    expect(titles(reader, { list: 'all' })).toEqual(['Headline a'])
    expect(() => reader.apply({ channelId, intents: [insert('b')] })).toThrow(storageError('readonly'))
    expect(() => {
      reader.setValue('x', 1)
    }).toThrow(storageError('readonly'))
    reader.close()
    writer.close()
  })

  it('a lock that is not given back is said so and passes', () => {
    const file = join(folder, 'crier.db')
    const database = new Database(file, { busyTimeoutMs: 1 })
    migrate(database, MIGRATIONS, () => undefined)
    const channelId = addChannel({ ...channelCalls(database) } as Store)
    const other = new Database(file)
    other.exec('BEGIN IMMEDIATE')
    const apply = (): unknown =>
      itemCalls(database).apply({ channelId, intents: [{ ...insert('a'), draft: draft('a') }] })
    expect(apply).toThrow(storageError('busy'))
    other.exec('ROLLBACK')
    expect(apply()).toMatchObject({ counts: { all: 1 } })
    other.close()
    database.close()
  })
})
