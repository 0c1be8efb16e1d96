import { GOTIFY, readOptions } from '../contract/index'
import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { readGotifyCursor } from './gotify-cursor'
import { createGotifyDesk } from './gotify-desk'
import { createGotifyRest, gotifyRefusal } from './gotify-rest'
import type { HttpClient } from './http'
import { basicCredentials } from './http-headers'
import { createWebSocketTransport, type WebSocketOptions } from './websocket'

export interface GotifyOptions {
  http: HttpClient
  clock: Clock
  /** Of the socket; shortened in tests. */
  socket?: Partial<Pick<WebSocketOptions, 'pingEveryMs' | 'pongWithinMs' | 'connectTimeoutMs' | 'lookup'>>
}

/**
 * Messages of all applications of a Gotify server: a socket for what comes, and pages for what was missed. The socket
 * is opened first, and waits unread until what was missed is stored: so nothing falls between the two, and what is in
 * both is told once.
 */
export function createGotifyTransport(options: GotifyOptions): Transport {
  return {
    kind: 'gotify',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => readGotifyCursor(cursor).length > 0,
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(
  { http, clock, socket }: GotifyOptions,
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  io.signal.throwIfAborted()
  const base = gotifyBase(channel.url)
  const { host } = new URL(base)
  const { token } = readOptions(GOTIFY, channel.settings.options)
  const secrets = {
    ...basicCredentials(new URL(channel.url)),
    ...(token !== '' && { 'X-Gotify-Key': token.trim() }),
    ...channel.settings.headers,
  }
  if (Object.keys(secrets).length === 0) {
    throw new TransportError('unauthorized', `${host} needs a client token: make one in Gotify under Clients.`, {
      final: 'needsYou',
    })
  }
  const stop = new AbortController()
  const onAbort = (): void => stop.abort(io.signal.reason)
  io.signal.addEventListener('abort', onAbort, { once: true })
  const rest = createGotifyRest({ http, clock, channel, base, secrets, signal: stop.signal, io })
  const desk = createGotifyDesk({ rest, clock, base, io, signal: stop.signal })
  let caughtUp: Promise<void> | null = null
  try {
    io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${streamAddress(base)}` })
    const end = await createWebSocketTransport({ clock, ...socket }).run(
      {
        url: streamAddress(base),
        settings: { ...channel.settings, headers: secrets, greeting: null, subprotocols: [] },
      },
      {
        ...io,
        cursor: null,
        signal: stop.signal,
        opened() {
          io.opened()
          caughtUp = desk.catchUp()
          caughtUp.catch((error: unknown) => stop.abort(error))
        },
        async received(events) {
          await caughtUp
          await desk.receive(events)
        },
      },
    )
    await caughtUp
    return end
  } catch (error) {
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error
    throw reason instanceof TransportError && !io.signal.aborted ? gotifyRefusal(reason, host) : reason
  } finally {
    io.signal.removeEventListener('abort', onAbort)
    stop.abort()
  }
}

/** The ends of addresses that people paste from a browser or from the documentation. */
const KNOWN_END = /\/(?:stream|message|application|version|health)?$/

/** `https://gotify.example/` with a slash at its end, whatever page of it was given. */
export function gotifyBase(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TransportError('invalidAddress', 'This is not a web address (http:// or https://).', {
      final: 'needsYou',
    })
  }
  const base = new URL(url.origin)
  base.pathname = `${url.pathname.replace(KNOWN_END, '')}/`
  return base.href
}

const streamAddress = (base: string): string => `${base.replace(/^http/, 'ws')}stream`
