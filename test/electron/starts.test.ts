import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DEFAULT_SETTINGS } from '@contract/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { autostartEntry, quoteExecWord } from '../../src-main/electron/autostart'
import { readCommandLine } from '../../src-main/electron/command-line'
import { addressInLink } from '../../src-main/electron/incoming-address'
import { autostartFile, createLoginItem, startsHidden } from '../../src-main/electron/login'
import { claimLinks, watchStarts } from '../../src-main/electron/single-instance'
import { FakeApp, fakeEvent } from '../fakes/electron'
import { recordingLog, valuesInMemory } from './desk'

describe('a link', () => {
  it.each([
    ['feed:https://a.example/rss', 'https://a.example/rss'],
    ['feed://a.example/rss', 'http://a.example/rss'],
    ['feed://https//a.example/rss', 'https://a.example/rss'],
    ['FEED:HTTPS://A.example/Rss', 'https://a.example/Rss'],
    ['crier:wss://a.example/live', 'wss://a.example/live'],
    ['crier://https://a.example/x?y=1#z', 'https://a.example/x?y=1#z'],
    ['crier://add?url=https%3A%2F%2Fa.example%2Fx%3Fa%3D1%26b%3D2', 'https://a.example/x?a=1&b=2'],
    ['crier:add?url=https://a.example/', 'https://a.example/'],
    ['crier://a.example', 'http://a.example/'],
  ])('%s means %s', (link, address) => {
    expect(addressInLink(link)).toBe(address)
  })
  it.each([
    '',
    'crier:',
    'crier://',
    'crier:settings',
    'https://a.example/',
    'feed:file:///etc/passwd',
    'crier:javascript:alert(1)',
    'crier://add?url=file:///etc/passwd',
    'crier://add?url=javascript:alert(1)',
    'crier://add',
    'feed:https://user:secret@a.example/',
    'feed:https://a.example/\u202Egnp.exe',
    'feed:https://a.example/ --data /tmp/evil',
    'feed:https://a.example/\n',
    'crier://add?url=https://a.example/%0d%0aX:1',
    'feed:https://',
    'feed:https://a.example/' + 'x'.repeat(3_000),
    'xfeed:https://a.example/',
  ])('%j is refused', (link) => {
    expect(addressInLink(link)).toBeNull()
  })
})

describe('the arguments of a start', () => {
  const read = (...words: string[]) => readCommandLine(['/usr/bin/crier', ...words], '/home/u')
  it('are a data folder, relative to where it was started, a hidden start and a link', () => {
    expect(read('--data', 'x', '--hidden', 'feed:https://a.example/')).toEqual({
      dataFolder: resolve('/home/u', 'x'),
      hidden: true,
      address: 'https://a.example/',
    })
    expect(read('--data=/d').dataFolder).toBe(resolve('/d'))
  })
  it.each([
    [['--data']],
    [['--data=']],
    [['--data', '--hidden-not']],
    [['--no-sandbox', '--inspect=0', '.', '/etc/passwd']],
    [['--add=feed:https://a.example/', 'https://a.example/', 'javascript:1']],
    [['--DATA=/x', '--hidden=yes']],
  ])('that make no sense are ignored: %j', (words) => {
    expect(read(...words)).toEqual({ dataFolder: null, hidden: false, address: null })
  })
  it('may name one link; the first that is good counts', () => {
    expect(read('feed:file:///x', 'crier://b.example', 'crier://c.example').address).toBe('http://b.example/')
  })
  it('do not take the program itself for a link', () => {
    expect(readCommandLine(['crier://a.example'], '/').address).toBeNull()
  })
})

describe('later starts', () => {
  function watched() {
    const app = new FakeApp()
    const heard: string[] = []
    watchStarts(app, { reveal: () => heard.push('reveal'), offer: (address) => heard.push(address) })
    return { app, heard }
  }
  it('bring the window, and their link', () => {
    const { app, heard } = watched()
    app.emit('second-instance', fakeEvent(), ['crier', '--x', 'feed:https://a.example/'], '/', null)
    expect(heard).toEqual(['reveal', 'https://a.example/'])
  })
  it('cannot bring anything else', () => {
    const { app, heard } = watched()
    app.emit('second-instance', fakeEvent(), ['crier', 'crier:javascript:1', '--data', '/evil'], '/', null)
    expect(heard).toEqual(['reveal'])
  })
  it('come as links and clicks on the dock on macOS', () => {
    const { app, heard } = watched()
    const event = fakeEvent()
    app.emit('open-url', event, 'crier:https://a.example/')
    app.emit('activate', fakeEvent(), false)
    expect(event.prevented).toBe(true)
    expect(heard).toEqual(['reveal', 'https://a.example/', 'reveal'])
  })
  it('find Crier behind its links, packaged or not', () => {
    const app = new FakeApp()
    claimLinks(app, '/electron', valuesInMemory())
    app.isPackaged = false
    claimLinks(app, '/electron', valuesInMemory())
    expect(app.clients).toEqual([
      { scheme: 'crier', path: undefined, args: undefined },
      { scheme: 'feed', path: undefined, args: undefined },
      { scheme: 'crier', path: '/electron', args: ['/opt/crier/app'] },
      { scheme: 'feed', path: '/electron', args: ['/opt/crier/app'] },
    ])
  })
})

