import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { BadUsage } from './usage'

/** What the place of the data depends on. */
export interface Surroundings {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  home: string
}

export function thisMachine(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir() }
}

/**
 * Where this user's Crier keeps everything: `$CRIER_DATA`, else the place the system has for it. Both shells and the
 * command line agree on it. XDG Base Directory Specification: a relative path in XDG_DATA_HOME is to be ignored.
 */
export function defaultDataFolder({ platform, env, home }: Surroundings = thisMachine()): string {
  const chosen = env['CRIER_DATA']
  if (chosen !== undefined && chosen !== '') return chosen
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Crier')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Crier')
  const shared = env['XDG_DATA_HOME']
  return join(shared?.startsWith('/') === true ? shared : join(home, '.local', 'share'), 'crier')
}

export function databaseFile(folder: string): string {
  return join(folder, 'crier.db')
}

/**
 * What `--data` says, else the user's own.
 * @throws BadUsage when it says nothing: an empty variable in a script must not mean the user's own data.
 */
export function dataFolder(chosen: string | undefined): string {
  if (chosen === '') throw new BadUsage('--data needs a folder')
  return chosen === undefined ? defaultDataFolder() : resolve(chosen)
}
