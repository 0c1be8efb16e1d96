import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideBrowser } from './browser.mjs'
import { electronMissing, findElectron } from './electron-suite.mjs'
import { ROOT, run, runNode } from './run.mjs'
import { fromReport, readPlaywright, readVitest, single, skipped } from './tally.mjs'

const VITEST = 'node_modules/vitest/vitest.mjs'
const PLAYWRIGHT = 'node_modules/@playwright/test/cli.js'
const TSC = 'node_modules/typescript/bin/tsc'

export const lint = async () => single((await runNode('node_modules/eslint/bin/eslint.js', ['.'])) === 0)
export const format = async () =>
  single((await runNode('node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.'])) === 0)
export const typesOfMain = async () => single((await runNode(TSC, ['-p', 'src-main'])) === 0)
export const typesOfInterface = async () => single((await runNode(TSC, ['-p', 'src-renderer'])) === 0)
export const typesOfBrowserTests = async () => single((await runNode(TSC, ['-p', 'test'])) === 0)
export const build = async () =>
  single((await runNode('node_modules/electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'])) === 0)

/** Unit and integration tests, with any Node (`node`, a path; ours when left out). */
export function unit(words = [], node = process.execPath) {
  return withReport(async (file) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await run(node, [join(ROOT, VITEST), 'run', ...reporters, ...words])
    return fromReport('Vitest', file, code, readVitest)
  })
}

/** The tests that uncommitted changes can affect; there may well be none. */
export function changed() {
  return withReport(async (file) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await runNode(VITEST, ['run', '--changed', '--passWithNoTests', ...reporters])
    if (code === 0 && !existsSync(file)) return skipped('tests of what changed: nothing changed that a test imports')
    const tally = readVitest(JSON.parse(readFileSync(file, 'utf8')))
    if (code === 0 && tally.passed === 0) return skipped('tests of what changed: nothing changed that a test imports')
    return fromReport('Vitest', file, code, readVitest)
  })
}

export function corpora() {
  const config = 'test/corpora/vitest.config.ts'
  if (!existsSync(join(ROOT, config))) return skipped('corpora: this checkout has no test/corpora')
  const folder = process.env.CRIER_CORPORA ?? join(ROOT, '../shared/corpora')
  if (!existsSync(folder))
    return skipped(`corpora: not on this machine (looked in ${folder}; CRIER_CORPORA names another)`)
  return unit(['--config', config])
}

export function browser() {
  const missing = provideBrowser()
  if (missing !== null) return skipped(`end-to-end tests in the browser: ${missing}`)
  return playwright('browser')
}

export function electron() {
  const missing = electronMissing()
  if (missing !== null) return skipped(`tests in Electron: ${missing}`)
  return playwright('electron', { CRIER_ELECTRON: findElectron() })
}

function playwright(project, environment = {}) {
  return withReport(async (file) => {
    const words = ['test', `--project=${project}`, '--reporter=list,json']
    const code = await runNode(PLAYWRIGHT, words, { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: file })
    return fromReport('Playwright', file, code, readPlaywright)
  })
}

async function withReport(use) {
  const folder = mkdtempSync(join(tmpdir(), 'crier-report-'))
  try {
    return await use(join(folder, 'report.json'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Runs stages one after the other, each even when one before it failed: a run tells everything it can.
 * @param {[name: string, stage: () => import('./tally.mjs').Tally | Promise<import('./tally.mjs').Tally>][]} stages
 */
export async function runStages(stages) {
  const tallies = []
  for (const [name, stage] of stages) {
    console.log(`\n── ${name}`)
    try {
      const tally = await stage()
      const named = tally.failed === 0 || tally.failures.length > 0
      tallies.push(named ? tally : { ...tally, failures: [name] })
    } catch (error) {
      console.error(`${name} crashed:`, error)
      tallies.push({ ...single(false), failures: [`${name} crashed: ${error}`] })
    }
  }
  return tallies
}

/** Prints the reasons of skips, what failed and then, last, the closing line; sets the exit code. */
export function close(total, line) {
  console.log('')
  for (const reason of total.skipped) console.log(`skipped: ${reason}`)
  for (const failure of total.failures) console.log(`failed test: ${failure}`)
  console.log(line)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
