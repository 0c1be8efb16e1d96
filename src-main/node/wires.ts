import type { ActionSender, Clock, Detect, Json, PushServices, Transports } from '../core/ports'
import { createDetect } from '../detect'
import { createActionSender } from '../transports/action-sender'
import { createBayeuxTransport } from '../transports/bayeux'
import { createFeedTransport } from '../transports/feed'
import { createGotifyTransport } from '../transports/gotify'
import { createHttpStreamTransport } from '../transports/http-stream'
import { createLongPollTransport } from '../transports/long-poll'
import { createMqttTransport } from '../transports/mqtt'
import { createImapTransport } from '../transports/imap'
import { createIrcTransport } from '../transports/irc'
import { createXmlSocketTransport } from '../transports/xml-socket'
import { createMultipartTransport } from '../transports/multipart'
import { createNtfyTransport } from '../transports/ntfy'
import { createPollTransport } from '../transports/poll'
import { createPusherTransport } from '../transports/pusher'
import { createPushServices } from '../transports/receiver/push-services'
import { createPushletTransport } from '../transports/pushlet'
import { createSignalRTransport } from '../transports/signalr'
import { createSocketIoTransport } from '../transports/socket-io'
import { createSseTransport } from '../transports/sse'
import { createDoor, type DoorOptions } from '../transports/receiver/door'
import { createWebPushTransport, type WebPushOptions } from '../transports/webpush'
import { createWebSocketTransport } from '../transports/websocket'
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../transports/http'

export interface WireOptions {
  clock: Clock
  /** The desktop's system proxy. */
  dispatcherFor?: HttpClientOptions['dispatcherFor'] | undefined
  /** Where the receiver listens and what it keeps; absent: on this computer, and nothing is kept. */
  receiver?: Omit<DoorOptions, 'clock'> & Pick<WebPushOptions, 'channels'>
}

/** Every wire Crier speaks, over one HTTP client. */
export function createWires({ clock, dispatcherFor, receiver = {} }: WireOptions): {
  transports: Transports
  detect: Detect
  actions: ActionSender
  http: HttpClient
  pushServices: PushServices
  close(): Promise<void>
} {
  const http = createHttpClient(dispatcherFor === undefined ? {} : { dispatcherFor })
  const parts = { http, clock }
  // Opened by the first who expects something, so that a reader without push has no port open.
  const door = createDoor({ ...receiver, clock })
  const transports: Transports = {
    sse: createSseTransport(parts),
    websocket: createWebSocketTransport({ clock }),
    longpoll: createLongPollTransport(parts),
    poll: createPollTransport(parts),
    stream: createHttpStreamTransport(parts),
    multipart: createMultipartTransport(parts),
    pushlet: createPushletTransport(parts),
    bayeux: createBayeuxTransport(parts),
    signalr: createSignalRTransport(parts),
    webpush: createWebPushTransport({ ...parts, door, ...(receiver.channels && { channels: receiver.channels }) }),
    ntfy: createNtfyTransport(parts),
    gotify: createGotifyTransport(parts),
    pusher: createPusherTransport(parts),
    socketio: createSocketIoTransport(parts),
    mqtt: createMqttTransport(parts),
    imap: createImapTransport(parts),
    irc: createIrcTransport(parts),
    xmlsocket: createXmlSocketTransport(parts),
    feed: createFeedTransport(parts),
  }
  return {
    transports,
    detect: createDetect({ http, clock, transports }),
    actions: createActionSender(http),
    http,
    pushServices: createPushServices({ http, door }),
    async close() {
      await http.close()
      await door.close()
    },
  }
}

/** Where a stream resumes after that event, as the SSE transport keeps it. */
export function streamCursor(lastEventId: string): Json {
  return { lastEventId, retryMs: null }
}
