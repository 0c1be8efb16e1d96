/**
 * Electron without Electron. Every part satisfies the type that `src-main/electron/platform.ts` picks from Electron's
 * own declarations, so a call that Electron does not have, or has otherwise, does not compile on either side.
 * It records what it was told, and `emit` plays the system's part.
 */
import type Electron from 'electron'
import type {
  Platform,
  ShellContents,
  ShellNotification,
  ShellSession,
  ShellTray,
  ShellWindow,
} from '../../src-main/electron/platform'

type Listener = (...args: never[]) => void

/** Electron's `on` returns the full object, which a part of it is not; `never` fits every such promise. */
class FakeEmitter {
  readonly #listeners = new Map<string, Set<Listener>>()

  on(event: string, listener: Listener): never {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return this as never
  }

  once(event: string, listener: Listener): never {
    const first = (...args: never[]): void => {
      this.off(event, first)
      listener(...args)
    }
    return this.on(event, first)
  }

  off(event: string, listener: Listener): never {
    this.#listeners.get(event)?.delete(listener)
    return this as never
  }

  /** Plays an event of the system. Answers how many listened. */
  emit(event: string, ...args: unknown[]): number {
    const listeners = [...(this.#listeners.get(event) ?? [])]
    for (const listener of listeners) listener(...(args as never[]))
    return listeners.length
  }

  listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0)
  }
}

/** An event whose default can be prevented. */
export function fakeEvent<Details extends object>(details?: Details) {
  const event = {
    ...(details as Details),
    prevented: false,
    preventDefault() {
      event.prevented = true
    },
  }
  return event
}

export class FakeContents extends FakeEmitter implements ShellContents {
  static count = 0
  readonly id = ++FakeContents.count
  readonly sent: { channel: string; value: unknown }[] = []
  url = ''
  reloads = 0
  destroyed = false
  openHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | null = null

  send(channel: string, value: unknown): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
    this.sent.push({ channel, value })
  }
  getURL = (): string => this.url
  isDestroyed = (): boolean => this.destroyed
  reload(): void {
    this.reloads += 1
  }
  setWindowOpenHandler(handler: NonNullable<FakeContents['openHandler']>): void {
    this.openHandler = handler
  }
}

export class FakeWindow extends FakeEmitter implements ShellWindow {
  readonly webContents = new FakeContents()
  bounds: Electron.Rectangle
  visible = false
  minimized = false
  maximized = false
  fullScreen = false
  focused = false
  resizable: boolean
  movable: boolean
  opacity = 1
  mouse: { ignore: boolean; forward: boolean } = { ignore: false, forward: false }
  onTop: string | null = null
  everywhere: Electron.VisibleOnAllWorkspacesOptions | null = null

  constructor(readonly options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    }
    this.resizable = options.resizable ?? true
    this.movable = options.movable ?? true
  }

  loadURL(url: string): Promise<void> {
    this.webContents.url = url
    return Promise.resolve()
  }
  show(): void {
    this.visible = true
    this.focused = true
  }
  showInactive(): void {
    this.visible = true
  }
  hide(): void {
    this.visible = false
    this.focused = false
  }
  focus(): void {
    this.focused = true
  }
  /** As the user's click on the cross: may be prevented. */
  close(): void {
    const event = fakeEvent()
    this.emit('close', event)
    if (!event.prevented) this.destroy()
  }
  destroy(): void {
    if (this.webContents.destroyed) return
    this.visible = false
    this.webContents.destroyed = true
    this.emit('closed')
  }
  isDestroyed = (): boolean => this.webContents.destroyed
  isVisible = (): boolean => this.visible
  isMinimized = (): boolean => this.minimized
  isMaximized = (): boolean => this.maximized
  isFullScreen = (): boolean => this.fullScreen
  restore(): void {
    this.minimized = false
  }
  maximize(): void {
    this.maximized = true
  }
  setFullScreen(on: boolean): void {
    this.fullScreen = on
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen')
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds }
  }
  getBounds = (): Electron.Rectangle => this.bounds
  getNormalBounds = (): Electron.Rectangle => this.bounds
  setOpacity(opacity: number): void {
    this.opacity = opacity
  }
  setResizable(on: boolean): void {
    this.resizable = on
  }
  setMovable(on: boolean): void {
    this.movable = on
  }
  setIgnoreMouseEvents(ignore: boolean, options?: Electron.IgnoreMouseEventsOptions): void {
    this.mouse = { ignore, forward: options?.forward ?? false }
  }
  setVisibleOnAllWorkspaces(on: boolean, options?: Electron.VisibleOnAllWorkspacesOptions): void {
    this.everywhere = on ? (options ?? {}) : null
  }
  setAlwaysOnTop(on: boolean, level?: string): void {
    this.onTop = on ? (level ?? 'floating') : null
  }
}

