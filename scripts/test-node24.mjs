/**
 * Repeats the unit and integration tests under Node 24, the version inside Electron, taken from npm's `node` package
 * into a folder of its own. Ends with a closing line like that of `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './gate/run.mjs'
import * as stages from './gate/stages.mjs'
import { closingLine, single, sum } from './gate/tally.mjs'

const folder = mkdtempSync(join(tmpdir(), 'crier-node24-'))

/** The executable: the package `node` brings it, in `bin` of itself or of a package per platform. */
async function node24() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const words = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, 'node@24']
  if ((await run(npm, words)) !== 0) throw new Error('npm could not install node@24')
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const file = [join(folder, 'node_modules/node/bin', name), join(folder, 'node_modules/.bin', name)].find(existsSync)
  if (file === undefined) throw new Error('the package node@24 brought no executable')
  const version = spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (!version?.startsWith('v24.')) throw new Error(`expected Node 24 and got ${version ?? 'nothing'}`)
  console.log(`Node ${version}`)
  return file
}

try {
  let node = null
  const total = sum(
    await stages.runStages([
      ['Node 24 from npm', async () => single((node = await node24()) !== null)],
      ['unit and integration tests under Node 24', () => (node === null ? single(false) : stages.unit([], node))],
    ]),
  )
  stages.close(total, closingLine(total))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
