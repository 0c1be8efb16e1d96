import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { freePort } from './free-port'
import { until } from './until'

const DOVECOT = '/usr/sbin/dovecot'
/** A system package that starts as root only; where it is missing the tests are skipped, and say so. */
export const hasDovecot = existsSync(DOVECOT) && process.getuid?.() === 0

export interface Dovecot {
  /** `imap://127.0.0.1:…`, without TLS, and `imaps://localhost:…` where there is a certificate. */
  readonly plain: string
  readonly secure: string
  readonly pid: number
  /** Delivers a mail, by a connection of its own. */
  append(mail: string | Buffer, mailbox?: string): Promise<void>
  /** Deletes a mailbox and makes it anew, which numbers it anew. */
  renew(mailbox: string): Promise<void>
  /** Flags of every mail, to see that nobody touched them. */
  flags(mailbox?: string): Promise<string[]>
  restart(): Promise<void>
  close(): Promise<void>
}

const USER = 'ann'
const PASSWORD = 'secret-word'

/** A real Dovecot on free ports: everybody who says `secret-word` is let in, with a mailbox of their own. */
export async function startDovecot(tls?: { certificate: string; key: string }, onPort?: number): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-dovecot-'))
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'mail'))
  chmodSync(join(folder, 'mail'), 0o777)
  const [port, securePort] = [onPort ?? (await freePort()), await freePort()]
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, port, securePort, tls))
  let child = await launch(folder, port)
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
  async function connected<T>(use: (client: ImapFlow) => Promise<T>): Promise<T> {
    const auth = { user: USER, pass: PASSWORD }
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      auth,
      logger: false,
      tls: { rejectUnauthorized: false },
    })
    await client.connect()
    try {
      return await use(client)
    } finally {
      await client.logout()
    }
  }
  return {
    plain: `imap://127.0.0.1:${port}`,
    secure: `imaps://localhost:${securePort}`,
    get pid() {
      return child.pid ?? 0
    },
    append: (mail, mailbox = 'INBOX') =>
      connected(async (client) => {
        if (mailbox !== 'INBOX') await client.mailboxCreate(mailbox)
        await client.append(mailbox, mail)
      }),
    renew: (mailbox) =>
      connected(async (client) => {
        await client.mailboxDelete(mailbox)
        await client.mailboxCreate(mailbox)
      }),
    flags: (mailbox = 'INBOX') =>
      connected(async (client) => {
        await client.mailboxOpen(mailbox, { readOnly: true })
        return (await client.fetchAll('1:*', { flags: true })).map(({ flags }) => [...(flags ?? [])].join(' '))
      }),
    async restart() {
      await end()
      child = await launch(folder, port)
    },
    async close() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, port: number): Promise<ChildProcess> {
  const child = spawn(DOVECOT, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString('utf8')))
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`dovecot ended with ${child.exitCode}: ${said}`)
    return greets(port)
  }, 'dovecot greets')
  return child
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

function configuration(
  folder: string,
  port: number,
  securePort: number,
  tls: { certificate: string; key: string } | undefined,
): string {
  return `base_dir = ${folder}/base
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
${tls === undefined ? 'ssl = no' : `ssl = yes\nssl_cert = <${tls.certificate}\nssl_key = <${tls.key}`}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:${folder}/mail/%n
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
imap_idle_notify_interval = 2 secs
shutdown_clients = yes
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%n
}
namespace inbox {
  inbox = yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tls === undefined ? 0 : securePort}
    ssl = yes
  }
}
protocol imap {
  mail_max_userip_connections = 50
}
`
}
