import type { LookupFunction } from 'node:net'
import { linesOf, readOptions, SOCKETIO } from '../contract/index'
import {
  TransportError,
  type Channel,
  type Clock,
  type Json,
  type RunEnd,
  type Transport,
  type TransportIo,
} from '../core/ports'
import { readCalls, readJson } from './call-lines'
import { openEnginePolling, shownEngine } from './engine-polling'
import type { HttpClient } from './http'
import { talkOverRequests } from './request-talk'
import { engineAddress } from './socket-io-handshake'
import { beginSocketIo, type SocketIoCursor, type SocketIoWishes } from './socket-io-session'
import { talkOverSocket } from './socket-talk'
import type { BeginTalk } from './talk'
import { userAgent } from './user-agent'
import { openWebSocket, type OpenWebSocket } from './websocket-handshake'
import { within } from './within'

export interface SocketIoOptions {
  http: HttpClient
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests; milliseconds. */
  silenceMs?: number
  connectTimeoutMs?: number
}

/**
 * Socket.IO (protocol 5 over Engine.IO 4, and version 2 by hand): a namespace's events are events. Where the server has
 * connection state recovery, what was missed is asked for.
 */
export function createSocketIoTransport(options: SocketIoOptions): Transport {
  return {
    kind: 'socketio',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readCursor(cursor) !== null,
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(
  options: SocketIoOptions,
  { url, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  const { http, clock } = options
  io.signal.throwIfAborted()
  const chosen = readOptions(SOCKETIO, settings.options)
  const wishes: SocketIoWishes = {
    namespace: chosen.namespace === '' ? '/' : chosen.namespace,
    events: new Set(linesOf(chosen.events)),
    calls: readCalls(chosen.emit),
    auth: readAuth(chosen.auth),
    version: chosen.version,
    cursor: readCursor(io.cursor),
    ...(options.silenceMs !== undefined && { silenceMs: options.silenceMs }),
  }
  const address = engineAddress(url)
  address.searchParams.set('EIO', chosen.version === '2' ? '3' : '4')
  const talk =
    (how: 'push' | 'held'): BeginTalk =>
    (line) =>
      beginSocketIo(wishes, { clock, io, how, opened: () => io.opened() }, line)
  const polls = (): Promise<RunEnd> =>
    within(io.signal, async (own) => {
      const wire = await openEnginePolling({ http, clock, io, address, settings }, own)
      return talkOverRequests(wire, clock, io, own, talk('held'))
    })

  const mayPoll = chosen.version === '4' && chosen.transport !== 'webSocket'
  if (mayPoll && chosen.transport === 'polling') return polls()
  let open: OpenWebSocket
  try {
    open = await openSocketOf(options, address, settings, io)
  } catch (error) {
    if (!mayPoll || !(error instanceof TransportError) || SAME_FOR_POLLS.has(error.kind)) throw error
    return polls()
  }
  return talkOverSocket({ ...open, baseUrl: address.origin }, clock, io, io.signal, talk('push'))
}

/** Failures that a poll of the same server would meet too. */
const SAME_FOR_POLLS: ReadonlySet<string> = new Set([
  'unreachable',
  'tls',
  'unauthorized',
  'blockedAddress',
  'invalidAddress',
  'rateLimited',
])

async function openSocketOf(
  { clock, lookup, connectTimeoutMs }: SocketIoOptions,
  address: URL,
  settings: Channel['settings'],
  io: TransportIo,
): Promise<OpenWebSocket> {
  const url = new URL(address)
  url.searchParams.set('transport', 'websocket')
  const shown = shownEngine(url)
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${shown} (WebSocket)` })
  const open = await openWebSocket({
    url: url.href,
    settings: { ...settings, subprotocols: [] },
    userAgent: userAgent(),
    signal: io.signal,
    now: () => clock.now(),
    lookup,
    connectTimeoutMs,
  })
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'open', data: shown })
  return open
}

/** JSON that logs in; a bare word is what most servers call a token. */
function readAuth(text: string): { [key: string]: Json } | null {
  if (text.trim() === '') return null
  const value = readJson(text)
  if (value !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  return { token: text.trim() }
}

function readCursor(stored: Json | null): SocketIoCursor | null {
  if (stored === null || typeof stored !== 'object' || Array.isArray(stored)) return null
  const { pid, offset } = stored
  return typeof pid === 'string' && typeof offset === 'string' ? { pid, offset } : null
}
