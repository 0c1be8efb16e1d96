import { CONNECT_TIMEOUT_MS } from '../contract/index'
import { TransportError, type Clock, type Json, type RunEnd, type TransportIo } from '../core/ports'
import { payloadOfArguments } from './arguments-payload'
import type { Call } from './call-lines'
import { readEngineOpen, type EngineOpen } from './socket-io-handshake'
import { readPacket, withoutPlaceholder, writePacket, type Packet } from './socket-io-packets'
import { watchSilence, type Line, type News, type Talk } from './talk'
import { closeOutcome } from './websocket-closing'

/** Where a server with connection state recovery goes on. */
export interface SocketIoCursor {
  pid: string
  offset: string
}

export interface SocketIoWishes {
  namespace: string
  /** Empty: all. */
  events: ReadonlySet<string>
  calls: readonly Call[]
  /** The user's own, with nothing of ours in it. */
  auth: { [key: string]: Json } | null
  /** 4: Socket.IO 3 and 4 (Engine.IO 4) · 2: Socket.IO 2 (Engine.IO 3), where the reader pings. */
  version: '4' | '2'
  cursor: SocketIoCursor | null
  /** Shortened in tests; milliseconds. */
  silenceMs?: number
}

/** A server that put us out meant it; its own clients do not come back by themselves. */
const AFTER_PUT_OUT_MS = 60_000
/** How an offset looks. Where it would be the only value, it must look like no word of a language either. */
const OFFSET = /^[\w.-]{6,128}$/
const NO_WORD = /\d|[a-z][A-Z]/

