import type { RawData } from 'ws'
import { MAX_MESSAGE_BYTES } from '../contract/index'
import { TransportError } from '../core/ports'
import { notMessages, type LineParts } from './bayeux-http-line'
import { shownMessages, type BayeuxLine, type Outgoing } from './bayeux-line'
import { readMessages, type BayeuxMessage } from './bayeux-messages'
import { joined } from './cookie-jar'
import { userAgent } from './user-agent'
import { closeOutcome, frameFailure, isOversize } from './websocket-closing'
import { openWebSocket } from './websocket-handshake'

/** What may wait while the store is busy before the line is held back. */
const MAX_WAITING_MESSAGES = 2_000
const MAX_WAITING_BYTES = 8 * 1024 * 1024

/** The same arrays as text messages of a WebSocket (CometD, Faye). Rejects with TransportError when it does not open. */
export async function openSocketLine(parts: Omit<LineParts, 'http'>): Promise<BayeuxLine> {
  const { clock, channel, io, secret, signal } = parts
  const url = channel.url.replace(/^http(s?):/i, 'ws$1:')
  const open = await openWebSocket({
    url,
    settings: { ...channel.settings, headers: cookieHeaders(parts) },
    userAgent: userAgent(),
    signal,
    now: () => clock.now(),
  })
  const { webSocket, host, baseUrl } = open
  if (secret && new URL(baseUrl).origin !== new URL(url.replace(/^ws/i, 'http')).origin) {
    webSocket.terminate()
    const message = `${new URL(url).host} sends us on to ${host}, which is not to see your token. Give that address if you trust it.`
    throw new TransportError('redirect', message, { final: 'needsYou' })
  }
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'open', data: baseUrl })

  let waiting: BayeuxMessage[] = []
  let waitingBytes = 0
  let over: { failure: TransportError | null } | null = null
  let wake = (): void => undefined

  webSocket.on('message', (data: RawData) => {
    const bytes = bytesOf(data)
    io.heard(bytes.byteLength)
    const text = bytes.toString('utf8')
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'text', data: text })
    const came = readMessages(text)
    if (came === null) over ??= { failure: notMessages(host, text) }
    else {
      waiting.push(...came)
      waitingBytes += bytes.byteLength
      if (waiting.length >= MAX_WAITING_MESSAGES || waitingBytes >= MAX_WAITING_BYTES) webSocket.pause()
    }
    wake()
  })
  webSocket.on('error', (error) => {
    over ??= { failure: isOversize(error) ? oversize(host) : lineFailure(error, host) }
    if (isOversize(error) && over.failure !== null) io.dropped(1, over.failure.failure)
    wake()
  })
  webSocket.on('close', (code, reason) => {
    const words = reason.toString('utf8')
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'close', data: `${code} ${words}`.trim() })
    const outcome = closeOutcome(code, words, host)
    over ??= { failure: outcome instanceof TransportError ? outcome : null }
    wake()
  })
  webSocket.resume()

  function say(messages: readonly Outgoing[]): void {
    if (webSocket.readyState !== webSocket.OPEN) return
    webSocket.send(JSON.stringify(messages))
    io.frame?.({ at: clock.now(), direction: 'out', kind: 'text', data: shownMessages(messages) })
  }

  return {
    type: 'websocket',
    how: 'push',
    baseUrl,
    send: say,
    async next() {
      while (waiting.length === 0 && over === null) await new Promise<void>((resolve) => (wake = resolve))
      if (waiting.length > 0) {
        const came = waiting
        waiting = []
        waitingBytes = 0
        if (webSocket.isPaused) webSocket.resume()
        return came
      }
      if (over?.failure) throw over.failure
      return null
    },
    leave: async (messages) => say(messages),
    close() {
      // A close frame is polite and goes out at once; the answer is not waited for.
      webSocket.close(1000)
      webSocket.terminate()
    },
  }

  function cookieHeaders({ jar: { given } }: Omit<LineParts, 'http'>): Readonly<Record<string, string>> {
    const isOurs = given?.origin === new URL(url.replace(/^ws/i, 'http')).origin
    return isOurs ? joined(channel.settings.headers, given.cookies) : channel.settings.headers
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

function oversize(host: string): TransportError {
  const message = `${host} sent a message over the limit of ${MAX_MESSAGE_BYTES / 1024 / 1024} MiB; it was left out.`
  return new TransportError('tooLarge', message)
}

/** A line that broke comes with the system's code, a broken frame with one of ws. */
function lineFailure(error: Error, host: string): TransportError {
  const ofFrames = !('code' in error) || String(error.code).startsWith('WS_ERR')
  if (ofFrames) return frameFailure(error, host)
  return new TransportError('closed', `The connection to ${host} broke off.`, { detail: error.message, cause: error })
}
