import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type IClientOptions, type IClientPublishOptions, type MqttClient } from 'mqtt'
import { freePort } from './free-port'
import { until } from './until'

const MOSQUITTO = '/usr/sbin/mosquitto'
/** mosquitto is a system package; where it is missing the tests are skipped, and say so. */
export const hasMosquitto = existsSync(MOSQUITTO)

export interface MosquittoWishes {
  /** Lines of `mosquitto_passwd`; absent: everybody may come. */
  passwords?: Readonly<Record<string, string>>
  /** PEM files for a TLS listener; `authority`: clients must show a certificate of it. */
  tls?: { certificate: string; key: string; authority?: string }
  /** Keeps sessions and retained values over a restart. */
  persistent?: boolean
  /** Of plain TCP; absent: a free one. */
  port?: number
  /** More lines of the configuration. */
  more?: readonly string[]
}

export interface Mosquitto {
  /** `mqtt://127.0.0.1:…`, `ws://127.0.0.1:…`, and `mqtts://localhost:…` where there is TLS. */
  readonly tcp: string
  readonly webSocket: string
  readonly tls: string
  readonly pid: number
  publish(topic: string, payload: string | Buffer, options?: IClientPublishOptions): Promise<void>
  /** A client of its own. */
  client(options?: IClientOptions): Promise<MqttClient>
  /** `SIGKILL` or `SIGTERM` (which saves what is persistent), and again on the same ports. */
  restart(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>
  close(): Promise<void>
}

export async function startMosquitto(wishes: MosquittoWishes = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-mosquitto-'))
  const [tcp, webSocket, tls] = [wishes.port ?? (await freePort()), await freePort(), await freePort()]
  const { passwords, persistent = false } = wishes
  const passwordFile = join(folder, 'passwords')
  if (passwords !== undefined) {
    const lines = Object.entries(passwords).map(([user, password]) => `${user}:${password}\n`)
    writeFileSync(passwordFile, lines.join(''), { mode: 0o600 })
    const hashing = spawn('mosquitto_passwd', ['-U', passwordFile], { stdio: 'ignore' })
    await once(hashing, 'exit')
  }
  const access = passwords === undefined ? ['allow_anonymous true'] : [`password_file ${passwordFile}`]
  writeFileSync(
    join(folder, 'mosquitto.conf'),
    [
      'user root',
      'per_listener_settings false',
      ...access,
      `persistence ${String(persistent)}`,
      ...(persistent ? [`persistence_location ${folder}/`, 'autosave_interval 1'] : []),
      'max_queued_messages 0',
      'max_inflight_messages 0',
      ...(wishes.more ?? []),
      `listener ${tcp} 127.0.0.1`,
      `listener ${webSocket} 127.0.0.1`,
      'protocol websockets',
      ...(wishes.tls === undefined
        ? []
        : [
            `listener ${tls} 127.0.0.1`,
            `certfile ${wishes.tls.certificate}`,
            `keyfile ${wishes.tls.key}`,
            ...(wishes.tls.authority === undefined
              ? []
              : [`cafile ${wishes.tls.authority}`, 'require_certificate true']),
          ]),
      '',
    ].join('\n'),
  )
  let child = await launch(folder, [tcp, webSocket])
  const clients = new Set<MqttClient>()
  let publisher: MqttClient | null = null
  const [[user, password] = [undefined, undefined]] = [Object.entries(passwords ?? {})[0]]

  async function client(options: IClientOptions = {}): Promise<MqttClient> {
    const login = user === undefined ? {} : { username: user, password: password ?? '' }
    const made = await connectAsync(`mqtt://127.0.0.1:${tcp}`, { protocolVersion: 5, ...login, ...options })
    // A broker that is killed is part of the test.
    made.on('error', () => undefined)
    clients.add(made)
    return made
  }
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    await gone
  }
  return {
    tcp: `mqtt://127.0.0.1:${tcp}`,
    webSocket: `ws://127.0.0.1:${webSocket}`,
    tls: `mqtts://localhost:${tls}`,
    get pid() {
      return child.pid ?? 0
    },
    async publish(topic, payload, options) {
      publisher ??= await client()
      await publisher.publishAsync(topic, payload, options)
    },
    client,
    async restart(signal = 'SIGKILL') {
      await end(signal)
      child = await launch(folder, [tcp, webSocket])
    },
    async close() {
      for (const one of clients) one.end(true)
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, ports: readonly number[]): Promise<ChildProcess> {
  const child = spawn(MOSQUITTO, ['-c', join(folder, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString('utf8')))
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}: ${said}`)
    return (await Promise.all(ports.map(listens))).every(Boolean)
  }, 'mosquitto listens')
  return child
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