export class FakeTray extends FakeEmitter implements ShellTray {
  toolTip = ''
  menu: Electron.Menu | null = null
  destroyed = false
  constructor(public image: Electron.NativeImage | string) {
    super()
  }
  setImage(image: Electron.NativeImage | string): void {
    this.image = image
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: Electron.Menu | null): void {
    this.menu = menu
  }
  destroy(): void {
    this.destroyed = true
  }
  isDestroyed = (): boolean => this.destroyed
}

export class FakeNotification extends FakeEmitter implements ShellNotification {
  shown = false
  closed = false
  constructor(readonly options: Electron.NotificationConstructorOptions) {
    super()
  }
  show(): void {
    this.shown = true
  }
  close(): void {
    this.closed = true
    this.emit('close', fakeEvent())
  }
}

export class FakeSession extends FakeEmitter implements ShellSession {
  decision = 'DIRECT'
  spelling = true
  request: Parameters<ShellSession['setPermissionRequestHandler']>[0] = null
  check: Parameters<ShellSession['setPermissionCheckHandler']>[0] = null
  device: Parameters<ShellSession['setDevicePermissionHandler']>[0] = null
  readonly served = new Map<string, (request: GlobalRequest) => Promise<GlobalResponse> | GlobalResponse>()
  readonly protocol = {
    handle: (scheme: string, handler: (request: GlobalRequest) => Promise<GlobalResponse> | GlobalResponse): void => {
      this.served.set(scheme, handler)
    },
  }
  resolveProxy = (_url: string): Promise<string> => Promise.resolve(this.decision)
  setPermissionRequestHandler(handler: FakeSession['request']): void {
    this.request = handler
  }
  setPermissionCheckHandler(handler: FakeSession['check']): void {
    this.check = handler
  }
  setDevicePermissionHandler(handler: FakeSession['device']): void {
    this.device = handler
  }
  setSpellCheckerEnabled(on: boolean): void {
    this.spelling = on
  }
}

export class FakeApp extends FakeEmitter {
  isPackaged = true
  locked = true
  quits = 0
  sandboxed = false
  badge = 0
  appId = ''
  readonly paths = new Map<string, string>()
  readonly clients: { scheme: string; path: string | undefined; args: string[] | undefined }[] = []
  loginItem: Electron.Settings | null = null
  openedAtLogin = false

  whenReady = (): Promise<void> => Promise.resolve()
  /** As Electron: `before-quit`, every window is closed, `will-quit`, gone. */
  windows: () => FakeWindow[] = () => []
  gone = false
  quit(): void {
    this.quits += 1
    const before = fakeEvent()
    this.emit('before-quit', before)
    if (before.prevented) return
    for (const window of this.windows()) if (!window.isDestroyed()) window.close()
    if (this.windows().some((window) => !window.isDestroyed())) return
    const will = fakeEvent()
    this.emit('will-quit', will)
    if (!will.prevented) this.gone = true
  }
  exit = (): void => {
    this.gone = true
  }
  focus = (): void => undefined
  requestSingleInstanceLock = (): boolean => this.locked
  setAsDefaultProtocolClient(scheme: string, path?: string, args?: string[]): boolean {
    this.clients.push({ scheme, path, args })
    return true
  }
  setAppUserModelId(id: string): void {
    this.appId = id
  }
  setBadgeCount(count?: number): boolean {
    this.badge = count ?? 0
    return true
  }
  getLoginItemSettings = (): Electron.LoginItemSettings => ({
    openAtLogin: this.loginItem?.openAtLogin ?? false,
    wasOpenedAtLogin: this.openedAtLogin,
    status: 'enabled',
    executableWillLaunchAtLogin: false,
    launchItems: [],
  })
  setLoginItemSettings(settings: Electron.Settings): void {
    this.loginItem = settings
  }
  getPath = (name: string): string => this.paths.get(name) ?? `/nowhere/${name}`
  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }
  getVersion = (): string => '0.1.0'
  getAppPath = (): string => '/opt/crier/app'
  enableSandbox(): void {
    this.sandboxed = true
  }
}

export class FakeScreen extends FakeEmitter {
  displays: Electron.Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }]
  getAllDisplays = (): Electron.Display[] => this.displays.map(fakeDisplay)
  getPrimaryDisplay = (): Electron.Display => {
    const [first] = this.getAllDisplays()
    if (first === undefined) throw new Error('The fake has no display')
    return first
  }
}

export interface FakeElectron {
  platform: Platform
  app: FakeApp
  screen: FakeScreen
  session: FakeSession
  powerMonitor: FakeEmitter
  windows: FakeWindow[]
  trays: FakeTray[]
  notifications: FakeNotification[]
  /** What was opened outside. */
  opened: string[]
  errorBoxes: string[]
  applicationMenu(): Electron.Menu | null
  schemes: Electron.CustomScheme[]
  setOnline(online: boolean): void
  notificationsSupported(supported: boolean): void
  /** Plays a call of a page, as `ipcRenderer.invoke` would arrive. */
  invoke(channel: string, event: object, ...args: unknown[]): Promise<unknown>
}

