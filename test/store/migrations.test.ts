import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StorageError } from '../../src-main/core/ports'
import { Database } from '../../src-main/store/database'
import { MIGRATIONS, schemaVersion } from '../../src-main/store/migrations'
import { openStore } from '../../src-main/store/open-store'
import { addChannel, insert, open, silentLog, START, titles } from './drafts'

describe('migrations', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crier-migrations-'))
    file = join(folder, 'crier.db')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const openAt = (migrations: readonly string[]): ReturnType<typeof open> =>
    openStore(file, { now: () => START, log: silentLog, migrations })
  const NEXT = [
    ...MIGRATIONS,
    'CREATE TABLE boards (id INTEGER PRIMARY KEY)',
    'ALTER TABLE boards ADD COLUMN name TEXT',
  ]

  it('bring an older file up to date, with a copy of it kept', () => {
    const old = openAt(MIGRATIONS)
    old.apply({ channelId: addChannel(old), intents: [insert('a')] })
    old.close()
    const current = openAt(NEXT)
    expect(titles(current, { list: 'all' })).toEqual(['Headline a'])
    current.close()
    const check = new Database(file)
    expect(schemaVersion(check)).toBe(NEXT.length)
    expect(check.all('SELECT id, name FROM boards')).toEqual([])
    check.close()
    const backup = new Database(`${file}.version-${String(MIGRATIONS.length)}.backup`)
    expect(schemaVersion(backup)).toBe(MIGRATIONS.length)
    expect(backup.get('SELECT count(*) AS items FROM items')).toEqual({ items: 1 })
    backup.close()
  })

  it('keep the version they reached when one fails', () => {
    openAt(MIGRATIONS).close()
    expect(() => openAt([...NEXT, 'CREATE TABLE half (id); CREATE TABLE half (id)'])).toThrow('half')
    const check = new Database(file)
    expect(schemaVersion(check)).toBe(NEXT.length)
    expect(check.get("SELECT 1 FROM sqlite_schema WHERE name = 'half'")).toBeUndefined()
    check.close()
  })

  it.each([
    ['a newer version', 'PRAGMA user_version = 99', 'newer'],
    ['another program', 'PRAGMA application_id = 7', 'another program'],
  ])('leave a file of %s as it is', (_, change, words) => {
    openAt(MIGRATIONS).close()
    const other = new Database(file)
    other.exec(change)
    other.close()
    const before = readFileSync(file)
    expect(() => open(file)).toThrow(StorageError)
    expect(() => open(file)).toThrow(words)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(existsSync(`${file}-wal`) && readFileSync(`${file}-wal`).length > 0).toBe(false)
  })

  it('refuse a database that is not ours', () => {
    const other = new Database(file)
    other.exec('CREATE TABLE recipes (id)')
    other.close()
    expect(() => open(file)).toThrow('another program')
  })
})
