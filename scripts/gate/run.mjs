import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Runs a command in the project's folder with its output passed on and nothing on its standard input.
 *
 * @param {string} command
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} [environment] added to ours
 * @returns {Promise<number>} the exit code; a signal or a command that could not start count as 1
 */
export function run(command, words, environment = {}) {
  return new Promise((done) => {
    const child = spawn(command, words, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    })
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      done(1)
    })
    child.on('close', (code) => done(code ?? 1))
  })
}

/** As `run`, for a script of a package in node_modules, with the Node that runs us. */
export function runNode(script, words, environment) {
  return run(process.execPath, [resolve(ROOT, script), ...words], environment)
}
