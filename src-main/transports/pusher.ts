import type { LookupFunction } from 'node:net'
import { linesOf, PUSHER, readOptions } from '../contract/index'
import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { pusherAddress } from './pusher-address'
import { beginPusher, type PusherWishes } from './pusher-session'
import { talkOverSocket } from './socket-talk'
import { userAgent } from './user-agent'
import { openWebSocket } from './websocket-handshake'

/** Channels of one connection: more is no subscription but a crawl. */
export const MAX_PUSHER_CHANNELS = 100

export interface PusherOptions {
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests; milliseconds. */
  activityMs?: number
  pongWithinMs?: number
  connectTimeoutMs?: number
}

/**
 * The Pusher protocol 7, of the service and of servers that speak as it does (Soketi, Reverb): public channels, over a
 * WebSocket. There is nothing to resume by; cache channels begin with their last event.
 */
export function createPusherTransport(options: PusherOptions): Transport {
  return {
    kind: 'pusher',
    how: 'push',
    style: 'stream',
    resumes: () => false,
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(
  { clock, lookup, connectTimeoutMs, activityMs, pongWithinMs }: PusherOptions,
  { url, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  io.signal.throwIfAborted()
  const chosen = readOptions(PUSHER, settings.options)
  const address = pusherAddress(url, chosen)
  const wishes: PusherWishes = {
    channels: publicChannels(chosen.channels),
    events: new Set(linesOf(chosen.events)),
    ...(activityMs !== undefined && { activityMs }),
    ...(pongWithinMs !== undefined && { pongWithinMs }),
  }
  io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${shown(address)}` })
  const open = await openWebSocket({
    url: address.href,
    settings: { ...settings, subprotocols: [] },
    userAgent: userAgent(),
    signal: io.signal,
    now: () => clock.now(),
    lookup,
    connectTimeoutMs,
  })
  io.frame?.({ at: clock.now(), direction: 'in', kind: 'open', data: shown(address) })
  const place = { clock, io, baseUrl: open.baseUrl, opened: () => io.opened() }
  return talkOverSocket(open, clock, io, io.signal, (line) => beginPusher(wishes, place, line))
}

/**
 * The channels to subscribe to.
 *
 * @throws TransportError `invalidAddress` (needsYou) for what a reader cannot subscribe to
 */
function publicChannels(text: string): string[] {
  const channels = [...new Set(linesOf(text))]
  if (channels.length === 0) throw needed('Add at least one channel to subscribe to.')
  if (channels.length > MAX_PUSHER_CHANNELS) {
    throw needed(`These are more than ${MAX_PUSHER_CHANNELS} channels. Make several subscriptions of them.`)
  }
  const closed = channels.find((channel) => /^(?:private|presence)-/.test(channel))
  if (closed !== undefined) {
    throw needed(`“${closed}” is not a public channel: only the publisher’s own program can let somebody in.`)
  }
  return channels
}

function shown(address: URL): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}

const needed = (message: string): TransportError => new TransportError('invalidAddress', message, { final: 'needsYou' })
