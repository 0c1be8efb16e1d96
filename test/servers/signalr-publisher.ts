import { JsonHubProtocol, MessageType, NullLogger, type HubMessage } from '@microsoft/signalr'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ContractPublisher } from '../contracts/transport.contract'
import { startLocalServer, type LocalServer } from './local-server'

const END = '\u001e'
export type Way = 'WebSockets' | 'ServerSentEvents' | 'LongPolling'
const ALL: readonly Way[] = ['WebSockets', 'ServerSentEvents', 'LongPolling']

/** One reader, on whichever way it came. */
export interface HubReader {
  id: string
  way: Way
  /** What it sent, message by message, the handshake left out. */
  heard: HubMessage[]
  shaken: boolean
  /** Sends text as it is. */
  write(text: string): void
  end(): void
  cut(): void
  untaken(): number
  socket?: WebSocket
  response?: ServerResponse
}

export interface SignalRPublisher extends ContractPublisher {
  readonly local: LocalServer
  readonly readers: Map<string, HubReader>
  /** Every negotiation that was asked for: path with query. */
  readonly negotiations: { path: string; headers: IncomingMessage['headers'] }[]
  /** Connections that readers took leave of (DELETE). */
  readonly left: string[]
  /** Sends a message to all, encoded by the library's own protocol class. */
  tell(message: HubMessage): void
  /** What a path's negotiation answers, instead of the usual. */
  negotiation(path: string, answer: unknown, headers?: Record<string, string>): void
  /** Ways that are offered, and of these the ones that fail when tried. */
  offered: readonly Way[]
  broken: Set<Way>
  /** What a handshake is answered with. */
  handshake: string
}

