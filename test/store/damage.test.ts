import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '@contract/index'
import type { Store } from '../../src-main/core/ports'
import { Database } from '../../src-main/store/database'
import { addChannel, insert, open, START, titles } from './drafts'

const ITEMS = 1_500
const PAGE = 4096

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, at)
  closeSync(descriptor)
}
function garbage(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 151 + 7) % 251)
}

function caught(work: () => unknown): unknown {
  try {
    work()
    return null
  } catch (error) {
    return error
  }
}

describe('a damaged database', () => {
  let folder: string
  let file: string
  let store: Store | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crier-damage-'))
    file = join(folder, 'crier.db')
    const first = open(file)
    const channelId = addChannel(first, { url: 'https://kept.example/' })
    first.saveSettings({ ...DEFAULT_SETTINGS, theme: 'dark' })
    first.setValue('token', 'secret')
    for (let from = 0; from < ITEMS; from += 500) {
      const intents = Array.from({ length: 500 }, (_, index) =>
        insert(`k${String(from + index)}`, {
          sortAt: START + from + index,
          text: `words of ${String(from + index)} `.repeat(20),
        }),
      )
      first.apply({ channelId, intents, cursor: from })
    }
    const added = first.apply({
      channelId,
      intents: [insert('kept', { sortAt: START + 9_000, html: '<p>kept <b>heron</b></p>' }), insert('gone')],
    }).added
    first.mark([added[0]?.id ?? 0], { read: true, starred: true })
    first.delete([added[1]?.id ?? 0])
    first.close()
  })
  afterEach(() => {
    store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function reopen(): Store {
    store = open(file)
    return store
  }
  function expectSetAside(rescued: Store): void {
    expect(rescued.rescue?.file).toMatch(/crier\.db\.damaged-\d{4}-\d{2}-\d{2}-\d{6}$/)
    expect(statSync(rescued.rescue?.file ?? '').size).toBeGreaterThan(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).filter((name) => name.includes('.rescue'))).toEqual([])
    // The new file works, for writing and for the next start.
    const channelId = rescued.channels()[0]?.id ?? addChannel(rescued)
    rescued.apply({ channelId, intents: [insert('after')] })
    rescued.close()
    const next = reopen()
    expect(next.rescue).toBeNull()
    expect(next.page({ list: 'search', text: 'after' }, null, 5).items).toHaveLength(1)
  }
  function expectAllThere(rescued: Store): void {
    expect(rescued.rescue).toMatchObject({ recoveredItems: ITEMS + 1, recoveredChannels: 1 })
    expect(rescued.channels()[0]).toMatchObject({ url: 'https://kept.example/', memory: { cursor: 1_000 } })
    expect(rescued.settings().theme).toBe('dark')
    expect(rescued.getValue('token')).toBe('secret')
    expect(rescued.page({ list: 'search', text: 'heron' }, null, 5).items).toMatchObject([
      { title: 'Headline kept', status: { read: true, starred: true } },
    ])
    expect(rescued.counts()).toEqual({ all: ITEMS + 1, unread: ITEMS, starred: 1, important: 0 })
    expect(rescued.apply({ channelId: 1, intents: [insert('gone')] }).added).toEqual([])
    expect(rescued.announce(rescued.page({ list: 'all' }, null, 3).items.map((item) => item.id))).toEqual([])
  }

  it('is not suspected when nothing is wrong, nor after a touch', () => {
    expect(reopen().rescue).toBeNull()
    store?.close()
    rmSync(`${file}-closed`)
    expect(reopen().rescue).toBeNull()
  })

  it('is set aside with all of its content when the header is garbage', () => {
    overwrite(file, 0, garbage(100))
    const rescued = reopen()
    expectAllThere(rescued)
    expectSetAside(rescued)
  })

  it('is set aside with all of its content when the first page is zeroed', () => {
    overwrite(file, 0, new Uint8Array(PAGE))
    const rescued = reopen()
    expectAllThere(rescued)
    expectSetAside(rescued)
  })

  it('is set aside with all of its content when any page of the list of tables is lost', () => {
    const whole = readFileSync(file)
    const pages = Array.from({ length: whole.length / PAGE }, (_, number) => number)
    const lists = pages.filter(
      (page) => page > 0 && whole.subarray(page * PAGE, (page + 1) * PAGE).includes('CREATE TABLE'),
    )
    expect(lists.length).toBeGreaterThan(0)
    for (const page of lists) {
      rmSync(folder, { recursive: true, force: true })
      open(file).close()
      writeFileSync(file, whole)
      overwrite(file, page * PAGE, garbage(PAGE))
      const rescued = reopen()
      expectAllThere(rescued)
      expectSetAside(rescued)
      store?.close()
    }
  })

  it('gives back what is before a cut', () => {
    const descriptor = openSync(file, 'r+')
    ftruncateSync(descriptor, Math.floor(statSync(file).size / 2))
    closeSync(descriptor)
    const rescued = reopen()
    expect(rescued.rescue?.recoveredChannels).toBe(1)
    expect(rescued.rescue?.recoveredItems).toBeGreaterThan(ITEMS / 4)
    expect(titles(rescued, { list: 'search', text: 'words' }).length).toBeGreaterThan(0)
    expectSetAside(rescued)
  })

  it('loses no more than what is on pages overwritten in the middle', () => {
    const pages = Math.floor(statSync(file).size / PAGE)
    overwrite(file, Math.floor(pages / 2) * PAGE, garbage(3 * PAGE))
    const rescued = reopen()
    expect(rescued.rescue?.recoveredChannels).toBe(1)
    expect(rescued.rescue?.recoveredItems).toBeGreaterThan(ITEMS * 0.9)
    expectSetAside(rescued)
  })

  it('is found out when any page at all is zeroed, and always gives a working store', () => {
    const whole = readFileSync(file)
    const pages = whole.length / PAGE
    const step = Math.max(1, Math.floor(pages / 12))
    const recovered: number[] = []
    for (let page = 1; page < pages; page += step) {
      rmSync(folder, { recursive: true, force: true })
      const next = open(file)
      next.close()
      writeFileSync(file, whole)
      overwrite(file, page * PAGE, new Uint8Array(PAGE))
      const rescued = reopen()
      if (rescued.rescue !== null) recovered.push(rescued.rescue.recoveredItems)
      rescued.apply({ channelId: rescued.channels()[0]?.id ?? addChannel(rescued), intents: [insert('after')] })
      const check = new Database(file, { readOnly: true })
      expect(check.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
      check.close()
      rescued.close()
    }
    // A page at the root of the tables costs much; nearly all others cost what they held.
    expect(recovered.filter((items) => items > ITEMS * 0.9).length).toBeGreaterThan(recovered.length / 2)
  }, 120_000)

  it('gives the items a stand-in when their channel itself cannot be read', () => {
    const look = new Database(file, { readOnly: true })
    const root = look.get<{ page: number }>("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'channels'")
    look.close()
    overwrite(file, ((root?.page ?? 0) - 1) * PAGE, new Uint8Array(PAGE))
    const rescued = reopen()
    expect(rescued.rescue?.recoveredChannels).toBe(0)
    expect(rescued.rescue?.recoveredItems).toBeGreaterThanOrEqual(ITEMS)
    const [standIn] = rescued.channels()
    expect(standIn).toMatchObject({
      userTitle: 'Recovered channel 1 (its address was lost)',
      total: rescued.rescue?.recoveredItems,
    })
    expect(standIn?.memory.pausedUntil).toBe(0)
  })

  it('is set aside when it is no database at all', () => {
    writeFileSync(file, 'This is a shopping list, not a database. '.repeat(300))
    const rescued = reopen()
    expect(rescued.rescue).toMatchObject({ recoveredItems: 0, recoveredChannels: 0 })
    expectSetAside(rescued)
  })

  it('opens with what it held before when the log of its last run is lost', () => {
    const running = reopen()
    running.apply({ channelId: 1, intents: [insert('in the log')] })
    const copy = join(folder, 'copy.db')
    copyFileSync(file, copy)
    const second = open(copy)
    expect(second.rescue).toBeNull()
    expect(second.counts().all).toBe(ITEMS + 1)
    second.close()
  })

  it('shows as a StorageError when it happens at run time, and is set aside at the next start', () => {
    const running = reopen()
    const pages = Math.floor(statSync(file).size / PAGE)
    overwrite(file, PAGE, garbage((pages - 1) * PAGE))
    expect(() => {
      for (let index = 0; index < 50; index += 1) {
        running.apply({ channelId: 1, intents: [insert(`late ${String(index)}`)] })
        running.details({ list: 'all' }, 1_000)
      }
    }).toThrow(expect.objectContaining({ name: 'StorageError', reason: 'damaged' }) as Error)
    running.close()
    expect(reopen().rescue).not.toBeNull()
  })

  it('is told as such by whatever reads it, and does not keep the store from closing', () => {
    const looks: [fails: boolean, (running: Store) => unknown][] = [
      [true, (running) => running.page({ list: 'all' }, null, 500)],
      [true, (running) => running.details({ list: 'all' }, 1_000)],
      [false, (running) => running.close()],
    ]
    for (const [fails, look] of looks) {
      const whole = readFileSync(file)
      const running = reopen()
      overwrite(file, PAGE, garbage(whole.length - PAGE))
      const seen = caught(() => look(running))
      expect(seen).toEqual(fails ? expect.objectContaining({ name: 'StorageError', reason: 'damaged' }) : null)
      running.close()
      for (const name of readdirSync(folder)) rmSync(join(folder, name))
      writeFileSync(file, whole)
    }
  })

  it('finishes a rescue that was interrupted at its last step', () => {
    writeFileSync(`${file}.rescue`, readFileSync(file))
    rmSync(file)
    expect(reopen().counts().all).toBe(ITEMS + 1)
  })
})
