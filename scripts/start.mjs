// `npm start`: builds what is out of date, then opens the desktop app, or the same reader in the browser where the
// desktop app cannot be had. Everything but --browser and --electron is passed on.
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, isFresh } from './build-if-needed.mjs'
import { electronBinary, fetchElectron, whyNoWindow } from './electron-binary.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const words = process.argv.slice(2).filter((word) => word !== '--browser' && word !== '--electron')
const asked = process.argv.includes('--browser') ? 'browser' : process.argv.includes('--electron') ? 'electron' : null

if (!isFresh(root)) {
  console.error('Building Crier …')
  try {
    await build(root)
  } catch (error) {
    console.error(`The build failed (${error.message}).`)
    process.exit(1)
  }
}

const binary = asked === 'browser' ? null : await desktopBinary()
if (binary !== null) {
  const ending = await run(binary, [root, ...words])
  // What the system's loader answers when a library that Electron needs is not on this machine.
  const missingLibrary = ending === 127
  if (!missingLibrary || asked === 'electron') process.exit(ending)
  console.error('The desktop app cannot run here: a library it needs is missing. Starting Crier in the browser.')
}
process.exit(await run(process.execPath, ['out/main/crier.js', 'serve', ...words]))

/**
 * Runs a program in the foreground.
 * @param {string} program
 * @param {string[]} programWords
 * @returns {Promise<number>} its exit code
 */
function run(program, programWords) {
  const child = spawn(program, programWords, { cwd: root, stdio: 'inherit' })
  // The terminal tells the whole group, a process manager only us: the reader is to end in order either way.
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`Crier could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, pass)
      resolve(signal === null ? (code ?? 0) : 0)
    })
  })
}

/** The desktop app's program, fetched if need be; null where it cannot be had, with one line that says why. */
async function desktopBinary() {
  const uid = process.getuid?.() ?? null
  const noWindow = asked === 'electron' ? null : whyNoWindow({ platform: process.platform, env: process.env, uid })
  if (noWindow !== null) {
    console.error(`The desktop app cannot open here: ${noWindow}. Starting Crier in the browser.`)
    return null
  }
  const present = electronBinary(root)
  if (present !== null) return present
  const failure = await fetchElectron(root)
  if (failure === null) return electronBinary(root)
  console.error(`The desktop app cannot be had here: ${failure}. Starting Crier in the browser.`)
  return null
}
