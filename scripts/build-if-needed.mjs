import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a build makes; without one of these there is none. */
const PRODUCTS = ['out/main/crier.js', 'out/main/electron.js', 'out/preload/bridge.cjs', 'out/renderer/index.html']
/** What a build is made from. Absent in an installed package, which comes built. */
const SOURCES = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package.json', 'tsconfig.json']

/**
 * Whether there is a build at all.
 * @param {string} root the package's folder
 * @param {readonly string[]} products relative to it
 */
export function isBuilt(root, products = PRODUCTS) {
  return products.every((file) => existsSync(join(root, file)))
}

/**
 * Whether the build is younger than everything it was made from.
 * @param {string} root
 */
export function isFresh(root) {
  if (!isBuilt(root)) return false
  const oldest = Math.min(...PRODUCTS.map((file) => statSync(join(root, file)).mtimeMs))
  return SOURCES.every((source) => newestIn(join(root, source)) <= oldest)
}

/**
 * Builds, with everything the build says on standard error: standard output belongs to the command.
 * @param {string} root
 * @returns {Promise<void>} rejects when the build fails
 */
export function build(root) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  return new Promise((resolve, reject) => {
    const child = spawn(npm, ['run', '--silent', 'build', '--', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`npm run build ended with ${String(code)}`))
    })
  })
}

/** @param {string} path @returns {number} Unix milliseconds; 0 for what is not there */
function newestIn(path) {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts === undefined) return 0
  if (!facts.isDirectory()) return facts.mtimeMs
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), facts.mtimeMs)
}