describe('links given to another program', () => {
  it('stay there, until Crier runs from another place', () => {
    const app = new FakeApp()
    const store = valuesInMemory()
    claimLinks(app, '/one', store)
    claimLinks(app, '/one', store)
    expect(app.clients).toHaveLength(2)
    claimLinks(app, '/two', store)
    expect(app.clients).toHaveLength(4)
  })
})

describe('starting at login', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crier-login-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const wish = (startAtLogin: boolean, startHidden = false) => ({ ...DEFAULT_SETTINGS, startAtLogin, startHidden })
  function parts(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}) {
    const log = recordingLog()
    return { app: new FakeApp(), log, platform, environment, executable: '/opt/Cr ier/crier' }
  }

  it('is an autostart entry on Linux, written and taken away', async () => {
    const linux = parts('linux', { XDG_CONFIG_HOME: folder })
    const follow = createLoginItem(linux)
    await follow(wish(true, true))
    const file = join(folder, 'autostart/crier.desktop')
    expect(await readFile(file, 'utf8')).toContain('\nExec="/opt/Cr ier/crier" "--hidden"\n')
    await follow(wish(false))
    await expect(stat(file)).rejects.toThrow('ENOENT')
    expect(linux.app.loginItem).toBeNull()
  })
  it('leaves a system alone that was never asked', async () => {
    const windows = parts('win32')
    await createLoginItem(windows)(wish(false))
    expect(windows.app.loginItem).toBeNull()
  })
  it('is a login item elsewhere', async () => {
    const windows = parts('win32')
    await createLoginItem(windows)(wish(true, true))
    expect(windows.app.loginItem).toEqual({ openAtLogin: true, path: '/opt/Cr ier/crier', args: ['--hidden'] })
    const mac = parts('darwin')
    await createLoginItem(mac)(wish(true, true))
    expect(mac.app.loginItem).toEqual({ openAtLogin: true })
  })
  it('names the AppImage and not its passing mount', async () => {
    await createLoginItem(parts('linux', { XDG_CONFIG_HOME: folder, APPIMAGE: '/home/u/Crier.AppImage' }))(wish(true))
    expect(await readFile(join(folder, 'autostart/crier.desktop'), 'utf8')).toContain('Exec="/home/u/Crier.AppImage"\n')
  })
  it('says in the log when the system refuses, and tries again', async () => {
    const broken = parts('linux', { XDG_CONFIG_HOME: '/dev/null/x' })
    const follow = createLoginItem(broken)
    await follow(wish(true))
    await follow(wish(true))
    expect(broken.log.lines).toHaveLength(2)
  })
  it('starts hidden when told, or at a login on macOS', () => {
    expect(startsHidden(parts('linux'), true, wish(false))).toBe(true)
    expect(startsHidden(parts('linux'), false, wish(true, true))).toBe(false)
    const mac = parts('darwin')
    expect(startsHidden(mac, false, wish(true, true))).toBe(false)
    mac.app.openedAtLogin = true
    expect(startsHidden(mac, false, wish(true, true))).toBe(true)
  })
  it('quotes as the Desktop Entry Specification says', () => {
    expect(quoteExecWord('/a b/c')).toBe('"/a b/c"')
    expect(quoteExecWord('100%')).toBe('"100%%"')
    expect(quoteExecWord('a"$`b')).toBe(String.raw`"a\\"\\$\\` + '`b"')
    expect(quoteExecWord(String.raw`a\b`)).toBe(String.raw`"a\\\\b"`)
    expect(
      autostartEntry(['x\nExec=evil'])
        .split('\n')
        .filter((line) => line.startsWith('Exec=')),
    ).toHaveLength(1)
  })
  it('ignores a relative XDG_CONFIG_HOME', () => {
    expect(autostartFile({ XDG_CONFIG_HOME: 'here' })).toMatch(/\.config[\\/]autostart[\\/]crier\.desktop$/)
  })
})
