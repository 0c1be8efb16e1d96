import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { createHeldSessions, takeBody } from '../held-sessions'
import { DEMO_FOLDER, GREETING_STORIES, HISTORY_STORIES, pathOf, queryOf, repeat, type OpenOutlet } from '../outlet'
import { storyAsJson } from '../rendering'
import { openSockets, sendTo } from '../sockets'
import { latestStories, storiesBetween, type Story } from '../wire'

const PATH = '/wire/socket.io/'
const EVENT = 'story'
/** Stands between packets that share a body (Engine.IO 4). */
const BETWEEN = '\u001e'
const PING_INTERVAL_MS = 25_000
const PING_TIMEOUT_MS = 20_000
const BODY = { 'Content-Type': 'text/plain; charset=UTF-8', 'Cache-Control': 'no-store' }

/** One listener, by socket or by polls. Null until it asked to be let in. */
interface Listener {
  pid: string | null
  send(packet: string): void
}

/**
 * The newswire over Socket.IO protocol 5 (Engine.IO 4): the namespace `/`, sockets and polls, and connection state
 * recovery: the offset is the time of a story, so whoever comes back gets what it missed.
 */
export const openSocketIoOutlet: OpenOutlet = ({ clock, origin }) => {
  const listeners = new Set<Listener>()
  const sessions = createHeldSessions<Listener>(clock, BETWEEN, BODY, (listener) => listeners.delete(listener))
  const stop = repeat(clock, PING_INTERVAL_MS, () => {
    for (const listener of listeners) listener.send('2')
  })

  const hello = (sid: string): string =>
    `0${JSON.stringify({ sid, upgrades: [], pingInterval: PING_INTERVAL_MS, pingTimeout: PING_TIMEOUT_MS, maxPayload: 65_536 })}`
  const packet = (story: Story, json: string): string => `42["${EVENT}",${json},"${story.id}"]`

  function heard(listener: Listener, text: string): void {
    if (text === '41' || text === '1') return void (listener.pid = null)
    if (text.startsWith('40/')) {
      const namespace = text.slice(2).split(',', 1)[0] ?? ''
      return listener.send(`44${namespace},{"message":"Invalid namespace"}`)
    }
    if (!text.startsWith('40') || listener.pid !== null) return
    const known = readLogin(text.slice(2))
    listener.pid = known?.pid ?? randomUUID()
    const now = clock.now()
    const missed =
      known === null ? latestStories(now, GREETING_STORIES) : storiesBetween(known.after, now, HISTORY_STORIES)
    listener.send(`40${JSON.stringify({ sid: randomUUID(), pid: listener.pid })}`)
    for (const story of missed) listener.send(packet(story, storyAsJson(origin, story)))
  }

  const sockets = openSockets(PATH, (client) => {
    const listener: Listener = { pid: null, send: (text) => sendTo(client, text) }
    listeners.add(listener)
    client.on('close', () => listeners.delete(listener))
    client.on('message', (data: Buffer) => heard(listener, data.toString('utf8')))
    listener.send(hello(randomUUID()))
  })

  function greet(response: ServerResponse): void {
    const listener: Listener = { pid: null, send: (text) => session?.write(text) }
    const session = sessions.open(listener)
    if (session === null) return void response.writeHead(503).end()
    listeners.add(listener)
    response.writeHead(200, BODY).end(hello(session.id))
  }

  return {
    channels: () => [{ url: origin + PATH, kind: 'socketio', title: 'Socket.IO · Lumen Wire', folder: DEMO_FOLDER }],
    handle(request, response) {
      if (pathOf(request) !== PATH) return false
      const query = queryOf(request)
      const sid = query.get('sid')
      const session = sessions.find(sid)
      if (query.get('EIO') !== '4') refuse(response, 5, 'Unsupported protocol version')
      else if (query.get('transport') !== 'polling') refuse(response, 0, 'Transport unknown')
      else if (sid === null) greet(response)
      else if (session === null) refuse(response, 1, 'Session ID unknown')
      else if (request.method === 'POST') {
        takeBody(request, response, (text) => {
          response.writeHead(200, { 'Content-Type': 'text/html' }).end('ok')
          for (const one of text.split(BETWEEN)) heard(session.state, one)
        })
      } else session.hold(response)
      return true
    },
    upgrade: sockets.upgrade,
    publish(story, json) {
      for (const listener of listeners) if (listener.pid !== null) listener.send(packet(story, json))
    },
    close() {
      stop()
      sockets.close()
      sessions.close()
    },
  }
}

function refuse(response: ServerResponse, code: number, message: string): void {
  response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code, message }))
}

/** What a returning listener says of itself; null for a newcomer. */
function readLogin(text: string): { pid: string; after: number } | null {
  const [, pid] = /"pid"\s*:\s*"([\w-]{1,64})"/.exec(text) ?? []
  const [, after] = /"offset"\s*:\s*"(\d{1,15})"/.exec(text) ?? []
  return pid === undefined || after === undefined ? null : { pid, after: Number(after) }
}
