import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  net,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
} from 'electron'
import { defaultDataFolder } from '../node/data-folder'
import { createSystemClock } from '../node/system-clock'
import { trustSystemCertificates } from './certificates'
import { startDesktop } from './desktop'
import { createFileLog } from './log'
import { FolderTaken, openReader } from './open-reader'
import { placesFrom } from './places'

/** Everything real, built by hand: the one file that takes Electron as a value. */
const desktop = startDesktop({
  platform: {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    nativeImage,
    net,
    Notification,
    powerMonitor,
    protocol,
    screen,
    session,
    shell,
    Tray,
  },
  places: placesFrom(import.meta.dirname),
  clock: createSystemClock(),
  process,
  defaultDataFolder: defaultDataFolder(),
  createLog: createFileLog,
  openReader(parts) {
    trustSystemCertificates(parts.log)
    return openReader(parts)
  },
})

// Not awaited here: Electron gets ready only after this module has been read to its end.
desktop.catch(async (error: unknown) => {
  // As the command line does: a second start shows the reader that runs.
  if (error instanceof FolderTaken) await shell.openExternal(error.address)
  else dialog.showErrorBox('Crier could not start', error instanceof Error ? error.message : String(error))
  app.exit(error instanceof FolderTaken ? 0 : 1)
})
