import { JsonHubProtocol, MessageType } from '@microsoft/signalr'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createHeldSessions, takeBody, type HeldSession } from '../held-sessions'
import { DEMO_FOLDER, GREETING_STORIES, pathOf, queryOf, repeat, write, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { openSockets, sendTo } from '../sockets'
import { latestStories } from '../wire'

const PATH = '/wire/signalr'
/** What a hub calls on its listeners. */
const TARGET = 'Story'
const END = '\u001e'
const PING_EVERY_MS = 15_000
const TRANSPORTS = ['WebSockets', 'ServerSentEvents', 'LongPolling'].map((transport) => ({
  transport,
  transferFormats: ['Text'],
}))

/** One listener, whatever it came by. */
interface Listener {
  shaken: boolean
  send(text: string): void
}
/** What a session needs of HTTP: the stream it opened, if it did. */
interface Held {
  listener: Listener | null
  polled: boolean
}

/** The newswire as a hub of ASP.NET Core's kind: negotiation, and all three ways. A hub keeps no history. */
export const openSignalROutlet: OpenOutlet = ({ clock, origin }) => {
  const protocol = new JsonHubProtocol()
  const listeners = new Set<Listener>()
  const sessions = createHeldSessions<Held>(
    clock,
    '',
    { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
    ({ listener }) => {
      if (listener !== null) listeners.delete(listener)
    },
  )
  const ping = protocol.writeMessage({ type: MessageType.Ping })
  const stop = repeat(clock, PING_EVERY_MS, () => tell(ping))

  const invocation = (json: string): string =>
    protocol.writeMessage({ type: MessageType.Invocation, target: TARGET, arguments: [JSON.parse(json)] })

  function tell(text: string): void {
    for (const listener of listeners) if (listener.shaken) listener.send(text)
  }

  /** The first message asks for the protocol; of the others none needs an answer. */
  function heard(listener: Listener, text: string): void {
    if (listener.shaken || !text.includes(END)) return
    const isJson = /"protocol"\s*:\s*"json"/.test(text.slice(0, text.indexOf(END)))
    listener.send(isJson ? `{}${END}` : `{"error":"This hub speaks json."}${END}`)
    if (!isJson) return
    listener.shaken = true
    for (const story of latestStories(clock.now(), GREETING_STORIES)) {
      listener.send(invocation(storyAsJson(origin, story)))
    }
  }

  const sockets = openSockets(PATH, (client) => {
    const listener: Listener = { shaken: false, send: (text) => sendTo(client, text) }
    listeners.add(listener)
    client.on('close', () => listeners.delete(listener))
    client.on('message', (data: Buffer) => heard(listener, data.toString('utf8')))
  })

  function negotiate(response: ServerResponse): void {
    const session = sessions.open({ listener: null, polled: false })
    if (session === null) return void response.writeHead(503).end()
    const answer = {
      negotiateVersion: 1,
      connectionId: session.id,
      connectionToken: session.id,
      availableTransports: TRANSPORTS,
    }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  }

  function stream(session: HeldSession<Held>, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(':\r\n\r\n')
    const listener: Listener = { shaken: false, send: (text) => write(response, `data: ${text}\r\n\r\n`) }
    session.state.listener = listener
    listeners.add(listener)
    // The stream is what keeps this session; it holds nothing back.
    response.once('close', () => sessions.forget(session.id))
  }

  function poll(session: HeldSession<Held>, response: ServerResponse): void {
    if (session.state.polled) return session.hold(response)
    session.state.polled = true
    const listener: Listener = { shaken: false, send: (text) => session.write(text) }
    session.state.listener = listener
    listeners.add(listener)
    // The first poll opens the connection and brings nothing.
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end()
  }

  function post(session: HeldSession<Held>, request: IncomingMessage, response: ServerResponse): void {
    takeBody(request, response, (text) => {
      response.writeHead(200).end()
      if (session.state.listener !== null) heard(session.state.listener, text)
    })
  }

  return {
    channels: () => [{ url: origin + PATH, kind: 'signalr', title: 'SignalR · Lumen Wire', folder: DEMO_FOLDER }],
    handle(request, response) {
      const path = pathOf(request)
      if (path === `${PATH}/negotiate` && request.method === 'POST') negotiate(response)
      else if (path !== PATH) return false
      else {
        const id = queryOf(request).get('id')
        const session = sessions.find(id)
        if (id === null) response.writeHead(400, { 'Content-Type': 'text/plain' }).end('Connection ID required')
        else if (session === null)
          response.writeHead(404, { 'Content-Type': 'text/plain' }).end('No Connection with that ID')
        else if (request.method === 'POST') post(session, request, response)
        else if (request.method === 'DELETE') {
          sessions.forget(session.id)
          response.writeHead(202).end()
        } else if (/text\/event-stream/.test(request.headers.accept ?? '')) stream(session, response)
        else poll(session, response)
      }
      return true
    },
    upgrade: sockets.upgrade,
    publish: (_, json) => tell(invocation(json)),
    close() {
      stop()
      tell(protocol.writeMessage({ type: MessageType.Close, allowReconnect: true }))
      sockets.close()
      sessions.close()
    },
  }
}
