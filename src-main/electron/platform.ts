/**
 * The parts of Electron that Crier uses, picked from Electron's own declarations. The shell's files ask for these
 * and are handed them by `main.ts`, the only file that imports `electron` as a value; tests hand them
 * `test/fakes/electron.ts`, which must satisfy the same types. See docs/decisions/0007-electron-at-the-edge.md.
 */
import type Electron from 'electron'

export type ShellContents = Pick<
  Electron.WebContents,
  'id' | 'on' | 'send' | 'getURL' | 'isDestroyed' | 'reload' | 'setWindowOpenHandler'
>

export type ShellWindow = Pick<
  Electron.BrowserWindow,
  | 'on'
  | 'once'
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFullScreen'
  | 'restore'
  | 'maximize'
  | 'setFullScreen'
  | 'setBounds'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setOpacity'
  | 'setResizable'
  | 'setMovable'
  | 'setIgnoreMouseEvents'
  | 'setVisibleOnAllWorkspaces'
  | 'setAlwaysOnTop'
> & { readonly webContents: ShellContents }

export type ShellTray = Pick<
  Electron.Tray,
  'on' | 'setImage' | 'setToolTip' | 'setContextMenu' | 'destroy' | 'isDestroyed'
>

export type ShellNotification = Pick<Electron.Notification, 'on' | 'show' | 'close'>

export type ShellSession = Pick<
  Electron.Session,
  | 'on'
  | 'resolveProxy'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
> & { readonly protocol: Pick<Electron.Protocol, 'handle'> }

export interface Platform {
  app: Pick<
    Electron.App,
    | 'on'
    | 'quit'
    | 'exit'
    | 'focus'
    | 'whenReady'
    | 'requestSingleInstanceLock'
    | 'setAsDefaultProtocolClient'
    | 'setAppUserModelId'
    | 'setBadgeCount'
    | 'getLoginItemSettings'
    | 'setLoginItemSettings'
    | 'getPath'
    | 'setPath'
    | 'getVersion'
    | 'getAppPath'
    | 'isPackaged'
    | 'enableSandbox'
  >
  BrowserWindow: new (options: Electron.BrowserWindowConstructorOptions) => ShellWindow
  Tray: new (image: Electron.NativeImage) => ShellTray
  Notification: (new (options: Electron.NotificationConstructorOptions) => ShellNotification) & {
    isSupported(): boolean
  }
  Menu: {
    buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): Electron.Menu
    setApplicationMenu(menu: Electron.Menu | null): void
  }
  nativeImage: Pick<typeof Electron.nativeImage, 'createFromPath' | 'createFromDataURL' | 'createEmpty'>
  dialog: Pick<Electron.Dialog, 'showErrorBox'>
  ipcMain: Pick<Electron.IpcMain, 'handle' | 'removeHandler'>
  net: Pick<Electron.Net, 'isOnline'>
  powerMonitor: Pick<Electron.PowerMonitor, 'on' | 'off'>
  protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>
  screen: Pick<Electron.Screen, 'on' | 'off' | 'getAllDisplays' | 'getPrimaryDisplay'>
  session: { readonly defaultSession: ShellSession }
  shell: Pick<Electron.Shell, 'openExternal'>
}
