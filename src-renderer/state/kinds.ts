import { TRANSPORT_KINDS, type ArrivalHow, type TransportKind } from '@contract/index'

/** How news comes by a technique when everything is well. */
const HOW: Record<TransportKind, ArrivalHow> = {
  sse: 'push',
  websocket: 'push',
  longpoll: 'held',
  poll: 'poll',
  stream: 'push',
  multipart: 'push',
  pushlet: 'push',
  bayeux: 'push',
  signalr: 'push',
  webpush: 'push',
  ntfy: 'push',
  gotify: 'push',
  pusher: 'push',
  socketio: 'push',
  mqtt: 'push',
  imap: 'push',
  irc: 'push',
  xmlsocket: 'push',
  feed: 'poll',
}

/** The kinds as a list shows them: what pushes first, in the contract's order. */
export const KIND_GROUPS: readonly { how: ArrivalHow; kinds: readonly TransportKind[] }[] = (
  ['push', 'held', 'poll'] as const
).map((how) => ({ how, kinds: TRANSPORT_KINDS.filter((kind) => HOW[kind] === how) }))
