import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { CallAnswer, CallArgument, CallName, CallResult } from '../../src-main/contract'

const ROOT = resolve(import.meta.dirname, '../..')
const COMMAND = join(ROOT, 'out/main/crier.js')
/** How long a start may take before it counts as failed; a start takes about half a second. */
const START_MS = 30_000

/** Crier as a person starts it: the built command, as a process of its own, on a folder of its own. */
export interface CrierProcess {
  /** What it printed: the address with its key. */
  readonly address: string
  readonly origin: string
  readonly token: string
  readonly folder: string
  /** Asks the reader something directly, for what a test needs but is not about. */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallAnswer<Name>>
  /** As a power cut: no chance to tidy up. Resolves when the process is gone. */
  kill9(): Promise<void>
  /** Starts again on the same folder and port. */
  restart(): Promise<void>
  /** Ends the process and deletes its folder. */
  end(): Promise<void>
}

export async function startCrier(): Promise<CrierProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'crier-e2e-'))
  let running = await launch(folder, 0)
  const { origin, searchParams } = new URL(running.address)
  const token = searchParams.get('token') ?? ''

  return {
    address: running.address,
    origin,
    token,
    folder,
    async call<Name extends CallName>(name: Name, argument: CallArgument<Name>) {
      const answer = await fetch(`${origin}/call/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify({ argument }),
      })
      const result = (await answer.json()) as CallResult<Name>
      if (!result.ok) throw new Error(`${name} was refused: ${result.error.message}`)
      return result.answer
    },
    kill9: () => endWith(running.child, 'SIGKILL'),
    async restart() {
      running = await launch(folder, Number(new URL(origin).port))
    },
    async end() {
      await endWith(running.child, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, port: number): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--no-open', '--port', String(port), '--data', folder], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (words: Buffer) => (complaints += words.toString()))
  const giveUp = AbortSignal.timeout(START_MS)
  const lines = createInterface(child.stdout)
  try {
    const [line] = (await Promise.race([
      once(lines, 'line', { signal: giveUp }),
      once(child, 'exit').then(([code]) =>
        Promise.reject(new Error(`Crier ended with ${String(code)}: ${complaints}`)),
      ),
    ])) as [string]
    return { child, address: line }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function endWith(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
