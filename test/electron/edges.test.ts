import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Alert } from '@contract/index'
import { ProxyAgent, Socks5ProxyAgent } from 'undici'
import { describe, expect, it } from 'vitest'
import { trustSystemCertificates } from '../../src-main/electron/certificates'
import { QUIT_TIMEOUT_MS, watchLifecycle } from '../../src-main/electron/lifecycle'
import { createFileLog, MAX_LOG_BYTES } from '../../src-main/electron/log'
import { applicationMenu } from '../../src-main/electron/menu'
import { createNotifier, MAX_LIVE_NOTIFICATIONS } from '../../src-main/electron/notifier'
import { createSystemProxy, readProxyDecision } from '../../src-main/electron/proxy'
import { clickEntry, createFakeElectron, FakeApp, fakeImageSource, FakeSession, findEntry } from '../fakes/electron'
import { handClock, recordingLog, settle } from './desk'

describe('notifications', () => {
  const alert = (id: string, more: Partial<Alert> = {}): Alert => ({
    id,
    channelId: 1,
    itemId: 2,
    title: 'Title',
    body: 'Body',
    iconUrl: null,
    silent: false,
    ...more,
  })
  function notifying() {
    const fake = createFakeElectron()
    const log = recordingLog()
    return { fake, log, notifier: createNotifier({ platform: fake.platform, log }) }
  }
  it('are shown as they are, and a click opens', () => {
    const { fake, notifier } = notifying()
    let opened = 0
    notifier.notify(alert('a', { silent: true }), () => (opened += 1))
    const [shown] = fake.notifications
    expect(shown).toMatchObject({ shown: true, options: { title: 'Title', body: 'Body', silent: true } })
    shown?.emit('click')
    expect(opened).toBe(1)
  })
  it('take a drawn icon and fetch none from the net', () => {
    const { fake, notifier } = notifying()
    notifier.notify(alert('a', { iconUrl: 'data:image/png;base64,AAAA' }), () => undefined)
    notifier.notify(alert('b', { iconUrl: 'https://a.example/i.png' }), () => undefined)
    expect(fakeImageSource(fake.notifications[0]?.options.icon)).toContain('data:image/png')
    expect(fake.notifications[1]?.options.icon).toBeUndefined()
  })
  it('take the place of their predecessor, and are let go in the end', () => {
    const { fake, notifier } = notifying()
    notifier.notify(alert('a'), () => undefined)
    notifier.notify(alert('a'), () => undefined)
    expect(fake.notifications[0]?.closed).toBe(true)
    for (let id = 0; id < MAX_LIVE_NOTIFICATIONS + 10; id += 1) notifier.notify(alert(`n${id}`), () => undefined)
    notifier.stop()
    expect(fake.notifications.filter(({ closed }) => closed)).toHaveLength(1 + MAX_LIVE_NOTIFICATIONS)
  })
  it('that fail are written down; where there are none, nothing happens', () => {
    const { fake, notifier, log } = notifying()
    notifier.notify(alert('a'), () => undefined)
    fake.notifications[0]?.emit('failed', {}, 'no server')
    expect(log.lines.join()).toContain('no server')
    fake.notificationsSupported(false)
    notifier.notify(alert('b'), () => undefined)
    expect(fake.notifications).toHaveLength(1)
  })
})

describe('quitting', () => {
  it('stops everything once, the last begun first, and then goes', async () => {
    const app = new FakeApp()
    const clock = handClock()
    const lifecycle = watchLifecycle(app, clock, recordingLog())
    const stopped: string[] = []
    lifecycle.atEnd(() => void stopped.push('store'))
    lifecycle.atEnd(() => Promise.resolve().then(() => void stopped.push('reader')))
    lifecycle.atEnd(() => void stopped.push('windows'))
    expect(lifecycle.quitting()).toBe(false)
    app.quit()
    app.quit()
    expect([lifecycle.quitting(), app.gone]).toEqual([true, false])
    await settle()
    expect(stopped).toEqual(['windows', 'reader', 'store'])
    expect([app.gone, clock.waiting()]).toEqual([true, 0])
  })
  it('goes on when something fails or hangs', async () => {
    const app = new FakeApp()
    const clock = handClock()
    const log = recordingLog()
    const lifecycle = watchLifecycle(app, clock, log)
    lifecycle.atEnd(() => new Promise<void>(() => undefined))
    lifecycle.atEnd(() => {
      throw new Error('broken')
    })
    app.quit()
    await settle()
    expect(app.gone).toBe(false)
    clock.advance(QUIT_TIMEOUT_MS)
    await settle()
    expect(app.gone).toBe(true)
    expect(log.lines.join()).toMatch(/broken.*too long/s)
  })
  it('is not what closing the last window means', () => {
    const app = new FakeApp()
    watchLifecycle(app, handClock(), recordingLog())
    expect(app.emit('window-all-closed')).toBe(1)
    expect(app.quits).toBe(0)
  })
})

