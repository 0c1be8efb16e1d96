import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isIP, type LookupFunction } from 'node:net'
import { ImapFlow, type ImapTransport, type ImapTransportSocket } from 'imapflow'
import { isSecureScheme } from '../../contract/index'
import { TransportError } from '../../core/ports'
import { bareHost } from '../addresses'
import type { Login } from '../login'
import { openSocket } from '../open-socket'
import { imapFailure } from './failures'

export interface ConnectWish {
  url: URL
  login: Login
  acceptSelfSigned: boolean
  startTls: boolean
  signal: AbortSignal
  /** How often IDLE is renewed, and how long the line may be silent, milliseconds. */
  renewIdleMs: number
  silenceMs: number
  lookup?: LookupFunction | undefined
}

/** How soon a quiet connection idles again. */
const IDLE_AFTER_MS = 20
const MiB = 1024 * 1024

/**
 * Connects and logs in. The library speaks IMAP; the socket is ours, so that addresses and certificates are judged as
 * everywhere. The caller closes it.
 *
 * @throws TransportError, or the signal's reason
 */
export async function connectImap(wish: ConnectWish): Promise<{ client: ImapFlow; socket: Socket }> {
  const { url, login, acceptSelfSigned, signal } = wish
  const secure = isSecureScheme(url.protocol)
  const { socket, reach } = await openSocket({
    url,
    secure,
    defaultPort: secure ? 993 : 143,
    alpn: [],
    allowLocal: true,
    acceptSelfSigned,
    signal,
    ...(wish.lookup && { lookup: wish.lookup }),
  })
  socket.pause()
  const host = bareHost(url)
  const transport: ImapTransport = {
    connect(_, onConnect) {
      queueMicrotask(onConnect)
      return socket as ImapTransportSocket
    },
    upgrade(_, __, onSecure) {
      const servername = isIP(host) === 0 ? host : ''
      const rejectUnauthorized = !(acceptSelfSigned && reach === 'local')
      const secured = connectTls({ socket, servername, rejectUnauthorized }, onSecure)
      // The library stops listening once it has given up; what comes then is told already.
      secured.on('error', () => undefined)
      return secured as ImapTransportSocket
    },
  }
  const client = new ImapFlow({
    host,
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    auth: { user: login.user, pass: login.password },
    // The password must not go over a line that others can read; on the user's own network it is taken where it is offered.
    ...(!secure && reach !== 'local' && { doSTARTTLS: true }),
    ...(!secure && reach === 'local' && !wish.startTls && { doSTARTTLS: false }),
    transport,
    logger: false,
    autoIdleDelay: IDLE_AFTER_MS,
    maxIdleTime: wish.renewIdleMs,
    socketTimeout: wish.silenceMs,
    maxLineLength: MiB,
    clientInfo: { name: 'Crier' },
  })
  // Until the session listens, an error must not bring the program down; `close` tells of it too.
  client.on('error', () => undefined)
  const onAbort = (): void => client.close()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await client.connect()
    return { client, socket }
  } catch (error) {
    client.close()
    socket.destroy()
    signal.throwIfAborted()
    if (error instanceof TransportError) throw error
    throw imapFailure(error, url.host)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
