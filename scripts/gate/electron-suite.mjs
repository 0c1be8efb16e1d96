import { electronBinary, whyNoWindow } from '../electron-binary.mjs'
import { ROOT } from './run.mjs'

/**
 * Electron's executable if it is here already. Never fetched: a test run must not begin with a download of 100 MB.
 * @returns {string | null}
 */
export const findElectron = () => electronBinary(ROOT)

/** Why the Electron suite cannot run here; null when it can. Root can: the suite then starts it without its sandbox. */
export function electronMissing() {
  if (findElectron() === null) return "Electron's binary is not installed; to get it: npx install-electron"
  const why = whyNoWindow({ platform: process.platform, env: process.env, uid: null })
  return why === null ? null : `${why}; with Xvfb: xvfb-run -a npm run test:electron`
}
