import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A download of which nothing arrives for so long is given up; one that moves may take its time. Milliseconds. */
const SILENCE_MS = 30_000
const TELL_EVERY_MS = 2_000

/**
 * Where Electron's binary is; null when it was not downloaded (or the package is not installed at all).
 * @param {string} root
 * @returns {string | null}
 */
export function electronBinary(root) {
  const home = electronHome(root)
  if (home === null) return null
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const note = join(home, 'path.txt')
  if (!existsSync(note)) return null
  const file = join(override ?? join(home, 'dist'), readFileSync(note, 'utf8').trim())
  return existsSync(file) ? file : null
}

/**
 * Why the desktop app cannot show a window here; null when it can.
 * @param {{ platform: NodeJS.Platform, env: NodeJS.ProcessEnv, uid: number | null }} machine
 */
export function whyNoWindow({ platform, env, uid }) {
  if (platform !== 'linux') return null
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
  if (uid === 0) return 'it does not run as root'
  return null
}

/**
 * Downloads the binary with the package's own installer. Its own progress bar needs a terminal, so what has arrived is
 * measured in the folders it writes to: that is shown, and a download that stands still is given up.
 * @param {string} root
 * @returns {Promise<string | null>} why it failed, in a few words; null when the binary is there
 */
export async function fetchElectron(root) {
  const home = electronHome(root)
  if (home === null) return 'the package electron is not installed'
  const folder = mkdtempSync(join(tmpdir(), 'crier-electron-'))
  const child = spawn(process.execPath, [join(home, 'install.js')], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
  })
  let said = ''
  child.stderr.on('data', (/** @type {Buffer} */ data) => {
    said = (said + data.toString()).slice(0, 4_000)
  })
  console.error('Fetching Electron (about 110 MB, once) …')
  let arrived = 0
  let lastNews = Date.now()
  let toldAt = Date.now()
  let stalled = false
  const watch = setInterval(() => {
    const now = Date.now()
    const bytes = bytesIn(folder) + bytesIn(join(home, 'dist'))
    const moved = bytes !== arrived
    if (moved) lastNews = now
    arrived = bytes
    if (now - lastNews > SILENCE_MS) {
      stalled = true
      child.kill()
    } else if (moved && now - toldAt > TELL_EVERY_MS) {
      toldAt = now
      console.error(`  ${String(Math.round(arrived / 1_000_000))} MB`)
    }
  }, 500)
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    if (electronBinary(root) !== null) return null
    if (stalled) return `nothing arrived for ${String(SILENCE_MS / 1000)} seconds`
    return code === 0 ? 'the download left no program behind' : reasonIn(said)
  } finally {
    clearInterval(watch)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The message of the error in what the installer said; the rest is its stack. @param {string} said */
function reasonIn(said) {
  const line = said.split(/[\r\n]+/).find((text) => /error/i.test(text)) ?? 'the download failed'
  // All that fetch says of a server that it cannot reach; the reason is in a cause that the installer does not show.
  if (line.includes('fetch failed')) return 'the server of its downloads cannot be reached'
  return line.trim().slice(0, 160)
}

/** @param {string} folder @returns {number} */
function bytesIn(folder) {
  let total = 0
  for (const entry of listed(folder)) {
    const path = join(folder, entry.name)
    // Gone in the meantime: moved to where it belongs.
    total += entry.isDirectory() ? bytesIn(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  }
  return total
}

/** @param {string} folder */
function listed(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** @param {string} root @returns {string | null} */
function electronHome(root) {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'))
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null
    throw error
  }
}
