import { readFile } from 'node:fs/promises'
import type { LookupFunction } from 'node:net'
import type { RawData } from 'ws'
import { isSecureScheme, type ChannelSettings, type MQTT, type OptionsOf } from '../../contract/index'
import { TransportError } from '../../core/ports'
import { socketLine, type ByteLine } from '../byte-talk'
import { openSocket, type TlsIdentity } from '../open-socket'
import { userAgent } from '../user-agent'
import { bytesOf, lineFailure, oversize } from '../websocket'
import { closeOutcome, isOversize } from '../websocket-closing'
import { openWebSocket, type OpenWebSocket } from '../websocket-handshake'

export interface LineWish {
  url: string
  settings: ChannelSettings
  options: OptionsOf<typeof MQTT>
  signal: AbortSignal
  now(): number
  lookup?: LookupFunction | undefined
}

/** Connects to a broker: over TCP or TLS, or over a WebSocket with the subprotocol `mqtt` (MQTT 5 section 6). */
export async function openLine(wish: LineWish): Promise<ByteLine> {
  const url = new URL(wish.url)
  const { settings, signal, lookup } = wish
  const secure = isSecureScheme(url.protocol)
  const identity = secure ? await identityOf(wish.options) : undefined
  const { acceptSelfSigned } = settings
  const common = { signal, ...(lookup && { lookup }), ...(identity && { identity }) }
  if (/^wss?:$/.test(url.protocol)) {
    const asked = { headers: settings.headers, subprotocols: ['mqtt'], acceptSelfSigned }
    // Name and password go into the protocol, not into the upgrade.
    url.username = ''
    url.password = ''
    const open = await openWebSocket({
      ...common,
      url: url.href,
      settings: asked,
      userAgent: userAgent(),
      now: wish.now,
    })
    return webSocketLine(open)
  }
  const { socket } = await openSocket({
    ...common,
    url,
    secure,
    defaultPort: secure ? 8883 : 1883,
    alpn: [],
    allowLocal: true,
    acceptSelfSigned,
  })
  return socketLine(socket, url.host)
}

async function identityOf(options: OptionsOf<typeof MQTT>): Promise<TlsIdentity | undefined> {
  const { certificateFile, keyFile, keyPassword, authorityFile } = options
  if (certificateFile === '' && keyFile === '' && authorityFile === '') return undefined
  return {
    ...(certificateFile !== '' && { certificate: await pem(certificateFile) }),
    ...(keyFile !== '' && { key: await pem(keyFile) }),
    ...(keyPassword !== '' && { passphrase: keyPassword }),
    ...(authorityFile !== '' && { authorities: await pem(authorityFile) }),
  }
}

/** Larger is no certificate. */
const MAX_PEM_CHARACTERS = 1_000_000

async function pem(file: string): Promise<string> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new TransportError('tls', `The file ${file} cannot be read. Correct it in the options of this channel.`, {
      final: 'needsYou',
      cause: error,
    })
  }
  if (text.length <= MAX_PEM_CHARACTERS && text.includes('-----BEGIN')) return text
  throw new TransportError('tls', `The file ${file} holds no certificate or key in PEM form.`, { final: 'needsYou' })
}

/** Packets do not follow frames (section 6), so a WebSocket is a line of bytes like any other. */
function webSocketLine({ webSocket, host }: OpenWebSocket): ByteLine {
  let failure: TransportError | null = null
  return {
    host,
    write(bytes) {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(bytes, { binary: true })
    },
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    get isPaused() {
      return webSocket.isPaused
    },
    get unsentBytes() {
      return webSocket.bufferedAmount
    },
    listen(data, closed) {
      webSocket.on('message', (message: RawData) => data(bytesOf(message)))
      webSocket.on('error', (error) => {
        failure ??= isOversize(error) ? oversize(host, { dropped: () => undefined }) : lineFailure(error, host)
      })
      webSocket.on('close', (code, reason) => {
        const outcome = failure ?? closeOutcome(code, reason.toString('utf8'), host)
        closed(outcome instanceof TransportError ? outcome : null)
      })
      webSocket.resume()
    },
    end() {
      webSocket.close(1000)
      webSocket.terminate()
    },
  }
}
