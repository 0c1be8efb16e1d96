import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const scripts = resolve(import.meta.dirname, '../../scripts')
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** The build of a checkout in small: it writes what a build writes, and the products say what they were asked. */
const BUILD = `
import { mkdirSync, writeFileSync } from 'node:fs'
for (const folder of ['out/main', 'out/preload', 'out/renderer']) mkdirSync(folder, { recursive: true })
writeFileSync('out/main/crier.js', 'console.log(JSON.stringify(process.argv.slice(2)))')
for (const file of ['out/main/electron.js', 'out/preload/bridge.cjs', 'out/renderer/index.html']) writeFileSync(file, '')
console.log('built')
`

async function checkout(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'crier-start-'))
  stops.push(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'scripts'))
  for (const name of ['start.mjs', 'build-if-needed.mjs', 'electron-binary.mjs']) {
    await cp(join(scripts, name), join(root, 'scripts', name))
  }
  await mkdir(join(root, 'bin'))
  await cp(join(scripts, '../bin/crier.mjs'), join(root, 'bin/crier.mjs'))
  await mkdir(join(root, 'src-main'))
  await writeFile(join(root, 'src-main/a.ts'), '')
  await writeFile(join(root, 'build.mjs'), BUILD)
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'small', type: 'module', scripts: { build: 'node build.mjs' } }),
  )
  return root
}

function run(root: string, script: string, words: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const child = execFile(
      process.execPath,
      [join(root, script), ...words],
      { env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', ...env } },
      (_error, stdout, stderr) => {
        done({ code: child.exitCode ?? -1, stdout, stderr })
      },
    )
  })
}

describe('npm start', () => {
  it('builds what is out of date, and only that, and starts the browser shell', async () => {
    const root = await checkout()
    const first = await run(root, 'scripts/start.mjs', ['--browser', '--port', '5'])
    expect(first).toMatchObject({ code: 0, stdout: '["serve","--port","5"]\n' })
    expect(first.stderr).toContain('built')
    expect((await run(root, 'scripts/start.mjs', ['--browser'])).stderr).toBe('')
    const later = new Date(Date.now() + 60_000)
    await utimes(join(root, 'src-main/a.ts'), later, later)
    expect((await run(root, 'scripts/start.mjs', ['--browser'])).stderr).toContain('built')
  })

  it('says in one line why there is no desktop app, and goes on in the browser', async () => {
    const root = await checkout()
    await run(root, 'bin/crier.mjs', [])
    const { code, stdout, stderr } = await run(root, 'scripts/start.mjs', ['--electron'])
    expect([code, stdout]).toEqual([0, '["serve"]\n'])
    expect(stderr.trimEnd().split('\n')).toEqual([
      'The desktop app cannot be had here: the package electron is not installed. Starting Crier in the browser.',
    ])
  })

  it('reports a build that fails', async () => {
    const root = await checkout()
    await writeFile(join(root, 'build.mjs'), 'process.exit(4)')
    expect(await run(root, 'scripts/start.mjs', ['--browser'])).toMatchObject({ code: 1, stdout: '' })
    expect(await run(root, 'bin/crier.mjs', ['tail'])).toMatchObject({ code: 3, stdout: '' })
  })
})

it('crier builds first when nothing is built, and keeps standard output for the command', async () => {
  const root = await checkout()
  const first = await run(root, 'bin/crier.mjs', ['tail', 'x'])
  expect(first).toMatchObject({ code: 0, stdout: '["tail","x"]\n' })
  expect(first.stderr).toContain('built')
  expect(await run(root, 'bin/crier.mjs', ['items'])).toMatchObject({ stdout: '["items"]\n', stderr: '' })
})

it('knows where a window cannot open', async () => {
  const { whyNoWindow } = (await import(pathToFileURL(join(scripts, 'electron-binary.mjs')).href)) as {
    whyNoWindow(machine: { platform: string; env: Record<string, string>; uid: number | null }): string | null
  }
  expect(whyNoWindow({ platform: 'linux', env: {}, uid: 1000 })).toContain('no display')
  expect(whyNoWindow({ platform: 'linux', env: { DISPLAY: ':0' }, uid: 0 })).toContain('root')
  expect(whyNoWindow({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 })).toBeNull()
  expect(whyNoWindow({ platform: 'darwin', env: {}, uid: 501 })).toBeNull()
  expect(whyNoWindow({ platform: 'win32', env: {}, uid: null })).toBeNull()
})

// The stand-in for Electron's program is a shell script.
describe.skipIf(process.platform === 'win32')('fetching the desktop app', () => {
  /** A package `electron` whose installer does this. */
  async function withInstaller(script: string): Promise<string> {
    const root = await checkout()
    const home = join(root, 'node_modules/electron')
    await mkdir(home, { recursive: true })
    await writeFile(join(home, 'package.json'), '{"name":"electron","version":"1.0.0"}')
    await writeFile(join(home, 'install.js'), script)
    await run(root, 'bin/crier.mjs', [])
    return root
  }

  it('starts what it fetched', async () => {
    const root = await withInstaller(`
      const fs = require('node:fs')
      fs.mkdirSync('dist')
      fs.writeFileSync('dist/app', '#!/bin/sh\\necho desktop "$2"\\n', { mode: 0o755 })
      fs.writeFileSync('path.txt', 'app')`)
    const first = await run(root, 'scripts/start.mjs', ['--electron', '--hidden'])
    expect(first).toMatchObject({ code: 0, stdout: 'desktop --hidden\n' })
    expect(first.stderr).toContain('Fetching Electron')
    expect((await run(root, 'scripts/start.mjs', ['--electron'])).stderr).toBe('')
  })

  it('says why it could not be fetched, in one line', async () => {
    const root = await withInstaller('console.error("TypeError: fetch failed\\n    at somewhere"); process.exit(1)')
    const { code, stdout, stderr } = await run(root, 'scripts/start.mjs', ['--electron'])
    expect([code, stdout]).toEqual([0, '["serve"]\n'])
    expect(stderr.trimEnd().split('\n').slice(1)).toEqual([
      'The desktop app cannot be had here: the server of its downloads cannot be reached. Starting Crier in the browser.',
    ])
  })

  it('goes on in the browser when the machine lacks a library the app needs', async () => {
    const root = await withInstaller(`
      const fs = require('node:fs')
      fs.mkdirSync('dist')
      fs.writeFileSync('dist/app', '#!/bin/sh\\nexit 127\\n', { mode: 0o755 })
      fs.writeFileSync('path.txt', 'app')`)
    await run(root, 'scripts/start.mjs', ['--electron'])
    const uid = process.getuid?.() ?? 1
    const { stdout, stderr } = await run(root, 'scripts/start.mjs', [], { DISPLAY: ':0' })
    expect(stdout).toBe('["serve"]\n')
    expect(stderr).toContain(uid === 0 ? 'root' : 'library')
  })
})
