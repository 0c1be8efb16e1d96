import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { Settings } from '@contract/index'
import type { Log } from '../core/ports'
import { autostartEntry } from './autostart'
import type { Platform } from './platform'

export interface LoginParts {
  app: Platform['app']
  log: Log
  platform: NodeJS.Platform
  environment: NodeJS.ProcessEnv
  executable: string
}

/**
 * Makes the system start Crier at login, or not, as the settings say. Answers a function that follows changes, and
 * resolves when the system has been told.
 */
export function createLoginItem(parts: LoginParts): (settings: Settings) => Promise<void> {
  let told: string | null = null
  return async (settings) => {
    const wish = { start: settings.startAtLogin, hidden: settings.startHidden }
    const wished = JSON.stringify(wish)
    if (told === wished) return
    // Nothing was ever asked for: leave the system as it is, and an unpackaged try-out unregistered.
    const first = told === null
    told = wished
    if (first && !wish.start) return
    try {
      if (parts.platform === 'linux') await writeAutostart(parts, wish)
      else parts.app.setLoginItemSettings({ openAtLogin: wish.start, ...windowsEntry(parts, wish.hidden) })
    } catch (error) {
      told = null
      parts.log.warn('Starting at login could not be changed', { error: String(error) })
    }
  }
}

/** Whether this start should stay in the tray. macOS tells by itself whether it was a login; elsewhere `--hidden` does. */
export function startsHidden(parts: LoginParts, asked: boolean, settings: Settings): boolean {
  if (asked) return true
  return parts.platform === 'darwin' && settings.startHidden && parts.app.getLoginItemSettings().wasOpenedAtLogin
}

function windowsEntry(parts: LoginParts, hidden: boolean): Pick<Electron.Settings, 'path' | 'args'> {
  if (parts.platform !== 'win32') return {}
  const [path, ...args] = startCommand(parts, hidden)
  return { path, args: args.map((word) => (word.includes(' ') ? `"${word}"` : word)) }
}

async function writeAutostart(parts: LoginParts, wish: { start: boolean; hidden: boolean }): Promise<void> {
  const file = autostartFile(parts.environment)
  if (!wish.start) {
    await rm(file, { force: true })
    return
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, autostartEntry(startCommand(parts, wish.hidden)))
}

/** XDG Base Directory Specification: a relative path in the variable is to be ignored. */
export function autostartFile(environment: NodeJS.ProcessEnv): string {
  const configured = environment.XDG_CONFIG_HOME
  const folder = configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), '.config')
  return join(folder, 'autostart', 'crier.desktop')
}

/** An AppImage runs from a mount that is gone after it ends; it says in APPIMAGE where it really is. */
function startCommand(parts: LoginParts, hidden: boolean): string[] {
  const program = parts.environment.APPIMAGE ?? parts.executable
  return [program, ...(parts.app.isPackaged ? [] : [parts.app.getAppPath()]), ...(hidden ? ['--hidden'] : [])]
}