describe('the proxy of the system', () => {
  it.each([
    ['DIRECT', { use: 'direct' }],
    ['PROXY cache.example:3128; DIRECT', { use: 'proxy', address: 'http://cache.example:3128' }],
    ['HTTPS p.example:443', { use: 'proxy', address: 'https://p.example:443' }],
    ['SOCKS5 127.0.0.1:1080', { use: 'proxy', address: 'socks5://127.0.0.1:1080' }],
    ['SOCKS old.example:1080;PROXY b.example:80', { use: 'proxy', address: 'http://b.example:80' }],
    ['DIRECT; PROXY b.example:80', { use: 'direct' }],
    ['PROXY', { use: 'direct' }],
    ['', { use: 'direct' }],
  ])('%j is understood', (decision, choice) => {
    expect(readProxyDecision(decision)).toEqual(choice)
  })
  it('is asked each time, and an agent is kept for each proxy', async () => {
    const session = new FakeSession()
    const proxy = createSystemProxy(session)
    expect(await proxy.dispatcherFor(new URL('https://a.example/'))).toBeNull()
    session.decision = 'PROXY 127.0.0.1:3128'
    const agent = await proxy.dispatcherFor(new URL('https://a.example/'))
    expect(agent).toBeInstanceOf(ProxyAgent)
    expect(await proxy.dispatcherFor(new URL('http://b.example/'))).toBe(agent)
    session.decision = 'SOCKS5 127.0.0.1:1080'
    expect(await proxy.dispatcherFor(new URL('wss://a.example/'))).toBeInstanceOf(Socks5ProxyAgent)
    await proxy.stop()
  })
})

describe("the system's certificates", () => {
  it('join those we have', () => {
    let trusted: string[] = []
    trustSystemCertificates(recordingLog(), {
      getCACertificates: (type: string) => (type === 'system' ? ['own', 'both'] : ['known', 'both']),
      setDefaultCACertificates: (all: string[]) => (trusted = all),
    })
    expect(trusted.sort()).toEqual(['both', 'known', 'own'])
  })
  it('may be unreadable or unknown to this Node', () => {
    const log = recordingLog()
    trustSystemCertificates(log, {})
    const unreadable = () => {
      throw new Error('keychain locked')
    }
    trustSystemCertificates(log, { getCACertificates: unreadable, setDefaultCACertificates: unreadable })
    expect(log.lines.join()).toContain('keychain locked')
  })
})

describe('the log', () => {
  it('is a file of single lines, turned over when it is full', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crier-log-'))
    try {
      const log = createFileLog(join(folder, 'deep/crier.log'))
      log.warn('A publisher said\n[error] forged', { host: 'a.example' })
      const text = readFileSync(join(folder, 'deep/crier.log'), 'utf8')
      expect(text.trim().split('\n')).toHaveLength(1)
      expect(text).toContain('{"host":"a.example"}')
      const long = 'x'.repeat(MAX_LOG_BYTES / 4)
      for (let entry = 0; entry < 6; entry += 1) log.info(long)
      expect(readdirSync(join(folder, 'deep')).sort()).toEqual(['crier.log', 'crier.old.log'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe("the application's menu", () => {
  it('adds, prefers and quits, and has the standard editing', () => {
    const done: string[] = []
    const actions = {
      addChannel: () => void done.push('add'),
      preferences: () => void done.push('preferences'),
      quit: () => void done.push('quit'),
    }
    for (const macos of [true, false]) {
      const menu = applicationMenu(actions, { macos, packaged: true })
      for (const label of ['Add Channel', 'Preferences', 'Quit']) clickEntry(menu, label)
      expect(menu.some(({ role }) => role === 'editMenu')).toBe(true)
      expect(JSON.stringify(menu)).not.toContain('toggleDevTools')
      expect(findEntry(menu, 'Crier') !== null).toBe(macos)
    }
    expect(done).toEqual(['add', 'preferences', 'quit', 'add', 'preferences', 'quit'])
  })
})
