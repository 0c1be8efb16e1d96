import { HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr'
import { connectAsync } from 'mqtt'
import { startBayeuxServer } from '../../servers/bayeux-server'
import { startEndlessPublisher } from '../../servers/endless-publisher'
import { startGotifyPublisher } from '../../servers/gotify-publisher'
import { startIrcPublisher } from '../../servers/irc-publisher'
import { startLongPollPublisher } from '../../servers/long-poll-publisher'
import { startMosquitto } from '../../servers/mosquitto'
import { startNtfyPublisher } from '../../servers/ntfy-publisher'
import { startNtfyPushServer } from '../../servers/ntfy-push-server'
import { startPusherPublisher } from '../../servers/pusher-publisher'
import { startPushletServer } from '../../servers/pushlet-server'
import { startSignalRPublisher } from '../../servers/signalr-publisher'
import { startSocketIoPublisher } from '../../servers/socketio-publisher'
import { startSocketPublisher } from '../../servers/socket-publisher'
import { startSsePublisher } from '../../servers/sse-publisher'
import { startWebSocketPublisher } from '../../servers/websocket-publisher'
import { makeKeys } from '../../../src-main/transports/webpush/keys'
import { openPush, type PushKeys } from '../../../src-main/transports/webpush/decrypt'
import { rawBayeux, rawBayeuxSocket } from './raw-bayeux'
import { eachLine, rawEvents, rawLines, rawPolls, rawPushlet, rawSocket, rawStream } from './raw-clients'
import type { BenchPublisher, BenchSubject } from './subject'

const SUBJECT = '/contract'
/** The publisher is another process: it gets the keys by the environment. */
process.env.CRIER_BENCH_KEYS ??= JSON.stringify(makeKeys())
const keys = JSON.parse(process.env.CRIER_BENCH_KEYS) as PushKeys

async function startBayeux(socket: boolean): Promise<BenchPublisher> {
  const server = await startBayeuxServer()
  if (socket) server.whims.socket = 'offered'
  server.whims.acknowledges = false
  return {
    url: () => server.url,
    send: (texts) => texts.forEach((text) => server.publish(SUBJECT, { text })),
    untaken: server.untaken,
    close: server.close,
  }
}

async function startPushlet(): Promise<BenchPublisher> {
  const server = await startPushletServer()
  return {
    url: () => server.url,
    send: (texts) => texts.forEach((text) => server.publish(SUBJECT, { text })),
    untaken: () =>
      [...server.sessions.values()].reduce((sum, { response }) => sum + (response?.writableLength ?? 0), 0),
    close: server.close,
  }
}

/** A real broker, and a publisher of its own library. */
async function startBroker(): Promise<BenchPublisher> {
  const broker = await startMosquitto()
  const client = await broker.client()
  let waiting = 0
  return {
    url: () => broker.tcp,
    send(texts) {
      for (const text of texts) {
        waiting += text.length
        client.publish('bench/news', text, { qos: 1 }, () => (waiting -= text.length))
      }
    },
    untaken: () => waiting,
    close: broker.close,
  }
}

/** Every technique that pushes or holds. */
export const SUBJECTS: readonly BenchSubject[] = [
  { kind: 'sse', name: 'Server-sent events', start: startSsePublisher, raw: rawEvents },
  {
    kind: 'websocket',
    name: 'WebSocket',
    start: () => startWebSocketPublisher(),
    raw: (url, got) => rawSocket(url, got),
  },
  {
    kind: 'longpoll',
    name: 'Long poll',
    options: {
      minGapSeconds: 0.1,
      cursorStyle: 'body',
      cursorPath: '/cursor',
      itemsPath: '/items',
      waitIn: 'query',
      waitName: 'wait',
    },
    start: startLongPollPublisher,
    raw: rawPolls,
  },
  {
    kind: 'stream',
    name: 'HTTP stream (NDJSON)',
    start: () =>
      startEndlessPublisher({ contentType: 'application/x-ndjson', spell: (text) => `${JSON.stringify({ text })}\n` }),
    raw: (url, got) =>
      rawStream(
        url,
        eachLine((line) => {
          JSON.parse(line)
          got()
        }),
      ),
  },
  {
    kind: 'multipart',
    name: 'Multipart (documents)',
    start: () =>
      startEndlessPublisher({
        contentType: 'multipart/x-mixed-replace; boundary=X',
        spell: (text) =>
          `\r\n--X\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`,
      }),
    raw: (url, got) =>
      rawStream(
        url,
        eachLine((line) => line.includes('{') && got(), '}'),
      ),
  },
  {
    kind: 'bayeux',
    name: 'Bayeux (long polling)',
    options: { channels: SUBJECT, connection: 'long-polling' },
    start: () => startBayeux(false),
    raw: (url, got) => rawBayeux(url, SUBJECT, got),
  },
  {
    kind: 'bayeux',
    name: 'Bayeux (WebSocket)',
    options: { channels: SUBJECT, connection: 'websocket' },
    start: () => startBayeux(true),
    raw: (url, got) => rawBayeuxSocket(url, SUBJECT, got),
  },
  {
    kind: 'pushlet',
    name: 'Pushlet (stream)',
    options: { subjects: SUBJECT },
    start: startPushlet,
    raw: (url, got) => rawPushlet(url, SUBJECT, got),
  },
  {
    kind: 'signalr',
    name: 'SignalR (WebSockets)',
    start: () => startSignalRPublisher(['WebSockets']),
    async raw(url, got) {
      const connection = new HubConnectionBuilder()
        .withUrl(url, { transport: HttpTransportType.WebSockets })
        .configureLogging(LogLevel.None)
        .build()
      connection.on('News', got)
      await connection.start()
      return () => void connection.stop()
    },
  },
  {
    kind: 'socketio',
    name: 'Socket.IO',
    start: () => startSocketIoPublisher(),
    raw: (url, got) =>
      rawSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/?EIO=4&transport=websocket`, (text, socket) => {
        // Engine.IO: 0 opens, 2 pings; Socket.IO: 40 connects, 42 is an event.
        if (text.startsWith('0')) socket.send('40')
        else if (text === '2') socket.send('3')
        else if (text.startsWith('42')) got()
      }),
  },
  {
    kind: 'pusher',
    name: 'Pusher protocol',
    options: { channels: 'news' },
    start: startPusherPublisher,
    raw: (url, got) =>
      rawSocket(`${url}?protocol=7&client=js&version=8.0`, (text, socket) => {
        const { event } = JSON.parse(text) as { event: string }
        if (event === 'pusher:connection_established') {
          socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel: 'news' } }))
        } else if (!event.startsWith('pusher')) got()
      }),
  },
  {
    kind: 'webpush',
    name: 'Web Push (through a server, encrypted)',
    options: { ...keys },
    start: () => startNtfyPushServer(keys),
    flood: 5_000,
    raw: (url, got) =>
      rawStream(
        `${url.split('?', 1)[0] ?? url}/json`,
        eachLine((line) => {
          const { event, message } = JSON.parse(line) as { event: string; message?: string }
          if (event !== 'message') return
          openPush(Buffer.from(message ?? '', 'base64'), keys)
          got()
        }),
      ),
  },
  {
    kind: 'ntfy',
    name: 'ntfy',
    start: startNtfyPublisher,
    raw: (url, got) =>
      rawStream(
        `${url}/json`,
        eachLine((line) => (JSON.parse(line) as { event: string }).event === 'message' && got()),
      ),
  },
  {
    kind: 'gotify',
    name: 'Gotify',
    options: { token: 'CToken' },
    start: startGotifyPublisher,
    raw: (url, got) => rawSocket(`${url.replace(/^http/, 'ws')}stream?token=CToken`, got),
  },
  {
    kind: 'mqtt',
    name: 'MQTT 5, QoS 1 (through mosquitto)',
    options: { topics: 'bench/news', madeClientId: 'crierbench' },
    start: startBroker,
    raw: async (url, got) => {
      const client = await connectAsync(url, { protocolVersion: 5 })
      client.on('message', got)
      await client.subscribeAsync('bench/news', { qos: 1 })
      return () => void client.end(true)
    },
  },
  {
    kind: 'irc',
    name: 'IRC',
    options: { nick: 'crierbench' },
    start: startIrcPublisher,
    raw: (url, got) => rawLines(url, '\n', 'NICK raw\r\nUSER raw 0 * :raw\r\nJOIN #news\r\n', / PRIVMSG /, got),
  },
  {
    kind: 'xmlsocket',
    name: 'XMLSocket',
    options: { framing: 'nul' },
    start: () => startSocketPublisher('\0'),
    raw: (url, got) => rawLines(url, '\0', '', /^/, got),
  },
]
