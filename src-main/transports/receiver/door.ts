import type { IncomingMessage, ServerResponse } from 'node:http'
import { DEFAULT_SETTINGS, type Settings } from '../../contract/index'
import {
  TransportError,
  type Clock,
  type Door,
  type DoorAnswer,
  type DoorGuest,
  type DoorRequest,
  type Json,
} from '../../core/ports'
import { certificateFor } from './certificate'
import { listen, type Listener } from './listener'

/** Where the receiver likes to live, so that what was handed out stays right over restarts. */
export const PREFERRED_RECEIVER_PORT = 7719
/** Time for a whole body. */
const BODY_MS = 15_000

export interface DoorOptions {
  clock: Pick<Clock, 'now'>
  /** As the settings are now. Absent: the defaults, on this computer only. */
  wishes?: () => Settings['receiver']
  /** Told what a guest's answer threw: a bug of ours. */
  bug?: (error: unknown) => void
  /** Keeps the certificate and the port over restarts. Absent: only as long as the program runs. */
  kept?: { get(name: string): Json | null; set(name: string, value: Json): void }
}

const CERTIFICATE = 'receiverCertificate'
const PORT = 'receiverPort'

/** The receiver: see Door. */
export function createDoor(options: DoorOptions): Door {
  const { clock } = options
  const memory = new Map<string, Json>()
  const kept = options.kept ?? {
    get: (name: string) => memory.get(name) ?? null,
    set: (name: string, value: Json) => void memory.set(name, value),
  }
  const wishes = options.wishes ?? (() => DEFAULT_SETTINGS.receiver)
  const guests = new Map<string, DoorGuest>()
  let opening: Promise<Listener> | null = null
  /** Where the door is or is being opened; `port` once it stands open. */
  let openOn: { host: string; wishedPort: number; port: number | null } | null = null
  /** Closings under way; a port is free again only after them. */
  let closing: Promise<void> = Promise.resolve()

  function knownPort(): number {
    const stored = kept.get(PORT)
    return typeof stored === 'number' && stored > 0 && stored < 65_536 ? stored : PREFERRED_RECEIVER_PORT
  }

  async function open(): Promise<Listener> {
    await closing
    const { host, port: wishedPort } = wishes()
    const place: NonNullable<typeof openOn> = { host, wishedPort, port: null }
    openOn = place
    const before = kept.get(CERTIFICATE)
    const certificate = await certificateFor(host, before, clock.now())
    if (JSON.stringify(certificate) !== JSON.stringify(before)) kept.set(CERTIFICATE, { ...certificate })
    const ports = wishedPort === 0 ? [knownPort(), 0] : [wishedPort]
    const listener = await listen(host, ports, certificate, (request, response) => {
      handle(request, response).catch((error: unknown) => {
        // A sender that hung up is nobody's fault; anything else is a bug, which must be seen.
        if (!request.errored && !response.destroyed) options.bug?.(error)
        response.destroy()
      })
    })
    if (wishedPort === 0 && listener.port !== kept.get(PORT)) kept.set(PORT, listener.port)
    place.port = listener.port
    return listener
  }

  function shut(): void {
    const last = opening
    opening = null
    openOn = null
    if (last === null) return
    closing = closing.then(async () => {
      const listener = await last.catch((error: unknown) => {
        if (error instanceof TransportError) return null
        throw error
      })
      await listener?.close()
    })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://receiver.invalid')
    const segments = withoutBase(url.pathname).split('/')
    // An address that was told before the public one changed has its old path in front.
    const place = segments.findIndex((segment) => guests.has(segment))
    const rest = segments.slice(place + 1)
    const guest = guests.get(segments[place] ?? '')
    if (guest === undefined) return reply(response, { status: 404 })
    const body = await readBody(request, guest.bodyLimitBytes)
    if (body === null) {
      readPast(request)
      return reply(response, { status: 413, body: 'Too large.\n' })
    }
    const asked: DoorRequest = {
      method: request.method ?? 'GET',
      path: rest.join('/'),
      query: url.searchParams,
      header(name) {
        const value = request.headers[name.toLowerCase()]
        return Array.isArray(value) ? value.join(', ') : (value ?? null)
      },
      body,
    }
    reply(response, await guest.answer(asked))
  }

  /** A reverse proxy may hand on the path of the public address, or take it off. */
  function withoutBase(path: string): string {
    const base = basePath(wishes().publicUrl)
    return (path.startsWith(`${base}/`) ? path.slice(base.length) : path).slice(1)
  }

  function localOrigin(host: string): string {
    const port = openOn?.port ?? (wishes().port === 0 ? knownPort() : wishes().port)
    return `https://${host.includes(':') ? `[${host}]` : host}:${String(port)}`
  }

  return {
    async expect(room, guest) {
      guests.set(room, guest)
      const stop = (): void => {
        if (guests.get(room) !== guest) return
        guests.delete(room)
        if (guests.size === 0) shut()
      }
      const mine = (opening ??= open())
      try {
        await mine
      } catch (error) {
        // Another guest may have begun a new one since.
        if (opening === mine) {
          opening = null
          openOn = null
        }
        stop()
        throw error
      }
      return stop
    },
    addressOf(room, path) {
      const { host, publicUrl } = wishes()
      // Listening everywhere has no name of its own; on this computer this one is right.
      const nearby = localOrigin(/^(?:0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host)
      return `${publicUrl === null ? nearby : publicUrl.replace(/\/+$/, '')}/${room}/${path}`
    },
    origins() {
      const { host, publicUrl } = wishes()
      const near = [...new Set([host, '127.0.0.1', 'localhost', '::1'])].map(localOrigin)
      return publicUrl === null ? near : [new URL(publicUrl).origin, ...near]
    },
    publicUrl: () => wishes().publicUrl,
    move() {
      const { host, port } = wishes()
      if (openOn === null || (openOn.host === host && openOn.wishedPort === port)) return
      const waiting = [...guests.values()]
      guests.clear()
      shut()
      // Each comes back by itself, and says so where the new place cannot be had.
      for (const guest of waiting) guest.lost(new TransportError('closed', 'The receiver moves to another address.'))
    },
    async close() {
      guests.clear()
      shut()
      await closing
    },
  }
}

function basePath(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

function reply(response: ServerResponse, { status, headers = {}, body = '' }: DoorAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  })
  response.end(body)
}

/**
 * Hanging up on a sender that still writes takes the answer from it: it sees a broken line. So the rest is read and
 * thrown away, for as long as a body may take.
 */
function readPast(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), BODY_MS)
  request.once('close', () => clearTimeout(timer))
  request.resume()
}

/** Null when it is over the limit; the rest is not read then. */
async function readBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return null
  const timer = setTimeout(() => request.destroy(), BODY_MS)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // Leaving early must not take away the connection that the answer goes over.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength
      if (bytes > limitBytes) return null
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks)
}
