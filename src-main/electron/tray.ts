import { join } from 'node:path'
import type { CallArgument, CallName, ItemSummary, Settings, Snapshot } from '@contract/index'
import type { Clock, Log } from '../core/ports'
import type { Reader } from '../core/reader'
import type { Platform, ShellTray } from './platform'
import { TRAY_HEADLINES, trayMenu, trayToolTip, type TrayActions, type TrayView } from './tray-menu'

/** A busy stream changes things many times a second; a menu is redrawn at most this often. */
const REDRAW_SPACING_MS = 500

export interface TrayParts {
  platform: Pick<Platform, 'Tray' | 'Menu' | 'nativeImage'>
  reader: Reader
  clock: Clock
  log: Log
  resources: string
  /** macOS wants a template image that it colours itself. */
  macos: boolean
  start: Snapshot
  open(): void
  openItem(item: ItemSummary): void
  preferences(): void
  quit(): void
}

/** The icon beside the clock: what is new, and the few things worth doing without the window. Returns its stop. */
export function openTray(parts: TrayParts): () => void {
  const { platform, reader, clock, log } = parts
  const view: TrayView = { ...viewOf(parts.start), now: clock.now() }
  const tray: ShellTray = new platform.Tray(iconFor(view, parts))

  const ask = <Name extends CallName>(name: Name, argument: CallArgument<Name>): void => {
    void reader.call(name, argument).then((result) => {
      if (!result.ok) log.warn('The tray was refused', { call: name, why: result.error.message })
    })
  }
  const actions: TrayActions = {
    open: () => parts.open(),
    openItem: (item) => parts.openItem(item),
    setTicker: (open) => ask('settings.change', { patch: { ticker: { window: open } } }),
    pauseAll: (until) => ask('reader.pauseAll', { until }),
    doNotDisturb: (until) => ask('settings.change', { patch: { doNotDisturbUntil: until } }),
    preferences: () => parts.preferences(),
    quit: () => parts.quit(),
  }

  const draw = (): void => {
    if (tray.isDestroyed()) return
    view.now = clock.now()
    tray.setImage(iconFor(view, parts))
    tray.setToolTip(trayToolTip(view))
    // Linux shows a menu as it was when it was set, so every change sets a new one.
    tray.setContextMenu(platform.Menu.buildFromTemplate(trayMenu(view, actions)))
  }

  let stopWaiting: (() => void) | null = null
  const drawSoon = (): void => {
    stopWaiting ??= clock.after(REDRAW_SPACING_MS, () => {
      stopWaiting = null
      void reader.call('items.page', { query: { list: 'all' }, before: null, limit: TRAY_HEADLINES }).then((page) => {
        if (page.ok) view.headlines = page.answer.items
        draw()
      })
    })
  }
  const adopt = (settings: Settings): void => {
    view.tickerOpen = settings.ticker.window
    view.doNotDisturbUntil = settings.doNotDisturbUntil
  }

  const stops = [
    reader.onFact('itemsChanged', ({ counts }) => {
      view.unread = counts.unread
      drawSoon()
    }),
    reader.onFact('settingsChanged', ({ settings }) => {
      adopt(settings)
      draw()
    }),
    reader.onFact('readerChanged', ({ online, pausedUntil }) => {
      view.online = online
      view.pausedUntil = pausedUntil
      draw()
    }),
  ]
  // A click opens the window where the menu has a button of its own (Windows, some Linux desktops).
  tray.on('click', () => {
    if (!parts.macos) parts.open()
  })
  draw()
  drawSoon()

  return () => {
    for (const stop of stops) stop()
    stopWaiting?.()
    if (!tray.isDestroyed()) tray.destroy()
  }
}

function viewOf(start: Snapshot): Omit<TrayView, 'now'> {
  return {
    headlines: [],
    unread: start.counts.unread,
    online: start.online,
    tickerOpen: start.settings.ticker.window,
    pausedUntil: start.pausedUntil,
    doNotDisturbUntil: start.settings.doNotDisturbUntil,
  }
}

/** Offline tells more than unread: with no network, nothing new can be coming. */
export function trayIconName(view: Pick<TrayView, 'online' | 'unread'>, macos: boolean): string {
  const mark = !view.online ? '-offline' : view.unread > 0 ? '-unread' : ''
  return `tray${mark}${macos ? 'Template' : ''}.png`
}

/** An unreadable file gives an empty image, and the tray then still has its menu. */
function iconFor(view: TrayView, parts: TrayParts): Electron.NativeImage {
  return parts.platform.nativeImage.createFromPath(join(parts.resources, 'tray', trayIconName(view, parts.macos)))
}
