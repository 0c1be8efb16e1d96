import type { TransportKind } from '../model'
import { BAYEUX } from './bayeux'
import { FEED } from './feed'
import { GOTIFY } from './gotify'
import { IMAP } from './imap'
import { IRC } from './irc'
import { LONGPOLL } from './longpoll'
import { MQTT } from './mqtt'
import { MULTIPART } from './multipart'
import { NTFY } from './ntfy'
import type { Technique } from './option'
import { POLL } from './poll'
import { PUSHER } from './pusher'
import { PUSHLET } from './pushlet'
import { SIGNALR } from './signalr'
import { SOCKETIO } from './socketio'
import { SSE } from './sse'
import { STREAM } from './stream'
import { WEBPUSH } from './webpush'
import { WEBSOCKET } from './websocket'
import { XMLSOCKET } from './xmlsocket'

export * from './option'
export {
  BAYEUX,
  FEED,
  GOTIFY,
  LONGPOLL,
  MULTIPART,
  NTFY,
  POLL,
  PUSHER,
  PUSHLET,
  SIGNALR,
  SOCKETIO,
  SSE,
  STREAM,
  WEBPUSH,
  WEBSOCKET,
  XMLSOCKET,
  IMAP,
  IRC,
  MQTT,
}

/** What each technique speaks and lets the user set. */
export const TECHNIQUES = {
  sse: SSE,
  websocket: WEBSOCKET,
  longpoll: LONGPOLL,
  poll: POLL,
  stream: STREAM,
  multipart: MULTIPART,
  pushlet: PUSHLET,
  bayeux: BAYEUX,
  signalr: SIGNALR,
  webpush: WEBPUSH,
  ntfy: NTFY,
  gotify: GOTIFY,
  pusher: PUSHER,
  socketio: SOCKETIO,
  mqtt: MQTT,
  imap: IMAP,
  irc: IRC,
  xmlsocket: XMLSOCKET,
  feed: FEED,
} as const satisfies Record<TransportKind, Technique>
