import type { LookupFunction } from 'node:net'
import { IRC, isSecureScheme, readOptions } from '../contract/index'
import type { Channel, Clock, RunEnd, Transport, TransportIo } from '../core/ports'
import { socketLine, talkInBytes } from './byte-talk'
import { createPlace, hasPlace } from './irc/place'
import { roomsOf } from './irc/rooms'
import { IrcTalk, JOINED_WITHIN_MS, PING_EVERY_MS, PONG_WITHIN_MS } from './irc/talk'
import { loginOf } from './login'
import { openSocket } from './open-socket'

export interface IrcOptions {
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests; milliseconds. */
  pingEveryMs?: number
  pongWithinMs?: number
  joinedWithinMs?: number
}

/** IRC, with what IRCv3 adds where a network offers it: every message and notice in the rooms is one event. */
export function createIrcTransport(options: IrcOptions): Transport {
  return {
    kind: 'irc',
    how: 'push',
    style: 'stream',
    resumes: hasPlace,
    prepare: () => ({ madeNick: madeNick() }),
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(
  {
    clock,
    lookup,
    pingEveryMs = PING_EVERY_MS,
    pongWithinMs = PONG_WITHIN_MS,
    joinedWithinMs = JOINED_WITHIN_MS,
  }: IrcOptions,
  { url: address, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  io.signal.throwIfAborted()
  const chosen = readOptions(IRC, settings.options)
  const wish = {
    rooms: roomsOf(address, chosen.rooms),
    nick: chosen.nick || chosen.madeNick || madeNick(),
    login: loginOf(address, chosen),
    serverPassword: chosen.serverPassword,
    onlyNotices: chosen.onlyNotices,
    serverNotices: chosen.serverNotices,
    history: chosen.history,
    place: createPlace(io.cursor),
    pingEveryMs,
    pongWithinMs,
    joinedWithinMs,
  }
  const url = new URL(address)
  const secure = isSecureScheme(url.protocol)
  const { socket } = await openSocket({
    url,
    secure,
    defaultPort: secure ? 6697 : 6667,
    alpn: [],
    allowLocal: true,
    acceptSelfSigned: settings.acceptSelfSigned,
    signal: io.signal,
    ...(lookup && { lookup }),
  })
  return talkInBytes(socketLine(socket, url.host), clock, io, io.signal, (line) => new IrcTalk(wish, line, clock, io))
}

/** Nine characters are what the oldest servers allow (RFC 1459 section 1.2). */
function madeNick(): string {
  const [number = 0] = crypto.getRandomValues(new Uint16Array(1))
  return `crier${String(number % 10_000).padStart(4, '0')}`
}
