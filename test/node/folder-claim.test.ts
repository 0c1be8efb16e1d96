import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { claimFolder, findRunning, readerFile } from '../../src-main/node/folder-claim'
import { defaultDataFolder } from '../../src-main/node/data-folder'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'crier-claim-'))
  stops.push(() => rm(path, { recursive: true }))
  return path
}

/** A process that lives and does nothing, to own a folder. */
async function bystander(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  stops.push(() => child.kill('SIGKILL'))
  if (child.pid === undefined) throw new Error('no process')
  return child.pid
}

/** Answers a ping as a reader with this token does. */
async function answering(token: string, name = 'crier'): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.headers.authorization === `Bearer ${token}` ? 200 : 401
    response.end(JSON.stringify({ name }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => server.close())
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

it('takes a free folder, leaves a private note in it, and gives it back', async () => {
  const path = await folder()
  const claim = await claimFolder(path)
  if (!claim.held) throw new Error('not held')
  claim.announce({ origin: 'http://127.0.0.1:7', token: 'secret' })
  if (process.platform !== 'win32') expect((await stat(readerFile(path))).mode & 0o777).toBe(0o600)
  claim.release()
  await expect(stat(readerFile(path))).rejects.toMatchObject({ code: 'ENOENT' })
})

it('finds the reader that is at work', async () => {
  const path = await folder()
  const running = { pid: await bystander(), origin: await answering('t'), token: 't' }
  await writeFile(readerFile(path), JSON.stringify({ pid: running.pid, url: running.origin, token: 't' }))
  expect(await findRunning(path)).toEqual(running)
  expect(await claimFolder(path)).toEqual({ held: false, running })
})

it('takes over what a crash left behind', async () => {
  const pid = await bystander()
  const leftovers = [
    JSON.stringify({ pid: 2 ** 30, url: 'http://127.0.0.1:9', token: 't' }),
    // The process id belongs to another program now, and so may the port.
    JSON.stringify({ pid, url: 'http://127.0.0.1:1', token: 't' }),
    JSON.stringify({ pid, url: await answering('another token'), token: 't' }),
    JSON.stringify({ pid, url: await answering('t', 'another program'), token: 't' }),
    JSON.stringify({ pid: process.pid, url: null, token: null }),
    '{"pid":',
    '[]',
    '',
  ]
  for (const leftover of leftovers) {
    const path = await folder()
    await writeFile(readerFile(path), leftover)
    const claim = await claimFolder(path)
    expect([leftover, claim.held]).toEqual([leftover, true])
  }
})

it('waits for a reader that is just starting', async () => {
  const path = await folder()
  const pid = await bystander()
  await writeFile(readerFile(path), JSON.stringify({ pid, url: null, token: null }))
  const found = findRunning(path)
  const origin = await answering('t')
  await writeFile(`${readerFile(path)}.new`, JSON.stringify({ pid, url: origin, token: 't' }))
  const { rename } = await import('node:fs/promises')
  await rename(`${readerFile(path)}.new`, readerFile(path))
  expect(await found).toEqual({ pid, origin, token: 't' })
})

it('says when the holder lives and does not answer', async () => {
  const path = await folder()
  await writeFile(readerFile(path), JSON.stringify({ pid: await bystander(), url: null, token: null }))
  await expect(findRunning(path, 0)).rejects.toMatchObject({ name: 'FolderBusy' })
})

it('knows where each system keeps data', () => {
  const at = (platform: NodeJS.Platform, env: Record<string, string> = {}): string =>
    defaultDataFolder({ platform, env, home: '/home/a' })
  expect(at('linux')).toBe('/home/a/.local/share/crier')
  expect(at('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/crier')
  expect(at('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/a/.local/share/crier')
  expect(at('darwin')).toBe('/home/a/Library/Application Support/Crier')
  expect(at('win32', { APPDATA: '/roaming' })).toBe('/roaming/Crier')
  expect(at('darwin', { CRIER_DATA: '/else' })).toBe('/else')
})
