import { MAX_MESSAGE_BYTES } from '../../contract/index'
import { TransportError, type Clock, type RawEvent, type RunEnd, type TransportIo } from '../../core/ports'
import type { ByteTalk, ByteTalkLine } from '../byte-talk'
import type { Login } from '../login'
import type { News } from '../talk'
import { MalformedPacket } from './bytes'
import { decodePacket } from './decode'
import { createDeliveries, TOPIC_ALIAS_MAXIMUM, type Deliveries } from './deliveries'
import { DISCONNECT, DISCONNECT_AND_FORGET, encodeConnect, encodeSubscribe, PINGREQ } from './encode'
import { MAX_FILTERS_PER_PACKET } from './filters'
import { createPacketSplitter, type Piece } from './packet-splitter'
import type { MqttVersion, ServerPacket } from './packets'
import { createPlace, RECEIVE_MAXIMUM, subscriptionDigest, type Kept } from './place'
import { reasonFailure, refusesVersion } from './reasons'

/** How often we ask whether the other side is still there, and how long it has to show a sign of life. */
export const PING_EVERY_MS = 30_000
export const PONG_WITHIN_MS = 10_000
/** How long a broker has to answer CONNECT and SUBSCRIBE. */
const GREETING_MS = 15_000
/** A broker that restarts is back in a moment; its clients need not come all at once. */
const AFTER_END_MS = 3_000
/**
 * A broker that hangs up without a word so soon may have given our session to another who uses the same identifier
 * (mosquitto 2.0 does it so): coming back at once would throw that one out, and so on for ever.
 */
const SHORT_CONNECTION_MS = 60_000
const AFTER_SHORT_CONNECTION_MS = 15_000
/** A broker may hang up after half as much again without a packet from us (MQTT 5 section 3.1.2.10). */
const KEEP_ALIVE_FACTOR = 2

export interface TalkWish {
  version: MqttVersion
  clientId: string
  login: Login | null
  filters: readonly string[]
  qos: 0 | 1 | 2
  /** How long the broker is to keep what comes while we are away; 0: not at all. */
  sessionExpirySeconds: number
  /** What the cursor tells of the session; null where there was none. */
  kept: Kept | null
  /** Shortened in tests; milliseconds. */
  pingEveryMs: number
  pongWithinMs: number
}

/** Our side of MQTT on one connection. */
export class MqttTalk implements ByteTalk {
  /** The broker does not know MQTT 5, and nothing but an older version will help. */
  refusedVersion = false
  readonly #splitter = createPacketSplitter(MAX_MESSAGE_BYTES)
  readonly #subscribed: string
  readonly #timers: (() => void)[] = []
  /** Null until the broker let us in. */
  #deliveries: Deliveries | null = null
  /** Identifiers of SUBSCRIBE packets that were not answered yet, and their filters. */
  readonly #asked = new Map<number, readonly string[]>()
  #refused: { filter: string; code: number }[] = []
  #isOpen = false
  #openSince = 0

  constructor(
    private readonly wish: TalkWish,
    private readonly line: ByteTalkLine,
    private readonly clock: Clock,
    private readonly io: TransportIo,
  ) {
    const { filters, qos, sessionExpirySeconds, kept, version } = wish
    // What is not kept for us has no place to go on from.
    this.#subscribed = sessionExpirySeconds === 0 ? '' : subscriptionDigest(filters, qos)
    const connect = encodeConnect({
      version,
      clientId: wish.clientId,
      // A session that was made for other topics would go on sending them.
      cleanStart: this.#subscribed === '' || kept?.subscribed !== this.#subscribed,
      keepAliveSeconds: Math.ceil((wish.pingEveryMs * KEEP_ALIVE_FACTOR) / 1000),
      sessionExpirySeconds,
      receiveMaximum: RECEIVE_MAXIMUM,
      topicAliasMaximum: TOPIC_ALIAS_MAXIMUM,
      login: wish.login,
    })
    line.send(connect, `CONNECT MQTT ${version === 5 ? '5' : '3.1.1'} as ${wish.clientId}`)
    this.#timers.push(
      clock.after(GREETING_MS, () => {
        if (!this.#isOpen) line.end(new TransportError('timeout', `${line.host} did not answer in time.`))
      }),
    )
  }

