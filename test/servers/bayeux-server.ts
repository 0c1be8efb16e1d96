import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { startLocalServer, type LocalServer } from './local-server'

export type Message = Record<string, unknown> & { channel: string; id?: string; clientId?: string }

interface Entry {
  message: Message
  /** The acknowledge extension: the connect answer that carried it. */
  batch: number | null
}

interface Session {
  id: string
  subscriptions: string[]
  queue: Entry[]
  /** The extension was agreed on; the number of the last answer. */
  ack: boolean
  batch: number
  cookie: string
  /** Answers the connect that is being held. */
  release: (() => void) | null
  socket: WebSocket | null
  finished: boolean
}

/** What the server does differently from the book. */
export interface BayeuxWhims {
  socket: 'offered' | 'refused' | 'mute' | 'not offered'
  acknowledges: boolean
  holdMs: number
  /** Goes along with handshake and connect. */
  advice: Record<string, unknown>
  /** Subscriptions that are denied. */
  denied: Set<string>
  /** Fields of a reply to that channel that replace the usual ones; counted down by `times`. */
  replies: Map<string, { fields: Record<string, unknown>; times: number }>
  /** Characters of messages that go into one answer; one message always does. */
  mostAtOnce: number
  /** Sends again what was acknowledged, too: at-least-once at its worst. */
  forgetsAcknowledgements: boolean
  /** Only so many bytes of the next answer that holds news are sent; then the line is cut, and with `forGood` every later one. */
  tear: { bytes: number; forGood: boolean } | null
}

export interface BayeuxServer {
  readonly local: LocalServer
  readonly url: string
  readonly whims: BayeuxWhims
  readonly sessions: Map<string, Session>
  /** What was said to it, in order. */
  readonly heard: Message[]
  said(channel: string): Message[]
  publish(channel: string, data: unknown, more?: Record<string, unknown>): void
  finish(): void
  /** Cuts a message to the sockets in the middle. Answers whether that was all of it. */
  tearSockets(message: Message, bytes: number): boolean
  /** Length in bytes of the answer that would carry the queue now. */
  untaken(): number
  reset(): void
  close(): Promise<void>
}

/** `*` one part, `**` any number, at the end. */
function matches(pattern: string, channel: string): boolean {
  if (pattern.endsWith('/**')) return channel.startsWith(pattern.slice(0, -2))
  if (pattern.endsWith('/*')) {
    const begin = pattern.slice(0, -1)
    return channel.startsWith(begin) && !channel.slice(begin.length).includes('/')
  }
  return pattern === channel
}

