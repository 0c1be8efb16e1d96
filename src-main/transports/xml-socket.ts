import type { LookupFunction } from 'node:net'
import { isSecureScheme, linesOf, readOptions, XMLSOCKET } from '../contract/index'
import { TransportError, type Channel, type Clock, type RunEnd, type Transport, type TransportIo } from '../core/ports'
import { socketLine, talkInBytes, type ByteTalk, type ByteTalkLine } from './byte-talk'
import { limitWords } from './limit-words'
import { openSocket } from './open-socket'
import { EndlessRecord } from './streams/framer'
import { watchSilence, type News } from './talk'
import { createSocketFramer, type Ending } from './xml-socket/framing'
import { watchForHttp } from './xml-socket/opening'
import { askForPolicy, isPolicy } from './xml-socket/policy'
import { decodeMessage } from './message-text'

const MINUTE_MS = 60_000
/** How long the first lines may be those of one document that a NUL ends; then they are messages. */
const NUL_WITHIN_MS = 1_000

export interface XmlSocketOptions {
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests, milliseconds; absent: as the channel's option says. */
  silenceMs?: number
}

/**
 * Flash's XMLSocket and other bare sockets (TCP or TLS): every message up to a NUL, or every line, is one event. There is
 * nothing to resume by.
 */
export function createXmlSocketTransport(options: XmlSocketOptions): Transport {
  return { kind: 'xmlsocket', how: 'push', style: 'stream', run: (channel, io) => run(options, channel, io) }
}

async function run(
  { clock, lookup, silenceMs }: XmlSocketOptions,
  { url: address, settings }: Pick<Channel, 'url' | 'settings'>,
  io: TransportIo,
): Promise<RunEnd> {
  io.signal.throwIfAborted()
  const url = new URL(address)
  if (url.port === '') throw lacksPort(url)
  const chosen = readOptions(XMLSOCKET, settings.options)
  const ending: Ending = chosen.framing === 'auto' && url.protocol === 'xmlsocket:' ? 'nul' : endingOf(chosen.framing)
  const wish = {
    url,
    secure: isSecureScheme(url.protocol),
    alpn: [],
    allowLocal: true,
    acceptSelfSigned: settings.acceptSelfSigned,
    signal: io.signal,
    ...(lookup && { lookup }),
  }
  if (chosen.policyRequest) await askForPolicy(wish, clock)
  const { socket } = await openSocket(wish)
  return talkInBytes(socketLine(socket, url.host), clock, io, io.signal, (line) => {
    const talk = beginXmlSocket(line, clock, io, { ending, silenceMs: silenceMs ?? chosen.silenceMinutes * MINUTE_MS })
    for (const greeting of linesOf(chosen.greeting)) {
      // It may hold a token.
      line.send(
        `${greeting}${ending === 'nul' ? '\0' : chosen.framing === 'crlf' ? '\r\n' : '\n'}`,
        `a line of the greeting (${greeting.length} characters)`,
      )
    }
    io.opened()
    return talk
  })
}

/** Whoever ends lines with CRLF is read as whoever ends them with LF, and spoken to in its own way. */
const endingOf = (choice: string): Ending =>
  choice === 'crlf' ? 'lines' : choice === 'nul' || choice === 'lines' ? choice : 'auto'

function beginXmlSocket(
  line: ByteTalkLine,
  clock: Clock,
  io: TransportIo,
  { ending, silenceMs }: { ending: Ending; silenceMs: number },
): ByteTalk {
  const { host } = line
  let news: News[] = []
  let isFirst = true
  const framer = createSocketFramer(
    ending,
    {
      record(text) {
        const first = isFirst
        isFirst = false
        line.came(text)
        if (first && isPolicy(text)) return
        const receivedAt = clock.now()
        const event = { payload: text, contentType: null, topic: null, id: null, receivedAt, format: 'xml' as const }
        news.push({ event: { ...event, baseUrl: `http://${host}/` }, bytes: text.length })
      },
      leftOut(limitBytes) {
        const message = `${host} sent a message over the limit of ${limitWords(limitBytes)}; it was left out.`
        io.dropped(1, { kind: 'tooLarge', message })
      },
      unreadable: () => undefined,
    },
    decodeMessage,
  )
  const isHttp = watchForHttp()
  let stopWaiting: (() => void) | null = null
  const stopWatching =
    silenceMs === 0
      ? () => undefined
      : watchSilence(clock, line, silenceMs, () => {
          const minutes = Math.round(silenceMs / MINUTE_MS)
          line.end(new TransportError('stalled', `${host} has been silent for ${minutes} min; connecting anew.`))
        })
  const taken = (): News[] => {
    const came = news
    news = []
    return came
  }
  return {
    bytes(chunk) {
      if (isHttp(chunk)) {
        line.end(speaksHttp(host))
        return []
      }
      try {
        framer.push(chunk)
      } catch (error) {
        if (!(error instanceof EndlessRecord)) throw error
        line.end(new TransportError('tooLarge', `${host} sends a message without an end.`))
      }
      if (framer.isTorn) {
        stopWaiting ??= clock.after(NUL_WITHIN_MS, () => {
          framer.takeLines()
          line.tell(taken())
        })
      }
      return taken()
    },
    // There is no orderly end on a bare socket: a server that stops and a line that breaks look the same.
    closed() {
      framer.takeLines()
      line.tell(taken())
      const how = framer.pending ? 'broke off in the middle of a message' : 'hung up'
      return new TransportError('closed', `${host} ${how}.`)
    },
    stop() {
      stopWatching()
      stopWaiting?.()
    },
  }
}

function lacksPort(url: URL): TransportError {
  const message = `This address needs a port, like ${url.protocol}//${url.hostname || 'host'}:9000.`
  return new TransportError('invalidAddress', message, { final: 'needsYou' })
}

function speaksHttp(host: string): TransportError {
  const message = `${host} is a web server. Give its address with http:// or https:// instead.`
  return new TransportError('wrongType', message, { final: 'needsYou' })
}