/** Our side of Engine.IO and Socket.IO on one connection: events become events of ours. */
export function beginSocketIo(
  wishes: SocketIoWishes,
  { clock, io, how, opened }: { clock: Clock; io: TransportIo; how: 'push' | 'held'; opened(): void },
  line: Line,
): Talk {
  const { host } = line
  const { namespace, version } = wishes
  const timers: (() => void)[] = []
  let engine: EngineOpen | null = null
  let pid = wishes.cursor?.pid ?? null
  let connected = false

  timers.push(
    clock.after(CONNECT_TIMEOUT_MS, () => {
      if (connected) return
      const what = engine === null ? 'did not say hello' : `did not let us into ${namespace}`
      line.end(new TransportError('timeout', `${host} ${what} in time.`))
    }),
  )

  function greeted(text: string): void {
    engine = readEngineOpen(text)
    if (engine === null) {
      throw new TransportError('wrongType', `${host} answers, but not as a Socket.IO server.`, { final: 'ended' })
    }
    const { cursor, auth } = wishes
    if (version === '4') {
      const login = auth === null && cursor === null ? undefined : { ...auth, ...cursor }
      line.send(`4${writePacket('connect', namespace, login)}`, `4${writePacket('connect', namespace)}`)
    }
    // A server of version 2 lets everybody into the first namespace by itself.
    if (version === '2' && namespace !== '/') send(writePacket('connect', namespace))
    const silenceMs = wishes.silenceMs ?? engine.pingIntervalMs + engine.pingTimeoutMs
    const stalled = (): void => {
      const message = `${host} has sent nothing for ${Math.round(silenceMs / 1000)} s; connecting anew.`
      line.end(new TransportError('stalled', message))
    }
    timers.push(watchSilence(clock, line, silenceMs, stalled))
    if (version === '2') pingEvery(engine.pingIntervalMs)
  }

  function pingEvery(milliseconds: number): void {
    const ping = (): void => {
      line.send('2')
      timers[0] = clock.after(milliseconds, ping)
    }
    timers[0]?.()
    timers[0] = clock.after(milliseconds, ping)
  }

  const send = (packet: string): void => line.send(`4${packet}`)

  function understand(packet: Packet): News[] {
    if (packet.namespace !== namespace) return []
    if (packet.type === 'connect') admitted(packet.data)
    else if (packet.type === 'connectError') throw refused(packet.data)
    else if (packet.type === 'disconnect') {
      const words = `${host} has put us out of ${namespace}; connecting anew.`
      line.end(new TransportError('closed', words, { retryAfterMs: AFTER_PUT_OUT_MS }))
    } else if (packet.type === 'event') {
      // What is recovered comes before the word that lets us in.
      enter()
      return event(packet)
    }
    return []
  }

  function enter(): void {
    if (connected) return
    connected = true
    opened()
    for (const call of wishes.calls) send(writePacket('event', namespace, [call.name, ...call.arguments]))
  }

  function admitted(data: Json | undefined): void {
    const about = data !== undefined && data !== null && typeof data === 'object' && !Array.isArray(data) ? data : {}
    if (version === '4' && typeof about.sid !== 'string') {
      const words = `${host} speaks Socket.IO 2. Choose that version in the channel’s settings.`
      throw new TransportError('protocol', words, { final: 'needsYou' })
    }
    pid = typeof about.pid === 'string' ? about.pid : null
    enter()
  }

  function refused(data: Json | undefined): TransportError {
    const told =
      typeof data === 'string'
        ? data
        : data !== null && typeof data === 'object' && !Array.isArray(data)
          ? data.message
          : null
    const words = typeof told === 'string' && told !== '' ? `: “${told.slice(0, 200)}”.` : '.'
    if (told === 'Invalid namespace') {
      return new TransportError('notFound', `${host} has no namespace ${namespace}.`, { final: 'needsYou' })
    }
    return new TransportError(
      'forbidden',
      `${host} does not let us into ${namespace}${words} Check what is sent to log in.`,
      {
        final: 'needsYou',
      },
    )
  }

  function event({ id, data, attachments }: Packet): News[] {
    // A sender that waits is answered when what it sent is stored.
    const stored = id === null ? undefined : () => send(writePacket('ack', namespace, [], id))
    if (!Array.isArray(data) || (typeof data[0] !== 'string' && typeof data[0] !== 'number')) {
      io.dropped(1, { kind: 'malformed', message: `${host} sent an event without a name; it was left out.` })
      return []
    }
    const [first, ...values] = data
    const name = String(first)
    const cursor = id === null ? offsetOf(values) : undefined
    const isWanted = wishes.events.size === 0 || wishes.events.has(name)
    if (!isWanted) {
      stored?.()
      return []
    }
    const payload = attachments > 0 ? payloadOfArguments(values, withoutPlaceholder) : payloadOfArguments(values)
    if (payload === undefined) {
      io.dropped(1, { kind: 'malformed', message: `${host} sent an event that cannot be read; it was left out.` })
      stored?.()
      return []
    }
    const text = payload ?? name
    return [
      {
        event: {
          payload: text,
          contentType: null,
          topic: name,
          id: null,
          receivedAt: clock.now(),
          baseUrl: line.baseUrl,
          how,
          ...(cursor !== undefined && { cursor: { ...cursor } }),
        },
        bytes: text.length,
        ...(stored && { stored }),
      },
    ]
  }

  /** Takes the offset off the values: a server with recovery adds it behind every event that is to be recovered. */
  function offsetOf(values: Json[]): SocketIoCursor | undefined {
    const last = values.at(-1)
    if (pid === null || typeof last !== 'string' || !OFFSET.test(last)) return undefined
    if (values.length === 1 && !NO_WORD.test(last)) return undefined
    values.pop()
    return { pid, offset: last }
  }

  return {
    text(text) {
      if (engine === null) {
        greeted(text)
        return []
      }
      switch (text[0]) {
        case '2':
          line.send(`3${text.slice(1)}`)
          return []
        case '1': {
          line.end({ how: 'closed', waitAtLeastMs: 0 })
          return []
        }
        case '4': {
          const packet = readPacket(text.slice(1))
          if (packet === null) throw nonsense(host)
          return understand(packet)
        }
        case 'b':
          return attachment()
        case '0':
        case '3':
        case '5':
        case '6':
          return []
        default:
          throw nonsense(host)
      }
    },
    binary: attachment,
    closed(code, reason) {
      if (!connected)
        return new TransportError('closed', `${host} closed the connection before it let us in.`, {
          detail: `close code ${code}`,
        })
      const isClean = code === 1000 || code === 1005
      return isClean ? ({ how: 'closed', waitAtLeastMs: 0 } satisfies RunEnd) : closeOutcome(code, reason, host)
    },
    stop() {
      for (const stop of timers) stop()
    },
  }

  function attachment(): News[] {
    io.dropped(1, { kind: 'wrongType', message: `${host} sent an attachment that is not text; it was left out.` })
    return []
  }
}

const nonsense = (host: string): TransportError =>
  new TransportError('protocol', `${host} sent something that is no message of Socket.IO; connecting anew.`)
