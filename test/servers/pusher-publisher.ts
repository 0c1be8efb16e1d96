import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

export interface PusherReader {
  webSocket: WebSocket
  socket: Socket
  channels: Set<string>
  /** What it sent. */
  heard: { event: string; data?: unknown; channel?: string }[]
  /** Sends an event as the server does: data encoded once more. */
  tell(event: string, data: unknown, channel?: string): void
}

export interface PusherPublisher extends ContractPublisher {
  readonly local: LocalServer
  readonly readers: Set<PusherReader>
  /** Publishes to those who subscribed to the channel; a `cache-` channel keeps it. */
  publish(channel: string, event: string, data: unknown): void
  /** Seconds, as told when a connection is established. */
  activityTimeout: number
  /** Whether pings are answered. */
  answersPings: boolean
}

/** The applications it knows. */
const KEYS = new Set(['live', 'mute'])

/**
 * A server of the Pusher Channels Protocol 7, written from its documentation. `/app/live` is an application, `/app/mute`
 * accepts nobody, `/status/CODE/app/live` refuses the upgrade, every other key is unknown (error and close code 4001).
 */
export async function startPusherPublisher(): Promise<PusherPublisher> {
  const readers = new Set<PusherReader>()
  const cached = new Map<string, { event: string; data: unknown }>()
  const local = await startLocalServer((_, response) => void response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const settings = { activityTimeout: 120, answersPings: true }

  local.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    local.requests.push({ path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders })
    const url = new URL(request.url ?? '/', local.origin)
    const [, first, code] = url.pathname.split('/')
    if (first === 'status') return void socket.end(`HTTP/1.1 ${code} Answer\r\nContent-Length: 0\r\n\r\n`)
    const key = url.pathname.split('/').at(-1) ?? ''
    if (key === 'mute') return void socket.on('end', () => socket.end()).resume()
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined)
      const tell: PusherReader['tell'] = (event, data, channel) =>
        webSocket.send(JSON.stringify({ event, ...(channel && { channel }), data: JSON.stringify(data) }))
      const refuse = (number: number, message: string): void => {
        webSocket.send(JSON.stringify({ event: 'pusher:error', data: { code: number, message } }))
        webSocket.close(number, message)
      }
      if (!KEYS.has(key)) return refuse(4001, `App key ${key} not in this cluster`)
      if (url.searchParams.get('protocol') === null) return refuse(4008, 'No protocol version supplied')
      if (url.searchParams.get('protocol') !== '7') return refuse(4007, 'Unsupported protocol version')
      const reader: PusherReader = { webSocket, socket, channels: new Set(), heard: [], tell }
      readers.add(reader)
      webSocket.on('close', () => readers.delete(reader))
      webSocket.on('message', (data) => {
        const message = JSON.parse(String(data)) as { event: string; data?: { channel?: string } }
        reader.heard.push(message)
        if (message.event === 'pusher:ping' && settings.answersPings) {
          return void webSocket.send('{"event":"pusher:pong","data":"{}"}')
        }
        if (message.event === 'pusher:subscribe') subscribe(reader, message.data?.channel ?? '')
      })
      tell('pusher:connection_established', {
        socket_id: `${readers.size}.1`,
        activity_timeout: settings.activityTimeout,
      })
    })
  })

  function subscribe(reader: PusherReader, channel: string): void {
    if (!/^[\w@=;.,-]{1,164}$/.test(channel)) {
      const data = { code: null, message: `Invalid channel name ${channel}` }
      return reader.webSocket.send(JSON.stringify({ event: 'pusher:error', data }))
    }
    if (channel.startsWith('closed')) {
      const data = JSON.stringify({ type: 'AuthError', error: 'Not authorised', status: 403 })
      return reader.webSocket.send(JSON.stringify({ event: 'pusher:subscription_error', channel, data }))
    }
    reader.channels.add(channel)
    reader.tell('pusher_internal:subscription_succeeded', {}, channel)
    if (!channel.startsWith('cache-')) return
    const last = cached.get(channel)
    if (last === undefined) reader.webSocket.send(JSON.stringify({ event: 'pusher:cache_miss', channel }))
    else reader.tell(last.event, last.data, channel)
  }

  function publish(channel: string, event: string, data: unknown): void {
    if (channel.startsWith('cache-')) cached.set(channel, { event, data })
    for (const reader of readers) if (reader.channels.has(channel)) reader.tell(event, data, channel)
  }

  const address = local.origin.replace('http', 'ws')
  return Object.assign(settings, {
    local,
    readers,
    publish,
    url: (behaviour: 'live' | 'mute' | number) =>
      typeof behaviour === 'number' ? `${address}/status/${behaviour}/app/live` : `${address}/app/${behaviour}`,
    openSockets: local.openSockets,
    send: (texts: readonly string[]) => texts.forEach((text) => publish('news', 'story', text)),
    finish: () => readers.forEach(({ webSocket }) => webSocket.close(1000)),
    tear(text: string, bytes: number) {
      const message = Buffer.from(JSON.stringify({ event: 'story', channel: 'news', data: JSON.stringify(text) }))
      // One unmasked, unfragmented text frame of less than 126 bytes (RFC 6455 section 5.2).
      const whole = Buffer.concat([Buffer.from([0x81, message.length]), message])
      for (const { socket } of readers) {
        if (bytes === 0) socket.destroySoon()
        else socket.write(whole.subarray(0, bytes), () => socket.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () => [...readers].reduce((sum, { webSocket }) => sum + webSocket.bufferedAmount, 0),
    reset() {
      readers.forEach(({ webSocket }) => webSocket.terminate())
      readers.clear()
      cached.clear()
      settings.activityTimeout = 120
      settings.answersPings = true
    },
    close: local.close,
  })
}