/** Bayeux 1.0 with the acknowledge extension (protocols 3.3) at `/cometd`; `/mute`, `/status/CODE`. */
export async function startBayeuxServer(): Promise<BayeuxServer> {
  const usual = (): BayeuxWhims => ({
    socket: 'not offered',
    acknowledges: true,
    holdMs: 30_000,
    advice: { reconnect: 'retry', interval: 0, timeout: 30_000 },
    denied: new Set(),
    replies: new Map(),
    mostAtOnce: Number.POSITIVE_INFINITY,
    forgetsAcknowledgements: false,
    tear: null,
  })
  const whims = usual()
  const sessions = new Map<string, Session>()
  const heard: Message[] = []
  let made = 0
  let broken = false

  const local = await startLocalServer((request, response) => {
    const path = request.url ?? ''
    if (broken) return void request.socket.destroy()
    if (path === '/mute') return
    if (path.startsWith('/status/')) return void response.writeHead(Number(path.slice(8))).end('no')
    if (request.method !== 'POST') return void response.writeHead(400).end('Bad request')
    void bodyOf(request).then((text) => {
      const messages = [JSON.parse(text)].flat() as Message[]
      const cookie = /BAYEUX_BROWSER=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
      process(messages, { cookie, socket: null }, (replies, newCookie) => {
        answer(response, replies, newCookie)
      })
    })
  })

  function answer(response: ServerResponse, replies: readonly Message[], cookie: string | null): void {
    const body = Buffer.from(JSON.stringify(replies))
    const head = {
      'Content-Type': 'application/json;charset=UTF-8',
      'Content-Length': body.length,
      ...(cookie !== null && { 'Set-Cookie': `BAYEUX_BROWSER=${cookie}; HttpOnly` }),
    }
    const { tear } = whims
    if (tear === null || !replies.some(({ data }) => data !== undefined)) {
      return void response.writeHead(200, head).end(body)
    }
    whims.tear = null
    broken = tear.forGood
    const { socket } = response
    if (tear.bytes === 0) return void socket?.destroy()
    response.writeHead(200, head)
    if (tear.bytes >= body.length) response.end(body)
    else response.write(body.subarray(0, tear.bytes), () => socket?.destroySoon())
  }

  /** Answers when every message has its reply. */
  function process(
    messages: readonly Message[],
    from: { cookie: string; socket: WebSocket | null },
    done: (replies: Message[], cookie: string | null) => void,
  ): void {
    const replies: Message[] = []
    let cookie: string | null = null
    heard.push(...messages)
    for (const message of messages) {
      const reply: Message = { id: message.id, channel: message.channel, successful: true }
      const fields = fieldsFor(message.channel)
      if (message.channel === '/meta/handshake') {
        if (fields?.successful !== false) {
          const session = begin(message)
          if (from.socket === null) cookie = session.cookie
          else session.cookie = ''
          Object.assign(reply, {
            clientId: session.id,
            version: '1.0',
            supportedConnectionTypes: ['long-polling', ...(whims.socket === 'not offered' ? [] : ['websocket'])],
            advice: whims.advice,
            ...(session.ack && { ext: { ack: true } }),
          })
        }
        replies.push({ ...reply, ...fields })
        continue
      }
      const session = sessions.get(message.clientId ?? '')
      if (session === undefined || (from.socket === null && session.cookie !== from.cookie)) {
        replies.push({
          ...reply,
          successful: false,
          error: '402::session_unknown',
          advice: { reconnect: 'handshake', interval: 0 },
        })
        continue
      }
      if (message.channel === '/meta/subscribe') {
        const wanted = [message.subscription].flat() as string[]
        const denied = wanted.some((one) => whims.denied.has(one))
        if (!denied) session.subscriptions.push(...wanted)
        replies.push({
          ...reply,
          subscription: message.subscription,
          ...(denied && { successful: false, error: `403:${wanted.join(',')}:subscribe_denied` }),
          ...fields,
        })
        continue
      }
      if (message.channel === '/meta/disconnect') {
        session.release?.()
        sessions.delete(session.id)
        replies.push(reply)
        continue
      }
      if (message.channel === '/meta/connect') {
        session.socket = from.socket
        const { ack } = (message.ext ?? {}) as { ack?: number }
        if (session.ack && typeof ack === 'number' && !whims.forgetsAcknowledgements) {
          session.queue = session.queue.filter(({ batch }) => batch === null || batch > ack)
        }
        const wait = (message.advice as { timeout?: number } | undefined)?.timeout ?? whims.holdMs
        const respond = (): void => {
          clearTimeout(timer)
          session.release = null
          done([...take(session), { ...reply, ...connectFields(session), ...fields }, ...ending(session)], cookie)
        }
        const timer = setTimeout(respond, wait)
        const must = session.queue.length > 0 || session.finished || fields !== null || wait === 0
        session.release = respond
        if (must) respond()
        return
      }
      replies.push(reply)
    }
    done(replies, cookie)
  }

  function begin(message: Message): Session {
    made += 1
    const wantsAck = (message.ext as { ack?: boolean } | undefined)?.ack === true
    const session: Session = {
      id: `client${made}`,
      subscriptions: [],
      queue: [],
      ack: wantsAck && whims.acknowledges,
      batch: 0,
      cookie: `browser${made}`,
      release: null,
      socket: null,
      finished: false,
    }
    sessions.set(session.id, session)
    return session
  }

  function take(session: Session): Message[] {
    let size = 0
    const fits = ({ message }: Entry, index: number): boolean =>
      (size += JSON.stringify(message).length) <= whims.mostAtOnce || index === 0
    const tooMany = session.queue.findIndex((entry, index) => !fits(entry, index))
    const sent = session.queue.slice(0, tooMany === -1 ? undefined : tooMany)
    if (session.ack) {
      session.batch += 1
      for (const entry of sent) entry.batch ??= session.batch
    } else session.queue = session.queue.slice(sent.length)
    return sent.map(({ message }) => message)
  }

  const connectFields = (session: Session): Record<string, unknown> => ({
    advice: whims.advice,
    ...(session.ack && { ext: { ack: session.batch } }),
  })
  const ending = (session: Session): Message[] =>
    session.finished && (session.ack || session.queue.length === 0)
      ? [{ channel: '/meta/disconnect', successful: true }]
      : []

  function fieldsFor(channel: string): Record<string, unknown> | null {
    const instead = whims.replies.get(channel)
    if (instead === undefined || instead.times === 0) return null
    instead.times -= 1
    return instead.fields
  }

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  local.server.on('upgrade', (request, socket: Socket, head) => {
    local.requests.push({ path: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders })
    const path = request.url ?? ''
    const refuse = (status: number) => socket.end(`HTTP/1.1 ${status} No\r\nServer: test\r\nContent-Length: 0\r\n\r\n`)
    if (path === '/mute') return void socket.on('end', () => socket.end()).resume()
    if (path.startsWith('/status/')) return void refuse(Number(path.slice(8)))
    if (broken) return void socket.destroy()
    if (whims.socket === 'refused' || whims.socket === 'not offered') return void refuse(400)
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => undefined)
      client.on('close', () => {
        for (const session of sessions.values()) if (session.socket === client) session.socket = null
      })
      if (whims.socket === 'mute') return
      client.on('message', (data) => {
        const messages = [JSON.parse(String(data))].flat() as Message[]
        process(messages, { cookie: '', socket: client }, (replies) => void client.send(JSON.stringify(replies)))
      })
    })
  })

  return {
    local,
    url: `${local.origin}/cometd`,
    whims,
    sessions,
    heard,
    said: (channel) => heard.filter((message) => message.channel === channel),
    publish(channel, data, more = {}) {
      const message: Message = { channel, data, ...more }
      for (const session of sessions.values()) {
        if (!session.subscriptions.some((pattern) => matches(pattern, channel))) continue
        if (session.socket !== null && !session.ack) session.socket.send(JSON.stringify([message]))
        else session.queue.push({ message, batch: null })
        session.release?.()
      }
    },
    finish() {
      for (const session of sessions.values()) {
        session.finished = true
        if (session.socket === null) session.release?.()
        else session.socket.close(1000)
      }
    },
    tearSockets(message, bytes) {
      const body = Buffer.from(JSON.stringify([message]))
      // One unmasked, unfragmented text frame of less than 126 bytes (RFC 6455 section 5.2).
      const whole = Buffer.concat([Buffer.from([0x81, body.length]), body])
      broken = true
      for (const client of sockets.clients) {
        // The frame is cut on purpose, so it cannot be sent through the library.
        const { _socket: socket } = client as unknown as { _socket: Socket }
        if (bytes === 0) socket.destroySoon()
        else socket.write(whole.subarray(0, bytes), () => socket.destroySoon())
      }
      return bytes >= whole.length
    },
    untaken: () =>
      [...sessions.values()].reduce(
        (sum, { queue, socket }) =>
          sum +
          (socket?.bufferedAmount ?? 0) +
          queue.reduce((all, { message }) => all + JSON.stringify(message).length, 0),
        0,
      ),
    reset() {
      for (const client of sockets.clients) client.terminate()
      for (const { release } of sessions.values()) release?.()
      sessions.clear()
      heard.length = 0
      broken = false
      Object.assign(whims, usual())
    },
    async close() {
      for (const { release } of sessions.values()) release?.()
      await local.close()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
