import type { Recogniser } from '../recogniser'
import { bayeuxRecogniser } from './bayeux'
import { gotifyRecogniser } from './gotify'
import { httpStreamRecogniser } from './http-stream'
import { longPollRecogniser } from './long-poll'
import { mqttRecogniser } from './mqtt'
import { imapRecogniser } from './imap'
import { ircRecogniser } from './irc'
import { xmlSocketRecogniser } from './xml-socket'
import { multipartRecogniser } from './multipart'
import { ntfyRecogniser } from './ntfy'
import { pollRecogniser } from './poll'
import { pusherRecogniser } from './pusher'
import { pushletRecogniser } from './pushlet'
import { signalRRecogniser } from './signalr'
import { socketIoRecogniser } from './socket-io'
import { webPushRecogniser } from './webpush'

/** In the order they are heard where several are equally sure. */
export const RECOGNISERS: readonly Recogniser[] = [
  longPollRecogniser,
  pollRecogniser,
  httpStreamRecogniser,
  multipartRecogniser,
  pushletRecogniser,
  bayeuxRecogniser,
  signalRRecogniser,
  webPushRecogniser,
  ntfyRecogniser,
  gotifyRecogniser,
  pusherRecogniser,
  socketIoRecogniser,
  mqttRecogniser,
  imapRecogniser,
  ircRecogniser,
  xmlSocketRecogniser,
]
