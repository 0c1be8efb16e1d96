import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { until } from './until'

interface Told {
  port?: number
  subscribed?: string
  handshake?: true
  left?: true
}

/** A Bayeux server of others, in a process of its own. */
export interface BayeuxProgram {
  readonly port: number
  /** What it told since it started. */
  readonly told: readonly Told[]
  publish(channel: string, data: unknown): void
  order(order: Record<string, unknown>): void
  /** Resolves when somebody has subscribed so many times. */
  subscribed(times: number): Promise<void>
  /** Kills it, without a farewell. */
  stop(): Promise<void>
}

export async function startBayeuxProgram(name: 'faye' | 'cometd', port = 0): Promise<BayeuxProgram> {
  const child: ChildProcess = fork(join(import.meta.dirname, `${name}-program.mjs`), [String(port)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const told: Told[] = []
  child.on('message', (message) => void told.push(message as Told))
  const over = once(child, 'exit')
  await until(() => told.some(({ port: own }) => own !== undefined) || child.exitCode !== null, `${name} listens`)
  const own = told.find((one) => one.port !== undefined)?.port
  if (own === undefined) throw new Error(`${name} did not start`)
  return {
    port: own,
    told,
    publish: (channel, data) => void child.send({ channel, data }),
    order: (order) => void child.send(order),
    subscribed: (times) =>
      until(() => told.filter(({ subscribed }) => subscribed !== undefined).length >= times, `${times} subscriptions`),
    async stop() {
      child.kill('SIGKILL')
      await over
    },
  }
}