/** A hub server of ASP.NET Core's kind: `/live`, `/mute` (takes the request and is silent), `/status/CODE`. */
export async function startSignalRPublisher(only: readonly Way[] = ALL): Promise<SignalRPublisher> {
  const protocol = new JsonHubProtocol()
  const readers = new Map<string, HubReader>()
  const answers = new Map<string, { answer: unknown; headers: Record<string, string> }>()
  const negotiations: SignalRPublisher['negotiations'] = []
  const left: string[] = []
  let serial = 0

  const publisher: Pick<SignalRPublisher, 'offered' | 'broken' | 'handshake'> = {
    offered: only,
    broken: new Set<Way>(),
    handshake: `{}${END}`,
  }

  const take = (reader: HubReader, text: string): void => {
    for (const record of text.split(END).filter((one) => one !== '')) {
      if (!reader.shaken) {
        reader.shaken = true
        reader.write(publisher.handshake)
      } else reader.heard.push(...protocol.parseMessages(record + END, NullLogger.instance))
    }
  }

  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('utf8')
  }

  const local = await startLocalServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub.invalid')
    const [, behaviour, argument = ''] = url.pathname.split('/')
    if (behaviour === 'mute') return
    if (behaviour === 'status') return void response.writeHead(Number(argument), { 'Content-Length': 0 }).end()
    const id = url.searchParams.get('id')
    if (url.pathname.endsWith('/negotiate') && request.method === 'POST') {
      negotiations.push({ path: request.url ?? '', headers: request.headers })
      const given = answers.get(url.pathname.replace(/\/negotiate$/, ''))
      serial += 1
      const usual = {
        negotiateVersion: 1,
        connectionId: `public-${serial}`,
        connectionToken: `secret-${serial}`,
        availableTransports: publisher.offered.map((transport) => ({ transport, transferFormats: ['Text', 'Binary'] })),
      }
      const answer = given === undefined ? usual : given.answer
      response.writeHead(200, { 'Content-Type': 'application/json', ...given?.headers })
      return void response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    }
    if (id === null) return void response.writeHead(400).end('Connection ID required')
    const known = readers.get(id)
    if (request.method === 'DELETE') {
      left.push(id)
      known?.end()
      return void response.writeHead(202).end()
    }
    if (request.method === 'POST') {
      if (known === undefined) return void response.writeHead(404).end()
      return void bodyOf(request).then((text) => {
        response.writeHead(200).end()
        take(known, text)
      })
    }
    if ((request.headers.accept ?? '').includes('text/event-stream')) {
      if (publisher.broken.has('ServerSentEvents')) return void response.writeHead(503).end()
      return streamTo(id, response)
    }
    if (publisher.broken.has('LongPolling')) return void response.writeHead(503).end()
    pollFrom(id, response)
  })

  function streamTo(id: string, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
    response.write('\r\n')
    const reader: HubReader = {
      id,
      way: 'ServerSentEvents',
      heard: [],
      shaken: false,
      response,
      write: (text) => void response.write(`data: ${text}\r\n\r\n`),
      end: () => response.end(),
      cut: () => response.socket?.destroySoon(),
      untaken: () => response.writableLength,
    }
    readers.set(id, reader)
    response.on('close', () => readers.delete(id))
  }

  interface Polled extends HubReader {
    answer(response: ServerResponse): void
  }
  function pollFrom(id: string, response: ServerResponse): void {
    const known = readers.get(id)
    if (known !== undefined) return (known as Polled).answer(response)
    let waiting: ServerResponse | null = null
    let unsent: string[] = []
    let isOver = false
    let timer: NodeJS.Timeout | null = null
    const flush = (): void => {
      timer = null
      if (waiting === null || (unsent.length === 0 && !isOver)) return
      const answering = waiting
      waiting = null
      if (unsent.length === 0) {
        readers.delete(id)
        return void answering.writeHead(204).end()
      }
      // As much as a hub puts into one answer.
      answering.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(unsent.splice(0, 16).join(''))
    }
    const soon = (): void => void (timer ??= setTimeout(flush, 1))
    const reader: Polled = {
      id,
      way: 'LongPolling',
      heard: [],
      shaken: false,
      write(text) {
        unsent.push(text)
        soon()
      },
      end() {
        isOver = true
        soon()
      },
      cut() {
        unsent = []
        waiting?.socket?.destroySoon()
        waiting = null
        readers.delete(id)
      },
      untaken: () => unsent.reduce((sum, text) => sum + text.length, 0),
      answer(next) {
        waiting = next
        next.on('close', () => (waiting === next ? (waiting = null) : undefined))
        if (unsent.length > 0 || isOver) flush()
      },
    }
    readers.set(id, reader)
    // The first poll opens the connection and carries nothing.
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end()
  }

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  local.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    local.requests.push({ path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders })
    if (publisher.broken.has('WebSockets')) {
      return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    }
    const id = new URL(request.url ?? '/', local.origin).searchParams.get('id') ?? `direct-${(serial += 1)}`
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const reader: HubReader = {
        id,
        way: 'WebSockets',
        heard: [],
        shaken: false,
        socket: webSocket,
        write: (text) => webSocket.send(text),
        end: () => webSocket.close(1000),
        cut: () => socket.destroySoon(),
        untaken: () => webSocket.bufferedAmount,
      }
      readers.set(id, reader)
      webSocket.on('close', () => readers.delete(id))
      webSocket.on('error', () => undefined)
      webSocket.on('message', (data) => take(reader, String(data)))
    })
  })

  const news = (text: string): string =>
    protocol.writeMessage({ type: MessageType.Invocation, target: 'News', arguments: [text] })
  const each = (call: (reader: HubReader) => void): void => [...readers.values()].forEach(call)

  return Object.assign(publisher, {
    local,
    readers,
    negotiations,
    left,
    tell: (message: HubMessage) => each((reader) => reader.write(protocol.writeMessage(message))),
    negotiation(path: string, answer: unknown, headers: Record<string, string> = {}) {
      answers.set(path, { answer, headers })
    },
    url: (behaviour: 'live' | 'mute' | number) =>
      `${local.origin}/${typeof behaviour === 'number' ? `status/${behaviour}` : behaviour}`,
    openSockets: local.openSockets,
    send: (texts: readonly string[]) =>
      each((reader) => (reader.shaken ? texts.forEach((text) => reader.write(news(text))) : undefined)),
    finish() {
      each((reader) => {
        reader.write(protocol.writeMessage({ type: MessageType.Close, allowReconnect: true }))
        reader.end()
      })
    },
    tear(text: string, bytes: number) {
      const message = Buffer.from(news(text))
      let whole = Buffer.from(message)
      each((reader) => {
        if (reader.way === 'WebSockets') {
          // One unmasked, unfragmented text frame of less than 126 bytes (RFC 6455 section 5.2).
          whole = Buffer.concat([Buffer.from([0x81, message.length]), message])
          const { _socket: socket } = reader.socket as unknown as { _socket: Socket }
          if (bytes === 0) socket.destroySoon()
          else socket.write(whole.subarray(0, bytes), () => socket.destroySoon())
        } else {
          whole = Buffer.from(`data: ${message.toString('utf8')}\n\n`)
          const { response } = reader
          if (response === undefined) throw new Error('polls are not torn')
          if (bytes === 0) response.socket?.destroySoon()
          else response.write(whole.subarray(0, bytes), () => response.socket?.destroySoon())
        }
      })
      return bytes >= whole.length
    },
    untaken: () => [...readers.values()].reduce((sum, reader) => sum + reader.untaken(), 0),
    reset() {
      each((reader) => reader.cut())
      readers.clear()
      answers.clear()
      publisher.offered = only
      publisher.broken.clear()
      publisher.handshake = `{}${END}`
      negotiations.length = 0
      left.length = 0
    },
    close: local.close,
  })
}
