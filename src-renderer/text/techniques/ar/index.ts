import type { AllTechniqueWords } from '../words'
import { bayeux } from './bayeux'
import { feed } from './feed'
import { gotify } from './gotify'
import { imap } from './imap'
import { irc } from './irc'
import { longpoll } from './longpoll'
import { mqtt } from './mqtt'
import { multipart } from './multipart'
import { ntfy } from './ntfy'
import { poll } from './poll'
import { pusher } from './pusher'
import { pushlet } from './pushlet'
import { signalr } from './signalr'
import { socketio } from './socketio'
import { sse } from './sse'
import { stream } from './stream'
import { webpush } from './webpush'
import { websocket } from './websocket'
import { xmlsocket } from './xmlsocket'

export const techniques: AllTechniqueWords = {
  sse,
  websocket,
  feed,
  longpoll,
  poll,
  stream,
  multipart,
  pushlet,
  bayeux,
  signalr,
  webpush,
  ntfy,
  gotify,
  pusher,
  socketio,
  mqtt,
  imap,
  irc,
  xmlsocket,
}
