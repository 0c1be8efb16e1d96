import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { CALL_CHANNEL } from '../../src-main/electron/ipc'
import { createFakeElectron, type FakeWindow } from '../fakes/electron'

const fake = createFakeElectron()
vi.mock('electron', () => fake.platform)

/** The real composition: store, transports, newsroom and command-line door on a folder; only Electron is not real. */
it('stands on a real reader, answers its page and the command line, and leaves nothing when it quits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crier-main-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  vi.stubEnv('CRIER_DATA', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  await import('../../src-main/electron/main')

  await expect.poll(() => fake.windows.length + fake.errorBoxes.length).toBe(1)
  expect(fake.errorBoxes).toEqual([])
  const window = fake.windows[0] as FakeWindow
  const event = { sender: window.webContents, senderFrame: { url: 'app://crier/', parent: null } }
  expect(await fake.invoke(CALL_CHANNEL, event, 'snapshot.get', null)).toMatchObject({
    ok: true,
    answer: { channels: [], shell: { kind: 'electron', dataFolder: folder } },
  })
  expect(await fake.invoke(CALL_CHANNEL, event, '__proto__', null)).toMatchObject({ ok: false })
  expect(await fake.invoke(CALL_CHANNEL, event, 'items.get', { id: 'one' })).toMatchObject({
    ok: false,
    error: { kind: 'badArgument' },
  })
  await expect.poll(() => existsSync(join(folder, 'reader.json'))).toBe(true)

  fake.app.quit()
  await expect.poll(() => fake.app.gone).toBe(true)
  expect(existsSync(join(folder, 'reader.json'))).toBe(false)
})
