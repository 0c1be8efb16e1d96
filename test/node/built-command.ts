import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** What a command said and how it ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunningCommand {
  child: ChildProcessWithoutNullStreams
  stdout(): string
  stderr(): string
  ended: Promise<Ended>
}

export interface BuiltCommand {
  /** Starts `crier` with these words in a process of its own. */
  start(words: readonly string[], env?: Record<string, string>): RunningCommand
  run(words: readonly string[], env?: Record<string, string>): Promise<Ended>
  /** Ends what still runs and removes the build. */
  remove(): Promise<void>
}

/**
 * Builds the command line as it is shipped (bundled, packages outside) into a folder of its own, so that a test never
 * depends on what lies in `out/`. The folder is inside the project, where the packages are found.
 */
export async function buildCommand(): Promise<BuiltCommand> {
  const folder = join(root, 'node_modules/.cache/crier-tests', `${String(process.pid)}-${String(Date.now())}`)
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { '@contract': join(root, 'src-main/contract') } },
    build: {
      ssr: true,
      target: 'node20',
      outDir: join(folder, 'main'),
      emptyOutDir: true,
      rollupOptions: { input: { crier: join(root, 'src-main/node/main.ts') }, output: { format: 'es' } },
    },
  })
  const running = new Set<ChildProcessWithoutNullStreams>()

  function start(words: readonly string[], env: Record<string, string> = {}): RunningCommand {
    const child = spawn(process.execPath, [join(folder, 'main', 'crier.js'), ...words], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    })
    running.add(child)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    return {
      child,
      stdout: () => stdout,
      stderr: () => stderr,
      ended: new Promise((done) => {
        child.on('close', (code) => {
          running.delete(child)
          done({ code, stdout, stderr })
        })
      }),
    }
  }

  return {
    start,
    run: (words, env) => start(words, env).ended,
    async remove() {
      for (const child of running) child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
