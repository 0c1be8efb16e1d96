import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run.mjs'

/**
 * Electron's executable if it is here already. Looks as the package `electron` does, but never fetches: a test run
 * must not begin with a download of 100 MB. `npm start` and `npx install-electron` fetch it.
 *
 * @returns {string | null}
 */
export function findElectron() {
  const home = join(ROOT, 'node_modules/electron')
  const pathFile = join(home, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const file =
    folder !== undefined && folder !== '' ? join(folder, name ?? 'electron') : name && join(home, 'dist', name)
  return file !== null && existsSync(file) ? file : null
}

/** Why the Electron suite cannot run here; null when it can. */
export function electronMissing() {
  if (findElectron() === null) return "Electron's binary is not installed; to get it: npx install-electron"
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return 'there is no display; with Xvfb: xvfb-run -a npm run test:electron'
  }
  return null
}