/** A machine with one screen, a tray and notifications, online. */
export function createFakeElectron(): FakeElectron {
  const app = new FakeApp()
  const screen = new FakeScreen()
  const session = new FakeSession()
  const powerMonitor = new FakeEmitter()
  const windows: FakeWindow[] = []
  const trays: FakeTray[] = []
  const notifications: FakeNotification[] = []
  const opened: string[] = []
  const errorBoxes: string[] = []
  const schemes: Electron.CustomScheme[] = []
  const handlers = new Map<string, (event: never, ...args: unknown[]) => unknown>()
  let menu: Electron.Menu | null = null
  let online = true
  let supported = true
  app.windows = () => windows

  class Window extends FakeWindow {
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super(options)
      windows.push(this)
      app.emit('web-contents-created', fakeEvent(), this.webContents)
    }
  }
  class Tray extends FakeTray {
    constructor(image: Electron.NativeImage) {
      super(image)
      trays.push(this)
    }
  }
  class Notification extends FakeNotification {
    static isSupported = (): boolean => supported
    constructor(options: Electron.NotificationConstructorOptions) {
      super(options)
      notifications.push(this)
    }
  }

  const platform = {
    app,
    BrowserWindow: Window,
    Tray,
    Notification,
    Menu: {
      buildFromTemplate: fakeMenu,
      setApplicationMenu: (set: Electron.Menu | null): void => {
        menu = set
      },
    },
    nativeImage: {
      createFromPath: (path: string) => fakeImage(path),
      createFromDataURL: (url: string) => fakeImage(url),
      createEmpty: () => fakeImage(''),
    },
    dialog: {
      showErrorBox: (title: string, content: string): void => {
        errorBoxes.push(`${title}: ${content}`)
      },
    },
    ipcMain: {
      handle: (channel: string, handler: (event: never, ...args: unknown[]) => unknown): void => {
        if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
        handlers.set(channel, handler)
      },
      removeHandler: (channel: string): void => {
        handlers.delete(channel)
      },
    },
    net: { isOnline: () => online },
    powerMonitor,
    protocol: {
      registerSchemesAsPrivileged: (added: Electron.CustomScheme[]): void => {
        schemes.push(...added)
      },
    },
    screen,
    session: { defaultSession: session },
    shell: {
      openExternal: (url: string): Promise<void> => {
        opened.push(url)
        return Promise.resolve()
      },
    },
  } satisfies Platform

  return {
    platform,
    app,
    screen,
    session,
    powerMonitor,
    windows,
    trays,
    notifications,
    opened,
    errorBoxes,
    schemes,
    applicationMenu: () => menu,
    setOnline(now) {
      online = now
    },
    notificationsSupported(now) {
      supported = now
    },
    async invoke(channel, event, ...args) {
      const handler = handlers.get(channel)
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      return await handler(event as never, ...args)
    },
  }
}

/** A menu that keeps its template where tests can read it (`fakeTemplate`). */
function fakeMenu(template: Electron.MenuItemConstructorOptions[]): Electron.Menu {
  return { template } as unknown as Electron.Menu // a part of a menu: nothing else of it is used
}

/** What a fake menu was built from. */
export function fakeTemplate(menu: Electron.Menu | null): Electron.MenuItemConstructorOptions[] {
  if (menu === null || !('template' in menu)) throw new Error('There is no menu')
  return menu.template as Electron.MenuItemConstructorOptions[]
}

/** Finds an entry by the start of its label, at any depth, and clicks it. */
export function clickEntry(entries: Electron.MenuItemConstructorOptions[], label: string): void {
  const entry = findEntry(entries, label)
  if (entry?.click === undefined) throw new Error(`No entry to click that starts with "${label}"`)
  const click = entry.click as () => void // our own clicks take no argument
  click()
}

export function findEntry(
  entries: readonly Electron.MenuItemConstructorOptions[],
  label: string,
): Electron.MenuItemConstructorOptions | null {
  for (const entry of entries) {
    if (entry.label?.startsWith(label) === true) return entry
    const below = Array.isArray(entry.submenu) ? findEntry(entry.submenu, label) : null
    if (below !== null) return below
  }
  return null
}

/** An image that only knows where it came from (`fakeImageSource`). */
function fakeImage(source: string): Electron.NativeImage {
  const image: Pick<Electron.NativeImage, 'isEmpty'> & { source: string } = { source, isEmpty: () => source === '' }
  return image as unknown as Electron.NativeImage // a part of an image: nothing else of it is used
}

export function fakeImageSource(image: Electron.NativeImage | string | undefined): string {
  return typeof image === 'object' && 'source' in image ? String(image.source) : String(image)
}

function fakeDisplay(workArea: Electron.Rectangle, place: number): Electron.Display {
  return { id: place + 1, workArea } as Electron.Display // a part of a display: nothing else of it is used
}
