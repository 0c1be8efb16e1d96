import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, chmodSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'
import { until } from './until'

const INSPIRCD = '/usr/sbin/inspircd'
const NGIRCD = '/usr/sbin/ngircd'
const SETPRIV = '/usr/bin/setpriv'
/** System packages; where one is missing its tests are skipped, and say so. */
export const hasInspircd = existsSync(INSPIRCD) && existsSync(SETPRIV) && process.getuid?.() === 0
export const hasNgircd = existsSync(NGIRCD)

export interface IrcProgram {
  readonly url: string
  readonly port: number
  readonly pid: number
  restart(): Promise<void>
  close(): Promise<void>
}

/** A real inspircd with server-time, msgid, tags and batch. It will not run as root, so it is made to be `irc`. */
export function startInspircd(onPort?: number): Promise<IrcProgram> {
  return startProgram((folder, port) => {
    writeFileSync(join(folder, 'inspircd.conf'), inspircdConfiguration(folder, port))
    const id = Number(execFileSync('id', ['-u', 'irc'], { encoding: 'utf8' }))
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'data'))
    chownSync(join(folder, 'data'), id, id)
    const as = ['--reuid=irc', '--regid=irc', '--clear-groups']
    return [SETPRIV, [...as, INSPIRCD, '--nofork', '--nopid', `--config=${join(folder, 'inspircd.conf')}`]]
  }, onPort)
}

/** A real ngircd, which knows nothing of IRCv3. */
export function startNgircd(): Promise<IrcProgram> {
  return startProgram((folder, port) => {
    writeFileSync(join(folder, 'ngircd.conf'), ngircdConfiguration(port), { mode: 0o644 })
    chmodSync(folder, 0o755)
    return [NGIRCD, ['-n', '-f', join(folder, 'ngircd.conf')]]
  })
}

async function startProgram(
  prepare: (folder: string, port: number) => [string, string[]],
  onPort?: number,
): Promise<IrcProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-irc-'))
  const port = onPort ?? (await freePort())
  const [program, words] = prepare(folder, port)
  const launch = async (): Promise<ChildProcess> => {
    const started = spawn(program, words, { stdio: 'ignore' })
    await until(async () => {
      if (started.exitCode !== null) throw new Error(`${program} ended with ${started.exitCode}`)
      return listens(port)
    }, `${program} listens`)
    return started
  }
  let child = await launch()
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await gone
  }
  return {
    url: `irc://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0
    },
    async restart() {
      await end()
      child = await launch()
    },
    async close() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Somebody in a room, who speaks. */
export interface IrcSpeaker {
  send(line: string): void
  heard(): string
  close(): void
}

export async function joinAs(port: number, nick: string, room: string): Promise<IrcSpeaker> {
  const socket: Socket = connect(port, '127.0.0.1')
  let heard = ''
  const send = (line: string): void => void socket.write(`${line}\r\n`)
  socket.on('error', () => undefined)
  socket.on('data', (bytes: Buffer) => {
    const text = bytes.toString('utf8')
    heard += text
    for (const [, token] of text.matchAll(/^PING (.*)\r?$/gm)) send(`PONG ${token}`)
  })
  send(`NICK ${nick}`)
  send(`USER ${nick} 0 * :A speaker`)
  await until(() => / (?:376|422) /.test(heard), 'the speaker is let in')
  send(`JOIN ${room}`)
  await until(() => / 366 /.test(heard), 'the speaker is in the room')
  return { send, heard: () => heard, close: () => socket.destroy() }
}

function ngircdConfiguration(port: number): string {
  return `[Global]
  Name = irc.localhost.test
  Info = Test
  Listen = 127.0.0.1
  Ports = ${port}
[Limits]
  PingTimeout = 5
  PongTimeout = 5
  MaxConnectionsIP = 0
[Options]
  DNS = no
  Ident = no
  PAM = no
`
}

function inspircdConfiguration(folder: string, port: number): string {
  const modules = ['cap', 'ircv3', 'ircv3_servertime', 'ircv3_msgid', 'ircv3_batch', 'ircv3_ctctags']
  return `<config format="xml">
<server name="irc.localhost.test" description="test" network="Testnet">
<admin name="x" nick="x" email="x@localhost">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect allow="*" timeout="20" pingfreq="4" maxchans="20" localmax="50" globalmax="50" useident="no" resolvehostnames="no" fakelag="no" commandrate="1000000" recvq="1000000" softsendq="64M" hardsendq="128M">
<path datadir="${folder}/data" logdir="${folder}/data" runtimedir="${folder}/data">
${modules.map((name) => `<module name="${name}">`).join('')}
<files motd="/dev/null">
<dns server="127.0.0.1" timeout="1">
<log method="file" level="default" type="*" target="inspircd.log">
`
}
