import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@contract/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/core/ports'
import { startDesktop } from '../../src-main/electron/desktop'
import { CALL_CHANNEL } from '../../src-main/electron/ipc'
import { clickEntry, createFakeElectron, fakeEvent, fakeTemplate, type FakeWindow } from '../fakes/electron'
import { handClock, recordingLog, recordingReader, settle, valuesInMemory } from './desk'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crier-desktop-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function desktop(more: { words?: string[]; settings?: Partial<Settings>; locked?: boolean } = {}) {
  const fake = createFakeElectron()
  const reader = recordingReader(more.settings)
  const clock = handClock()
  const closed: string[] = []
  // The shell uses two functions of a store; the rest is the reader's.
  const store = valuesInMemory() as unknown as Store
  fake.app.locked = more.locked ?? true
  const stood = await startDesktop({
    platform: fake.platform,
    places: { interfaceFolder: folder, bridge: '/b.cjs', resources: '/r' },
    clock,
    process: { argv: ['crier', ...(more.words ?? [])], env: {}, execPath: '/e', platform: 'linux', cwd: () => folder },
    defaultDataFolder: join(folder, 'usual'),
    createLog: () => recordingLog(),
    openReader: ({ dataFolder, shell }) => {
      closed.push(`opened ${dataFolder} ${shell.kind}`)
      const close = () => Promise.resolve(void closed.push('closed'))
      return Promise.resolve({ reader, store, close })
    },
  })
  return { fake, reader, clock, closed, stood }
}

/** Plays the page's first call, after which it hears what is shown. */
function pageLoads(fake: ReturnType<typeof createFakeElectron>, window: FakeWindow | undefined) {
  if (window === undefined) throw new Error('No window')
  const event = { sender: window.webContents, senderFrame: { url: 'app://crier/', parent: null } }
  return fake.invoke(CALL_CHANNEL, event, 'snapshot.get', null)
}

