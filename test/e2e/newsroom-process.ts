import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const COMMAND = join(resolve(import.meta.dirname, '../..'), 'out/main/crier.js')

/** The demo newsroom as a publisher of its own: `crier demo` in a process that can go away and come back. */
export interface NewsroomProcess {
  readonly origin: string
  /** The address it prints for a channel, by the beginning of the channel's title. */
  address(title: string): string
  /** Goes away at once, as a publisher that is restarted. */
  stop(): Promise<void>
  /** Comes back on the same port. */
  start(): Promise<void>
}

export async function startNewsroom(): Promise<NewsroomProcess> {
  let running = await launch(0)
  const { origin } = new URL(running.addresses.get('The Lumen Wire') ?? '')
  return {
    origin,
    address(title) {
      const found = [...running.addresses].find(([name]) => name.startsWith(title))
      if (found === undefined) throw new Error(`the newsroom has no “${title}”`)
      return found[1]
    },
    async stop() {
      const { child } = running
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
    async start() {
      running = await launch(Number(new URL(origin).port))
    },
  }
}

/** Resolves when every address is printed: the quotes come last. */
async function launch(port: number): Promise<{ child: ChildProcess; addresses: Map<string, string> }> {
  const child = spawn(process.execPath, [COMMAND, 'demo', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const addresses = new Map<string, string>()
  let complaints = ''
  child.stderr.on('data', (words: Buffer) => (complaints += words.toString()))
  for await (const line of createInterface(child.stdout)) {
    const [title = '', url = ''] = line.split('\t')
    addresses.set(title, url)
    if (title.startsWith('Quotes')) return { child, addresses }
  }
  throw new Error(`the newsroom ended: ${complaints}`)
}
