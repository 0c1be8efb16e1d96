import { describe, expect, it } from 'vitest'
import { hardenContents, hardenSession, openOutside, pagePreferences } from '../../src-main/electron/security'
import { createFakeElectron, FakeContents, fakeEvent, FakeSession } from '../fakes/electron'
import { recordingLog } from './desk'

describe('what every page is allowed', () => {
  it.each([
    ['sandbox', true],
    ['contextIsolation', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['experimentalFeatures', false],
    ['webviewTag', false],
    ['navigateOnDragDrop', false],
  ] as const)('%s is %s', (flag, value) => {
    expect(pagePreferences('/b.cjs')[flag]).toBe(value)
  })

  it('has the preload script, and no flag that opens anything else', () => {
    const preferences = pagePreferences('/b.cjs')
    expect(preferences.preload).toBe('/b.cjs')
    expect(preferences.enableBlinkFeatures).toBeUndefined()
    expect(preferences.disableBlinkFeatures).toBeUndefined()
    expect(preferences.additionalArguments).toBeUndefined()
  })
})

describe('links', () => {
  it.each(['https://example.org/a?b=c#d', 'http://example.org/', 'mailto:editor@example.org'])(
    'opens %s',
    (address) => {
      const fake = createFakeElectron()
      expect(openOutside(fake.platform.shell, recordingLog(), address)).toBe(true)
      expect(fake.opened).toEqual([address])
    },
  )

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,<script>1</script>',
    'smb://host/share',
    'ms-msdt:/id PCWDiagnostic',
    'vscode://file/etc',
    'crier://add?url=https://a.example/',
    'app://crier/',
    ' ftp://example.org/',
    'HTTPS',
    '',
    '\\\\host\\share',
    'C:\\Windows\\System32\\calc.exe',
  ])('refuses %j', (address) => {
    const fake = createFakeElectron()
    expect(openOutside(fake.platform.shell, recordingLog(), address)).toBe(false)
    expect(fake.opened).toEqual([])
  })

  it('survives a system that cannot open it, and writes that down', async () => {
    const log = recordingLog()
    openOutside({ openExternal: () => Promise.reject(new Error('no browser')) }, log, 'https://a.example/')
    await expect.poll(() => log.lines.join()).toContain('no browser')
  })
})

describe('a page', () => {
  function hardened() {
    const fake = createFakeElectron()
    const contents = new FakeContents()
    contents.url = 'app://crier/'
    hardenContents(contents, fake.platform.shell, recordingLog())
    return { fake, contents }
  }

  it('cannot be navigated away; a web link goes outside instead', () => {
    const { fake, contents } = hardened()
    const event = fakeEvent({ url: 'https://evil.example/', isMainFrame: true })
    contents.emit('will-navigate', event)
    expect(event.prevented).toBe(true)
    expect(fake.opened).toEqual(['https://evil.example/'])
  })

  it('cannot be navigated to another page of ours or a file', () => {
    const { fake, contents } = hardened()
    for (const url of ['app://crier/ticker', 'file:///etc/passwd', 'app://other/']) {
      const event = fakeEvent({ url, isMainFrame: true })
      contents.emit('will-navigate', event)
      expect(event.prevented, url).toBe(true)
    }
    expect(fake.opened).toEqual([])
  })

  it('may be reloaded', () => {
    const event = fakeEvent({ url: 'app://crier/', isMainFrame: true })
    hardened().contents.emit('will-navigate', event)
    expect(event.prevented).toBe(false)
  })

  it('holds no frames, guests or redirects', () => {
    const { contents } = hardened()
    for (const [name, details] of [
      ['will-frame-navigate', { isMainFrame: false }],
      ['will-redirect', {}],
      ['will-attach-webview', {}],
    ] as const) {
      const event = fakeEvent(details)
      expect(contents.emit(name, event), name).toBe(1)
      expect(event.prevented, name).toBe(true)
    }
  })

  it('opens no windows: web links go outside, others nowhere', () => {
    const { fake, contents } = hardened()
    const ask = (url: string) => contents.openHandler?.({ url } as Electron.HandlerDetails)
    expect(ask('https://a.example/')).toEqual({ action: 'deny' })
    expect(ask('file:///etc/passwd')).toEqual({ action: 'deny' })
    expect(fake.opened).toEqual(['https://a.example/'])
  })
})

describe('the session', () => {
  function hardened() {
    const session = new FakeSession()
    hardenSession(session, recordingLog())
    return session
  }
  function ask(session: FakeSession, permission: string, requestingUrl: string): boolean {
    let granted: boolean | null = null
    session.request?.(null as never, permission as never, (answer) => (granted = answer), { requestingUrl } as never)
    if (granted === null) throw new Error('The request was never answered')
    return granted
  }

  it.each(['media', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'openExternal', 'fullscreen', 'hid'])(
    'denies %s, asked and checked',
    (permission) => {
      const session = hardened()
      expect(ask(session, permission, 'app://crier/')).toBe(false)
      expect(session.check?.(null, permission as never, 'app://crier/', {} as never)).toBe(false)
    },
  )

  it('lets our own page put text on the clipboard, and nobody else', () => {
    const session = hardened()
    expect(ask(session, 'clipboard-sanitized-write', 'app://crier/')).toBe(true)
    expect(ask(session, 'clipboard-sanitized-write', 'https://a.example/')).toBe(false)
    expect(session.check?.(null, 'clipboard-sanitized-write', 'https://a.example', {} as never)).toBe(false)
  })

  it('denies devices and the spelling service', () => {
    const session = hardened()
    expect(session.device?.({} as never)).toBe(false)
    expect(session.spelling).toBe(false)
  })

  it('saves what our page makes and nothing from the net', () => {
    const session = hardened()
    const download = (url: string): boolean => {
      const event = fakeEvent()
      session.emit('will-download', event, { getURL: () => url })
      return !event.prevented
    }
    expect(download('blob:app://crier/5b1c')).toBe(true)
    expect(download('https://a.example/x.exe')).toBe(false)
    expect(download('blob:https://a.example/x')).toBe(false)
  })
})
