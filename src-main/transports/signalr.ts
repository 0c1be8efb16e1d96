import type { LookupFunction } from 'node:net'
import { readOptions, linesOf, SIGNALR, type ArrivalHow } from '../contract/index'
import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { readCalls } from './call-lines'
import type { HttpClient } from './http'
import { talkOverRequests } from './request-talk'
import { beginHub, type HubWishes } from './signalr-hub'
import {
  HUB_TRANSPORTS,
  negotiate,
  shownHub,
  typedHub,
  type HubAddress,
  type HubTransport,
  type Negotiated,
} from './signalr-negotiation'
import { forgotten, leaveHub, openHubPolls, openHubStream, type HubRequests } from './signalr-requests'
import { talkOverSocket } from './socket-talk'
import type { BeginTalk } from './talk'
import { userAgent } from './user-agent'
import { openWebSocket } from './websocket-handshake'
import { within } from './within'

export interface SignalROptions {
  http: HttpClient
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests; milliseconds. */
  serverTimeoutMs?: number
  connectTimeoutMs?: number
}

/**
 * SignalR of ASP.NET Core: the hub says how it can be reached, and the best way that opens is taken. What a hub invokes
 * on us is an event; there is nothing to resume by.
 */
export function createSignalRTransport(options: SignalROptions): Transport {
  return {
    kind: 'signalr',
    how: 'push',
    style: 'stream',
    resumes: () => false,
    run: (channel, io) => run(options, channel, io),
  }
}

/** Failures that another way to the same hub would meet again. */
const SAME_EVERYWHERE: ReadonlySet<string> = new Set(['unauthorized', 'tls', 'blockedAddress', 'invalidAddress'])

async function run(
  options: SignalROptions,
  channel: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  io.signal.throwIfAborted()
  const chosen = readOptions(SIGNALR, channel.settings.options)
  const wishes: HubWishes = {
    calls: readCalls(chosen.invoke),
    targets: new Set(linesOf(chosen.targets).map((target) => target.toLowerCase())),
    comeBack: chosen.comeBack,
    ...(options.serverTimeoutMs !== undefined && { serverTimeoutMs: options.serverTimeoutMs }),
  }
  const typed = typedHub(channel, chosen.token)
  const { http, clock } = options
  let opened = false
  const place = (hub: HubAddress): Place => ({
    ...options,
    io,
    hub,
    settings: channel.settings,
    acceptSelfSigned: channel.settings.acceptSelfSigned,
    wishes,
    opened() {
      opened = true
      io.opened()
    },
  })
  if (chosen.transport === 'withoutNegotiation') return WAYS.webSockets(place(typed), io.signal)

  const wanted = HUB_TRANSPORTS.filter((way) => chosen.transport === 'automatic' || chosen.transport === way)
  let failure: TransportError | null = null
  let unused: Negotiated | null = null
  for (const way of wanted) {
    const hub: Negotiated = unused ?? (await negotiate(typed, { http, clock, channel, io, signal: io.signal }))
    unused = hub
    if (!hub.offered.includes(way)) continue
    try {
      // A way that does not open uses its negotiation up (protocols 7.1).
      unused = null
      return await WAYS[way](place(hub), io.signal)
    } catch (error) {
      if (opened || !(error instanceof TransportError) || SAME_EVERYWHERE.has(error.kind)) throw error
      failure ??= error
    }
  }
  throw failure ?? noWay(typed.url.host)
}

interface Place extends SignalROptions, HubRequests {
  settings: Channel['settings']
  wishes: HubWishes
  opened(): void
}

/** The three ways a hub may offer. Each runs to its end. */
const WAYS: Readonly<Record<HubTransport, (place: Place, signal: AbortSignal) => Promise<RunEnd>>> = {
  async webSockets(place, signal) {
    const { clock, io, hub, settings } = place
    io.frame?.({ at: clock.now(), direction: 'out', kind: 'request', data: `GET ${shownHub(hub.url)} (WebSocket)` })
    const open = await openWebSocket({
      url: hub.url.href,
      settings: { ...settings, headers: { ...hub.secretHeaders }, subprotocols: [] },
      userAgent: userAgent(),
      trust: hub.trust,
      signal,
      now: () => clock.now(),
      lookup: place.lookup,
      connectTimeoutMs: place.connectTimeoutMs,
    }).catch((error: unknown) => {
      const isUnknown = error instanceof TransportError && error.kind === 'notFound' && hub.url.searchParams.has('id')
      throw isUnknown ? forgotten(hub.url.host) : error
    })
    io.frame?.({ at: clock.now(), direction: 'in', kind: 'open', data: shownHub(hub.url) })
    return talkOverSocket(open, clock, io, signal, talkWith(place, 'push'))
  },
  serverSentEvents: (place, signal) =>
    within(signal, async (own) => {
      const wire = await openHubStream(place, own)
      return talkOverRequests(wire, place.clock, place.io, own, talkWith(place, 'push'))
    }),
  longPolling: (place, signal) =>
    within(signal, async (own) => {
      const wire = await openHubPolls(place, own)
      try {
        return await talkOverRequests(wire, place.clock, place.io, own, talkWith(place, 'held'))
      } finally {
        await leaveHub(place)
      }
    }),
}

const talkWith =
  (place: Place, how: ArrivalHow): BeginTalk =>
  (line) =>
    beginHub(place.wishes, { ...place, baseUrl: shownHub(place.hub.url), how, keepsItselfAlive: how === 'held' }, line)

const noWay = (host: string): TransportError =>
  new TransportError('protocol', `The hub of ${host} offers no way of connecting that Crier knows with text.`, {
    final: 'ended',
  })
