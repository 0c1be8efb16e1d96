import type Electron from 'electron'
import type { Log } from '../core/ports'
import { APP_ORIGIN, isAppAddress } from './app-protocol'
import type { Platform, ShellContents, ShellSession } from './platform'

/** What may leave for the system's own programs. Everything else could start a program with arguments of a stranger. */
const OPENABLE = new Set(['http:', 'https:', 'mailto:'])

/** The settings of every page, whichever window. `sandbox` and `contextIsolation` are spelt out so that no default decides. */
export function pagePreferences(bridge: string): Electron.WebPreferences {
  return {
    preload: bridge,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  }
}

/** Opens a link in the user's browser or mail program. Answers whether the address was one we let out. */
export function openOutside(shell: Platform['shell'], log: Log, address: string): boolean {
  if (!URL.canParse(address) || !OPENABLE.has(new URL(address).protocol)) {
    log.warn('Refused to open an address outside', { scheme: /^[\w+.-]{0,32}:/.exec(address)?.[0] ?? 'none' })
    return false
  }
  // The parsed form, so that what was checked is what is opened.
  shell.openExternal(new URL(address).href).catch((error: unknown) => {
    log.warn('The system could not open a link', { error: String(error) })
  })
  return true
}

/** Holds every page in place: no navigation, no new windows, no embedded guests. Links go outside. */
export function hardenContents(contents: ShellContents, shell: Platform['shell'], log: Log): void {
  contents.on('will-navigate', (details) => {
    // A reload of the same page is a navigation too; anything else stays where it is.
    if (details.url === contents.getURL() && isAppAddress(details.url)) return
    details.preventDefault()
    openOutside(shell, log, details.url)
  })
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame) details.preventDefault()
  })
  contents.on('will-redirect', (details) => details.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(shell, log, url)
    return { action: 'deny' }
  })
}

/** Denies what a page could ask of the machine, and every download but the files the interface makes itself. */
export function hardenSession(session: ShellSession, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = mayDo(permission, details.requestingUrl)
    if (!granted) log.info('Denied a permission', { permission })
    answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => mayDo(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event, item) => {
    // The exported channel list is a blob of our own page; a publisher's file is for the user's browser.
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) event.preventDefault()
  })
}

/** Putting plain text on the clipboard, from our own page after a click ("copy details"). All else is denied. */
function mayDo(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppAddress(origin)
}
