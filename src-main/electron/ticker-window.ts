import type { Settings } from '@contract/index'
import type { Clock, Log, Store } from '../core/ports'
import { APP_ORIGIN } from './app-protocol'
import type { Platform, ShellWindow } from './platform'
import { pagePreferences } from './security'
import { tickerBounds, tickerOpacity } from './ticker-dock'
import { readPlace, workAreas, writePlace } from './window-bounds'

/** Where the store keeps the place of a ticker that is not docked. */
export const TICKER_PLACE = 'window.ticker'
const PLACE_REST_MS = 400

export interface TickerWindow {
  /** Makes the window as the settings say: open or not, where, how tall, how see-through. */
  follow(settings: Settings): void
  stop(): void
}

export interface TickerParts {
  platform: Pick<Platform, 'BrowserWindow' | 'screen'>
  store: Pick<Store, 'getValue' | 'setValue'>
  clock: Clock
  log: Log
  bridge: string
  quitting(): boolean
  /** A new ticker window, before its page loads. */
  opened(window: ShellWindow): void
  /** The user closed it: the setting follows. */
  closedByUser(): void
}

/** The strip of headlines above all windows. It lives and dies with the setting; the main window need not be open. */
export function createTickerWindow(parts: TickerParts): TickerWindow {
  const { platform, store } = parts
  let window: ShellWindow | null = null
  let ticker: Settings['ticker'] | null = null
  let stopWriting: () => void = () => undefined

  /** Docks it again. Also what keeps it in place when displays come, go or change their size. */
  const arrange = (): void => {
    if (window === null || ticker === null || window.isDestroyed()) return
    const free = readPlace(store.getValue(TICKER_PLACE))?.bounds ?? null
    window.setBounds(tickerBounds(ticker, free, workAreas(platform.screen)))
    window.setOpacity(tickerOpacity(ticker.opacity)) // does nothing on Linux, where windows have no opacity
    window.setResizable(ticker.edge === 'free')
    window.setMovable(ticker.edge === 'free')
    // Forwarded moves let the page still pause under the pointer (macOS and Windows).
    window.setIgnoreMouseEvents(ticker.clickThrough, { forward: true })
  }

  const rememberSoon = (moved: ShellWindow): void => {
    stopWriting()
    if (ticker?.edge !== 'free') return
    stopWriting = parts.clock.after(PLACE_REST_MS, () => {
      if (!moved.isDestroyed())
        store.setValue(TICKER_PLACE, writePlace({ bounds: moved.getBounds(), maximized: false }))
    })
  }

  const open = (): void => {
    const opened = new platform.BrowserWindow({ ...tickerOptions(parts.bridge) })
    window = opened
    parts.opened(opened)
    opened.setAlwaysOnTop(true, 'floating')
    opened.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true })
    arrange()
    // Without taking the focus from what the user is doing.
    opened.once('ready-to-show', () => opened.showInactive())
    opened.on('move', () => rememberSoon(opened))
    opened.on('resize', () => rememberSoon(opened))
    opened.once('closed', () => {
      const byUser = window === opened
      if (byUser) window = null
      if (byUser && !parts.quitting()) parts.closedByUser()
    })
    opened.webContents.on('render-process-gone', (_event, details) => {
      parts.log.error('The ticker stopped and is started again', { reason: details.reason })
      if (details.reason !== 'clean-exit' && !opened.isDestroyed()) opened.webContents.reload()
    })
    opened.loadURL(`${APP_ORIGIN}/ticker`).catch((error: unknown) => {
      parts.log.error('The ticker could not be loaded', { error: String(error) })
    })
  }

  const shut = (): void => {
    const open = window
    window = null
    stopWriting()
    if (open !== null && !open.isDestroyed()) open.destroy()
  }

  platform.screen.on('display-added', arrange)
  platform.screen.on('display-removed', arrange)
  platform.screen.on('display-metrics-changed', arrange)

  return {
    follow(settings) {
      ticker = settings.ticker
      if (!ticker.window) shut()
      else if (window === null) open()
      else arrange()
    },
    stop() {
      platform.screen.off('display-added', arrange)
      platform.screen.off('display-removed', arrange)
      platform.screen.off('display-metrics-changed', arrange)
      shut()
    },
  }
}

function tickerOptions(bridge: string): Electron.BrowserWindowConstructorOptions {
  return {
    title: 'Crier ticker',
    show: false,
    frame: false,
    hasShadow: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    webPreferences: pagePreferences(bridge),
  }
}
