import type { Clock, Log, Store } from '../core/ports'
import { APP_ORIGIN } from './app-protocol'
import type { Platform, ShellWindow } from './platform'
import { pagePreferences } from './security'
import { centred, placeOnScreen, readPlace, workAreas, writePlace } from './window-bounds'

/** Where the store keeps the place of the main window. */
export const MAIN_WINDOW_PLACE = 'window.main'
const USUAL_SIZE = { width: 1280, height: 800 }
/** The interface is one pane down to this width. */
const LEAST_SIZE = { width: 380, height: 480 }
/** A window being dragged moves many times a second; its place is written once it rests this long. */
const PLACE_REST_MS = 400

export interface MainWindow {
  readonly window: ShellWindow
  /** Brings it to the front from wherever it is: hidden, minimised, behind. */
  reveal(): void
  stop(): void
}

export interface MainWindowParts {
  platform: Pick<Platform, 'BrowserWindow' | 'screen'>
  store: Pick<Store, 'getValue' | 'setValue'>
  clock: Clock
  log: Log
  bridge: string
  icon: string
  /** Stay in the tray until asked for. */
  hidden: boolean
  /** The new window, before its page loads. */
  admit(window: ShellWindow): void
  /** Whether the program is quitting: only then does closing the window close it. */
  quitting(): boolean
  /** The window went to the tray. */
  wentToTray(): void
}

/**
 * The news window. Closing it hides it, so that the interface stays warm and the reader goes on. Its page may be
 * throttled in the background (Electron's default): connections and timers live in this process, not in the page.
 */
export function openMainWindow(parts: MainWindowParts): MainWindow {
  const { platform, store, clock, log } = parts
  const areas = workAreas(platform.screen)
  const stored = readPlace(store.getValue(MAIN_WINDOW_PLACE))
  const first = areas[0]
  const wanted = stored?.bounds ?? (first === undefined ? { x: 0, y: 0, ...USUAL_SIZE } : centred(USUAL_SIZE, first))
  const window = new platform.BrowserWindow({
    ...placeOnScreen(wanted, areas, LEAST_SIZE),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Crier',
    icon: parts.icon,
    show: false,
    autoHideMenuBar: true,
    webPreferences: pagePreferences(parts.bridge),
  })
  parts.admit(window)
  if (stored?.maximized === true && !parts.hidden) window.maximize()

  let stopWriting: () => void = () => undefined
  const writePlaceNow = (): void => {
    stopWriting()
    if (window.isDestroyed()) return
    const place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    store.setValue(MAIN_WINDOW_PLACE, writePlace(place))
  }
  const writePlaceSoon = (): void => {
    stopWriting()
    stopWriting = clock.after(PLACE_REST_MS, writePlaceNow)
  }
  window.on('resize', writePlaceSoon)
  window.on('move', writePlaceSoon)

  window.once('ready-to-show', () => {
    if (!parts.hidden) window.show()
  })
  window.on('close', (event) => {
    writePlaceNow()
    if (parts.quitting()) return
    event.preventDefault()
    hideToTray(window)
    parts.wentToTray()
  })
  // A crashed page is started afresh: the reader is in this process and has lost nothing.
  window.webContents.on('render-process-gone', (_event, details) => {
    log.error('The interface stopped and is started again', { reason: details.reason, code: details.exitCode })
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  window.loadURL(`${APP_ORIGIN}/`).catch((error: unknown) => {
    log.error('The interface could not be loaded', { error: String(error) })
  })

  return {
    window,
    reveal() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    stop: () => stopWriting(),
  }
}

/** macOS leaves a black screen behind when a full-screen window is hidden, so it leaves full screen first. */
function hideToTray(window: ShellWindow): void {
  if (!window.isFullScreen()) {
    window.hide()
    return
  }
  window.once('leave-full-screen', () => window.hide())
  window.setFullScreen(false)
}
