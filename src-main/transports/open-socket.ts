import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, rootCertificates, TLSSocket } from 'node:tls'
import { CONNECT_TIMEOUT_MS } from '../contract/index'
import { TransportError } from '../core/ports'
import { addressReach, bareHost, type AddressReach } from './addresses'
import { wireFailure } from './wire-failures'

/** When the system starts to ask a silent peer whether it is still there. */
const TCP_KEEPALIVE_MS = 30_000

export interface SocketWish {
  /** Any address with a host; only host, port and scheme matter here. */
  url: URL
  /** Speak TLS. Absent: as https and wss say. */
  secure?: boolean
  /** Where the address names no port. Absent: as the web. */
  defaultPort?: number
  /** Who we are, and whom we trust besides the authorities this computer knows (PEM). */
  identity?: TlsIdentity
  /** Offered in the handshake (RFC 7301). Absent: that of the web; empty: nothing is offered. */
  alpn?: readonly string[]
  /** Whether this machine and the private network may be reached. */
  allowLocal: boolean
  /** Accept any certificate, but only from a `local` address. */
  acceptSelfSigned: boolean
  signal: AbortSignal
  lookup?: LookupFunction
  connectTimeoutMs?: number
}

/** PEM texts. */
export interface TlsIdentity {
  certificate?: string
  key?: string
  passphrase?: string
  /** Certificates of authorities, trusted besides those the computer knows. */
  authorities?: string
}

export interface OpenSocket {
  socket: Socket
  /** Of the address that was really connected to, after DNS. */
  reach: AddressReach
}

/**
 * Connects, with TLS when the scheme asks for it. Nothing is written before the address and the certificate are judged,
 * so no header reaches a peer that should not have it. Rejects with TransportError, or the signal's reason.
 */
export function openSocket(wish: SocketWish): Promise<OpenSocket> {
  const { url, signal } = wish
  const host = bareHost(url)
  signal.throwIfAborted()
  // A literal address never passes through the lookup below.
  if (!wish.allowLocal && isIP(host) !== 0 && addressReach(host) !== 'public') throw blockedAddress(host)

  return new Promise((resolve, reject) => {
    const { socket, ready } = startConnecting(wish, host)
    const timeoutMs = wish.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
    const timer = setTimeout(
      () => fail(new TransportError('timeout', `${host} did not answer within ${Math.round(timeoutMs / 1000)} s.`)),
      timeoutMs,
    )
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      socket.off('close', onClose)
      socket.off(ready, onReady)
    }
    const fail = (error: unknown) => {
      settle()
      // A socket that is being thrown away may still report an error; it is already told.
      socket.on('error', () => undefined)
      socket.destroy()
      reject(error)
    }
    const onAbort = () => fail(signal.reason)
    const onError = (error: Error) => {
      try {
        fail(wireFailure(error, host, 'connecting'))
      } catch (bug) {
        fail(bug)
      }
    }
    const onClose = () => fail(new TransportError('unreachable', `${host} broke off the connection.`))
    const onReady = () => {
      const address = socket.remoteAddress ?? ''
      const reach = addressReach(address)
      if (!wish.allowLocal && reach !== 'public') return fail(blockedAddress(host))
      const unproven = socket instanceof TLSSocket && !socket.authorized
      if (unproven && reach !== 'local') return fail(certificateFailure(socket, host))
      settle()
      resolve({ socket, reach })
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', onError)
    socket.on('close', onClose)
    socket.on(ready, onReady)
  })
}

export function blockedAddress(host: string): TransportError {
  return new TransportError(
    'blockedAddress',
    `The publisher pointed at ${host}, which is on this computer or a private network. This is not followed.`,
    { final: 'needsYou' },
  )
}

function startConnecting(wish: SocketWish, host: string): { socket: Socket; ready: 'connect' | 'secureConnect' } {
  const secure = wish.secure ?? (wish.url.protocol === 'https:' || wish.url.protocol === 'wss:')
  const { alpn = ['http/1.1'], identity } = wish
  const options = {
    host,
    port: Number(wish.url.port) || (wish.defaultPort ?? (secure ? 443 : 80)),
    lookup: judgedLookup(wish.lookup ?? systemLookup, wish.allowLocal),
    autoSelectFamily: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEPALIVE_MS,
  }
  if (!secure) return { socket: connectPlain(options), ready: 'connect' }
  const socket = connectTls({
    ...options,
    servername: isIP(host) === 0 ? host : '',
    ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
    ...(identity?.certificate !== undefined && { cert: identity.certificate }),
    ...(identity?.key !== undefined && { key: identity.key }),
    ...(identity?.passphrase !== undefined && { passphrase: identity.passphrase }),
    ...(identity?.authorities !== undefined && { ca: [...rootCertificates, identity.authorities] }),
    // Judged in onReady when the user allowed it, since it depends on the address.
    rejectUnauthorized: !wish.acceptSelfSigned,
  })
  return { socket, ready: 'secureConnect' }
}

/** DNS whose answers are judged, so that a name cannot lead where its address may not (rebinding included). */
function judgedLookup(base: LookupFunction, allowLocal: boolean): LookupFunction {
  return (hostname, options, callback) => {
    base(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, '', 0)
      const all: LookupAddress[] = Array.isArray(found) ? found : [{ address: found, family: family ?? 4 }]
      const usable = allowLocal ? all : all.filter(({ address }) => addressReach(address) === 'public')
      const [first] = usable
      if (first === undefined) {
        const none = all.length === 0 ? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }) : null
        return callback(none ?? blockedAddress(hostname), '', 0)
      }
      if (options.all) callback(null, usable)
      else callback(null, first.address, first.family)
    })
  }
}

function certificateFailure(socket: TLSSocket, host: string): TransportError {
  const reason: unknown = socket.authorizationError
  const error = reason instanceof Error ? reason : Object.assign(new Error(String(reason)), { code: String(reason) })
  return wireFailure(error, host, 'connecting')
}