describe('the desktop shell', () => {
  it('opens one hardened window, a tray and a menu on the usual folder, and starts the reader', async () => {
    const { fake, reader, closed, stood } = await desktop()
    expect(stood).toBe(true)
    expect([fake.windows.length, fake.trays.length, fake.applicationMenu() !== null]).toEqual([1, 1, true])
    expect(fake.windows[0]?.webContents.openHandler?.({ url: 'x:' } as never)).toEqual({ action: 'deny' })
    expect([fake.app.sandboxed, fake.session.request !== null, fake.session.served.has('app')]).toEqual([
      true,
      true,
      true,
    ])
    expect(closed).toEqual([`opened ${join(folder, 'usual')} electron`])
    expect(fake.app.paths.get('sessionData')).toBe(join(folder, 'usual', 'session'))
    expect(reader.log).toEqual(['online', 'start'])
  })

  it('gives way to the Crier that runs, before it has opened anything', async () => {
    const { fake, closed, stood } = await desktop({ locked: false })
    expect(stood).toBe(false)
    expect([fake.app.quits, fake.windows.length, closed.length]).toEqual([1, 0, 0])
  })

  it('offers the link it was started with, once its page listens', async () => {
    const { fake, reader } = await desktop({ words: ['--data', 'mine', 'feed:https://a.example/rss'] })
    expect(fake.app.paths.get('userData')).toBe(join(folder, 'mine'))
    await settle()
    expect(reader.shown).toEqual([])
    await pageLoads(fake, fake.windows[0])
    await settle()
    expect(reader.shown).toEqual([{ name: 'show.addChannel', payload: { address: 'https://a.example/rss' } }])
  })

  it('takes over the link of a second start and comes to the front', async () => {
    const { fake, reader } = await desktop()
    await pageLoads(fake, fake.windows[0])
    fake.windows[0]?.hide()
    fake.app.emit('second-instance', fakeEvent(), ['crier', 'crier:wss://a.example/x'], '/', null)
    await settle()
    expect(fake.windows[0]?.visible).toBe(true)
    expect(reader.shown).toEqual([{ name: 'show.addChannel', payload: { address: 'wss://a.example/x' } }])
  })

  it('shows alerts, and a click brings the item', async () => {
    const { fake, reader } = await desktop({ words: ['--hidden'] })
    await pageLoads(fake, fake.windows[0])
    const alert = { id: 'a', channelId: 3, itemId: 9, title: 'T', body: 'B', iconUrl: null, silent: false }
    reader.tell('alertRaised', { alert })
    fake.windows[0]?.emit('ready-to-show')
    expect(fake.windows[0]?.visible).toBe(false)
    fake.notifications[0]?.emit('click')
    await settle()
    expect(fake.windows[0]?.visible).toBe(true)
    expect(reader.shown).toEqual([{ name: 'show.item', payload: { itemId: 9, channelId: 3 } }])
    reader.tell('alertRaised', { alert: { ...alert, id: 'group', itemId: null } })
    fake.notifications[1]?.emit('click')
    await settle()
    expect(reader.shown).toHaveLength(1)
  })

  it('comes to the front when the ticker asks for an item', async () => {
    const { fake, reader } = await desktop()
    fake.windows[0]?.hide()
    reader.push({ name: 'show.item', seq: 1, payload: { itemId: 1, channelId: 1 } })
    expect(fake.windows[0]?.visible).toBe(true)
  })

  it('says once, ever, that it stays in the tray', async () => {
    const { fake, reader } = await desktop()
    fake.windows[0]?.close()
    fake.windows[0]?.close()
    expect(fake.notifications.map(({ options }) => options.title)).toEqual(['Crier is still running'])
    expect(reader.calls).toContainEqual({ name: 'settings.change', argument: { patch: { trayHintShown: true } } })
    const again = await desktop({ settings: { trayHintShown: true } })
    again.fake.windows[0]?.close()
    expect(again.fake.notifications).toEqual([])
  })

  it('follows the settings with its ticker and the counts with its badge', async () => {
    const { fake, reader } = await desktop()
    const { settings } = reader.snapshot
    reader.tell('settingsChanged', { settings: { ...settings, ticker: { ...settings.ticker, window: true } } })
    expect(fake.windows[1]?.webContents.url).toBe('app://crier/ticker')
    reader.tell('itemsChanged', { counts: { all: 5, unread: 4, starred: 0, important: 0 } })
    expect(fake.app.badge).toBe(4)
    fake.windows[1]?.close()
    expect(reader.calls).toContainEqual({
      name: 'settings.change',
      argument: { patch: { ticker: { window: false } } },
    })
  })

  it('sleeps and wakes with the machine, and sees whether there is a network', async () => {
    const { fake, reader } = await desktop()
    fake.powerMonitor.emit('suspend')
    fake.setOnline(false)
    fake.powerMonitor.emit('resume')
    expect(reader.log).toEqual(['online', 'start', 'pause', 'offline', 'resume'])
  })

  it('quits from the tray: windows close, then all is stopped once and in order', async () => {
    const { fake, reader, clock, closed } = await desktop()
    clickEntry(fakeTemplate(fake.trays[0]?.menu ?? null), 'Quit')
    fake.app.quit()
    await settle()
    expect(fake.windows.every((window) => window.isDestroyed())).toBe(true)
    expect(closed.slice(1)).toEqual(['closed'])
    expect([fake.app.gone, fake.trays[0]?.destroyed, reader.listeners(), clock.waiting()]).toEqual([true, true, 0, 0])
    expect([fake.powerMonitor.listenerCount(), fake.screen.listenerCount()]).toEqual([0, 0])
  })

  it('ends well when the system shuts down', async () => {
    const { fake, closed } = await desktop()
    fake.powerMonitor.emit('shutdown')
    await settle()
    expect(closed.slice(1)).toEqual(['closed'])
    expect(fake.app.gone).toBe(true)
  })
})