  bytes(chunk: Buffer): readonly News[] {
    const news: News[] = []
    try {
      for (const piece of this.#splitter.push(chunk)) news.push(...this.#take(piece))
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error
      const words = this.#deliveries === null ? 'answers, but not as an MQTT broker' : 'sent what is no MQTT'
      this.line.end(
        new TransportError(this.#deliveries === null ? 'wrongType' : 'protocol', `${this.line.host} ${words}.`, {
          detail: error.message,
        }),
      )
    }
    const last = news.at(-1)
    const publisher = last === undefined ? null : (this.#deliveries?.publisher() ?? null)
    if (last !== undefined && publisher !== null) last.event.publisher = publisher
    return news
  }

  closed(): RunEnd | TransportError {
    const { host } = this.line
    if (this.#isOpen) {
      const isShort = this.clock.now() - this.#openSince < SHORT_CONNECTION_MS
      // Before MQTT 5 a broker could only hang up; since then it has words for it (section 3.14).
      if (this.wish.version === 4 && !isShort && !this.#splitter.isInside)
        return { how: 'closed', waitAtLeastMs: AFTER_END_MS }
      const message = `${host} hung up without saying why.`
      return new TransportError('closed', message, { retryAfterMs: isShort ? AFTER_SHORT_CONNECTION_MS : null })
    }
    // Before MQTT 5 brokers were free to hang up on a version they do not know.
    this.refusedVersion = this.#deliveries === null
    return new TransportError('closed', `${host} closed the connection before it let us in.`)
  }

  farewell(): Buffer {
    return this.#subscribed === '' && this.wish.version === 5 ? DISCONNECT_AND_FORGET : DISCONNECT
  }

  stop(): void {
    for (const stop of this.#timers.splice(0)) stop()
  }

  #take(piece: Piece): readonly News[] {
    if ('body' in piece) return this.#packet(decodePacket(piece.header, piece.body, this.wish.version))
    if (piece.header >> 4 !== 3 || this.#deliveries === null) throw new MalformedPacket('A packet is far too long.')
    this.#deliveries.passOver(piece.header, piece.passedOverBytes, piece.beginning)
    return []
  }

  #packet(packet: ServerPacket): readonly News[] {
    if (packet.type === 'connack') return this.#welcomed(packet)
    if (this.#deliveries === null) throw new MalformedPacket('The first packet is no CONNACK.')
    switch (packet.type) {
      case 'publish':
        return this.#deliveries.take(packet)
      case 'pubrel':
        this.#deliveries.released(packet.packetId)
        return []
      case 'suback':
        return this.#granted(packet)
      case 'disconnect': {
        this.line.came(`DISCONNECT 0x${packet.code.toString(16)}`)
        // A normal end (0) is what a broker says that ends in order.
        this.line.end(
          packet.code < 0x80
            ? { how: 'closed', waitAtLeastMs: AFTER_END_MS }
            : reasonFailure(packet.code, this.line.host, packet),
        )
        return []
      }
      case 'pingresp':
        this.io.frame?.({ at: this.clock.now(), direction: 'in', kind: 'pong', data: '' })
        return []
      case 'other':
        return []
    }
  }

  #welcomed({ code, sessionPresent, properties }: Extract<ServerPacket, { type: 'connack' }>): readonly News[] {
    const { line, wish, clock, io } = this
    if (this.#deliveries !== null) throw new MalformedPacket('CONNACK came twice.')
    line.came(`CONNACK ${code === 0 ? (sessionPresent ? 'session kept' : 'new session') : `0x${code.toString(16)}`}`)
    if (code !== 0) {
      this.refusedVersion = wish.version === 5 && refusesVersion(code)
      line.end(reasonFailure(code, line.host, properties))
      return []
    }
    const keptOfSession = this.#subscribed === wish.kept?.subscribed
    const place = createPlace(wish.kept, sessionPresent && keptOfSession, this.#subscribed)
    const [first = ''] = wish.filters
    this.#deliveries = createDeliveries({
      host: line.host,
      place,
      clock,
      io,
      singleTopic: wish.filters.length === 1 && !/[+#]/.test(first),
      send: (bytes) => line.send(bytes),
    })
    const pingEveryMs = Math.min(
      wish.pingEveryMs,
      ((properties.serverKeepAliveSeconds ?? Infinity) * 1000) / KEEP_ALIVE_FACTOR,
    )
    this.#keepAlive(Math.max(1_000, pingEveryMs))
    if (sessionPresent && keptOfSession) {
      this.#open()
      return []
    }
    this.#subscribe(Math.min(wish.qos, properties.maximumQos ?? 2) as 0 | 1 | 2)
    // A session stands before the first message came, and what comes while we are away belongs to it.
    return this.#subscribed === '' ? [] : [placeOnly(place.start(), clock.now(), line.host)]
  }

  #subscribe(qos: 0 | 1 | 2): void {
    const { filters, version } = this.wish
    for (let start = 0; start < filters.length; start += MAX_FILTERS_PER_PACKET) {
      const some = filters.slice(start, start + MAX_FILTERS_PER_PACKET)
      const packetId = this.#asked.size + 1
      this.#asked.set(packetId, some)
      this.line.send(encodeSubscribe(packetId, some, qos, version), `SUBSCRIBE ${some.join(' ')} (QoS ${qos})`)
    }
  }

  #granted({ packetId, codes, reason }: Extract<ServerPacket, { type: 'suback' }>): readonly News[] {
    const filters = this.#asked.get(packetId)
    if (filters === undefined) return []
    this.line.came(`SUBACK ${codes.map((code) => (code < 3 ? `QoS ${code}` : `0x${code.toString(16)}`)).join(' ')}`)
    this.#asked.delete(packetId)
    for (const [index, filter] of filters.entries()) {
      const code = codes[index] ?? 0x80
      if (code >= 0x80) this.#refused.push({ filter, code })
    }
    if (this.#asked.size > 0) return []
    const { host } = this.line
    for (const { filter, code } of this.#refused) {
      const failure = reasonFailure(code, host, { reason })
      const message = `${host} does not let this channel follow “${filter}”. ${failure.message}`
      if (this.#refused.length === this.wish.filters.length) {
        // A broker may allow later what it forbids now, but only somebody who runs it can tell.
        this.line.end(new TransportError('forbidden', message, { final: 'needsYou', detail: failure.detail ?? '' }))
        return []
      }
      this.io.dropped(1, { kind: 'forbidden', message })
    }
    this.#open()
    return []
  }

  #open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#openSince = this.clock.now()
    this.io.opened()
  }

  /** Asks regularly, and gives the line up when nothing at all comes back. */
  #keepAlive(everyMs: number): void {
    const { line, clock, wish } = this
    let stopTimer = clock.after(everyMs, ask)
    this.#timers.push(() => stopTimer())
    const frame = (): void => this.io.frame?.({ at: clock.now(), direction: 'out', kind: 'ping', data: '' })
    function ask(): void {
      line.send(PINGREQ)
      frame()
      stopTimer = clock.after(wish.pongWithinMs, () => {
        if (line.silentMs() >= wish.pongWithinMs) {
          line.end(new TransportError('stalled', `${line.host} does not answer any more; connecting anew.`))
          return
        }
        stopTimer = clock.after(Math.max(0, everyMs - wish.pongWithinMs), ask)
      })
    }
  }
}

/** Nothing but a place to go on from. */
function placeOnly(cursor: RawEvent['cursor'], receivedAt: number, host: string): News {
  const nothing = { payload: '', contentType: null, topic: null, id: null, receivedAt, baseUrl: `mqtt://${host}/` }
  return { event: { ...nothing, withdraws: [], ...(cursor !== undefined && { cursor }) }, bytes: 0 }
}
