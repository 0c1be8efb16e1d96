import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CallAnswer, ShellFacts } from '@contract/index'
import type { Clock, Log, Store } from '../core/ports'
import type { Reader } from '../core/reader'
import { registerAppScheme, serveApp } from './app-protocol'
import { watchBadge } from './badge'
import { readCommandLine } from './command-line'
import { connectIpc } from './ipc'
import { watchLifecycle, type Lifecycle } from './lifecycle'
import { createLoginItem, startsHidden } from './login'
import { applicationMenu } from './menu'
import { createNotifier } from './notifier'
import type { Places } from './places'
import type { Platform } from './platform'
import { watchPower } from './power'
import { createPresenter, type Presenter } from './presenter'
import { createSystemProxy, type SystemProxy } from './proxy'
import { hardenContents, hardenSession } from './security'
import { claimInstance, claimLinks, watchStarts } from './single-instance'
import { createTickerWindow } from './ticker-window'
import { openTray } from './tray'
import { createTrayHint } from './tray-hint'
import { openMainWindow } from './window'

/** Windows shows notifications under this name; it is also electron-builder's `appId`. */
export const APP_ID = 'org.crier.Crier'

export interface DesktopParts {
  platform: Platform
  places: Places
  clock: Clock
  process: Pick<NodeJS.Process, 'argv' | 'env' | 'execPath' | 'platform' | 'cwd'>
  createLog(file: string): Log
  /** Where everything is kept when `--data` does not say. Absolute. */
  defaultDataFolder: string
  /** Builds the reader on its data folder. Rejects, in the user's words, when the folder cannot be used. */
  openReader(parts: { dataFolder: string; shell: ShellFacts; proxy: SystemProxy; log: Log }): Promise<OpenReader>
}

export interface OpenReader {
  reader: Reader
  store: Store
  /** Stops the reader and then closes what it stands on. */
  close(): Promise<void>
}

/**
 * The desktop shell, put together. Resolves when it stands; false when another Crier runs on the same data folder,
 * has been told of this start, and this one is quitting.
 */
export async function startDesktop(parts: DesktopParts): Promise<boolean> {
  const { platform, clock } = parts
  const { app } = platform
  const asked = readCommandLine(parts.process.argv, parts.process.cwd())
  const dataFolder = asked.dataFolder ?? parts.defaultDataFolder
  settleIn(app, dataFolder)
  if (!claimInstance(app)) {
    app.quit()
    return false
  }
  const log = parts.createLog(join(dataFolder, 'crier.log'))
  const presenter = createPresenter()
  const lifecycle = watchLifecycle(app, clock, log)
  app.setAppUserModelId(APP_ID)
  app.enableSandbox()
  registerAppScheme(platform.protocol)
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, platform.shell, log))
  watchStarts(app, presenter)
  if (asked.address !== null) presenter.offer(asked.address)

  await app.whenReady()
  hardenSession(platform.session.defaultSession, log)
  serveApp(platform.session.defaultSession, parts.places.interfaceFolder)
  const proxy = createSystemProxy(platform.session.defaultSession)
  const shell = shellFacts(parts, dataFolder)
  const { reader, store, close } = await parts.openReader({ dataFolder, shell, proxy, log })
  lifecycle.atEnd(() => proxy.stop())
  lifecycle.atEnd(close)
  const start = await reader.call('snapshot.get', null)
  if (!start.ok) throw new Error(start.error.message)
  await openShell({ ...parts, log, reader, store, presenter, lifecycle, hidden: asked.hidden, start: start.answer })
  reader.start()
  return true
}

interface ShellParts extends DesktopParts {
  log: Log
  reader: Reader
  store: Store
  presenter: Presenter
  lifecycle: Lifecycle
  hidden: boolean
  start: CallAnswer<'snapshot.get'>
}

/** Windows, tray and everything that watches. All of it ends before the reader does. */
async function openShell(parts: ShellParts): Promise<void> {
  const { platform, places, clock, log, reader, store, presenter, lifecycle, start } = parts
  const { app } = platform
  const macos = parts.process.platform === 'darwin'
  const quit = (): void => app.quit()
  const { quitting } = lifecycle
  const windowParts = { platform, store, clock, log, bridge: places.bridge, quitting }

  const ipc = connectIpc({ ipcMain: platform.ipcMain, reader, log })
  const notifier = createNotifier({ platform, log })
  const hint = createTrayHint(reader, notifier, { macos, shown: start.settings.trayHintShown })
  const login = { app, log, ...systemOf(parts.process) }
  const main = openMainWindow({
    ...windowParts,
    icon: join(places.resources, 'icon.png'),
    hidden: startsHidden(login, parts.hidden, start.settings),
    admit: ipc.admit,
    wentToTray: () => hint(presenter.reveal),
  })
  presenter.attach(main, ipc, reader)

  const ticker = createTickerWindow({
    ...windowParts,
    opened: ipc.admit,
    closedByUser: () => void reader.call('settings.change', { patch: { ticker: { window: false } } }),
  })
  ticker.follow(start.settings)
  const followLogin = createLoginItem(login)
  await followLogin(start.settings)
  const menuActions = { addChannel: () => presenter.offer(''), preferences: presenter.preferences, quit }
  const menu = applicationMenu(menuActions, { macos, packaged: app.isPackaged })
  platform.Menu.setApplicationMenu(platform.Menu.buildFromTemplate(menu))
  claimLinks(app, parts.process.execPath, store)

  const { reveal, openItem, preferences } = presenter
  const stops = [
    openTray({ ...parts, macos, resources: places.resources, open: reveal, openItem, preferences, quit }),
    watchBadge(app, reader, start.counts.unread),
    watchPower({ platform, reader, shutdown: quit }),
    reader.onFact('settingsChanged', ({ settings }) => {
      ticker.follow(settings)
      void followLogin(settings)
    }),
    reader.onFact('alertRaised', ({ alert }) => notifier.notify(alert, () => presenter.openAlert(alert))),
    // Whoever asked for it (the ticker window, say): what is shown is shown in front.
    reader.onPush((push) => {
      if (push.name.startsWith('show.')) main.reveal()
    }),
    () => ticker.stop(),
    () => notifier.stop(),
    () => main.stop(),
    () => ipc.stop(),
  ]
  lifecycle.atEnd(() => {
    for (const stop of stops) stop()
  })
}

/** Chromium's own files go into a folder of theirs. Electron wants a folder to be there before it is named. */
function settleIn(app: Platform['app'], dataFolder: string): void {
  const session = join(dataFolder, 'session')
  mkdirSync(session, { recursive: true, mode: 0o700 })
  app.setPath('userData', dataFolder)
  app.setPath('sessionData', session)
}

function shellFacts(parts: DesktopParts, dataFolder: string): ShellFacts {
  return {
    kind: 'electron',
    version: parts.platform.app.getVersion(),
    platform: parts.process.platform,
    can: { tickerWindow: true, startAtLogin: true, tray: true },
    dataFolder,
  }
}

function systemOf(process: DesktopParts['process']) {
  return { platform: process.platform, environment: process.env, executable: process.execPath }
}
