import { MAX_MESSAGE_BYTES } from '../../contract/index'
import type { Clock, PublisherFacts, TransportIo } from '../../core/ports'
import { limitWords } from '../limit-words'
import type { News } from '../talk'
import { MalformedPacket, PacketBytes } from './bytes'
import { encodeAcknowledgement } from './encode'
import { createTopicBook, eventOf, textOfPayload } from './message'
import type { Publish } from './packets'
import type { Place } from './place'

/** Aliases a broker may use for long topics (MQTT 5 section 3.3.2.3.4). */
export const TOPIC_ALIAS_MAXIMUM = 100

export interface DeliveriesWish {
  host: string
  place: Place
  clock: Clock
  io: TransportIo
  /** The channel follows one topic without wildcards. */
  singleTopic: boolean
  send(bytes: Uint8Array): void
}

/** Turns the messages of one connection into news, and acknowledges each once it is stored. */
export interface Deliveries {
  /** @throws MalformedPacket for an alias that stands for nothing */
  take(message: Publish): readonly News[]
  /** A message over the limit: counted, and acknowledged so that it does not come for ever. */
  passOver(header: number, sizeBytes: number, beginning: Buffer): void
  /** What there is to know of the publisher since it was last asked, for the last of some news. */
  publisher(): PublisherFacts | null
  /** The second half of QoS 2 (section 4.3.3). */
  released(packetId: number): void
}

export function createDeliveries({ host, place, clock, io, singleTopic, send }: DeliveriesWish): Deliveries {
  const aliases = new Map<number, string>()
  const book = createTopicBook(singleTopic)
  // Nobody gives a message of its own an identity; this one is ours, and stays different over restarts.
  const life = clock.now().toString(36)
  let count = 0
  let acknowledgements: Buffer[] = []
  /** Identifiers of QoS 2 whose release has not come: what is sent under one is the same message (section 4.3.3). */
  const unreleased = new Set<number>()

  /** Those of one batch go out together. */
  function acknowledge({ qos, packetId }: Pick<Publish, 'qos' | 'packetId'>): void {
    if (packetId === null) return
    if (acknowledgements.length === 0) queueMicrotask(flush)
    acknowledgements.push(encodeAcknowledgement(qos === 2 ? 'pubrec' : 'puback', packetId))
  }
  function flush(): void {
    send(Buffer.concat(acknowledgements))
    acknowledgements = []
  }

  function topicOf({ topic, properties: { topicAlias } }: Publish): string {
    if (topicAlias === undefined) return topic
    if (topicAlias > TOPIC_ALIAS_MAXIMUM) throw new MalformedPacket('A topic alias is over the agreed maximum.')
    if (topic !== '') {
      aliases.set(topicAlias, topic)
      return topic
    }
    const known = aliases.get(topicAlias)
    if (known === undefined) throw new MalformedPacket('A topic alias stands for no topic.')
    return known
  }

  function leaveOut(message: Pick<Publish, 'qos' | 'packetId'>, why: string): [] {
    io.dropped(1, { kind: 'malformed', message: why })
    acknowledge(message)
    return []
  }

  return {
    take(sent) {
      const topic = topicOf(sent)
      const message = { ...sent, topic }
      const { payload } = message
      const text = textOfPayload(message)
      io.frame?.({
        at: clock.now(),
        direction: 'in',
        kind: 'event',
        type: topic,
        data: text ?? `${payload.length} bytes: ${payload.subarray(0, 32).toString('hex')}`,
      })
      // Stored in the life before, or a state that is told anew and has not changed.
      const isSame = message.qos === 2 && message.packetId !== null && unreleased.has(message.packetId)
      if (isSame || place.has(message) || place.isToldAnew(message)) {
        acknowledge(message)
        return []
      }
      if (text === null)
        return leaveOut(message, `${host} sent a message on “${topic}” that is not text; it was left out.`)
      if (message.qos === 2 && message.packetId !== null) unreleased.add(message.packetId)
      const noted = place.note(message)
      count += 1
      // Nothing is left of a retained value: there is no news in that, but the place moves on.
      const isEmpty = payload.length === 0
      const at = {
        receivedAt: clock.now(),
        baseUrl: `mqtt://${host}/`,
        // A state of more topics than are remembered is known by what it says.
        id: message.retained && !noted.isRemembered ? 'retained' : `${life}-${count}`,
        section: isEmpty ? [] : book.sectionOf(topic),
      }
      const event = {
        ...eventOf(message, text, at),
        ...(isEmpty && { withdraws: [] }),
        get cursor() {
          return noted.cursor()
        },
      }
      return [{ event, bytes: payload.length + topic.length, stored: () => acknowledge(message) }]
    },
    passOver(header, sizeBytes, beginning) {
      const bytes = new PacketBytes(beginning)
      const topic = bytes.string()
      const qos = ((header >> 1) & 3) as 0 | 1 | 2
      const packetId = qos === 0 ? null : bytes.uint16()
      io.dropped(1, {
        kind: 'tooLarge',
        message: `${host} sent a message of ${limitWords(sizeBytes)} on “${topic}”, over the limit of ${limitWords(MAX_MESSAGE_BYTES)}; it was left out.`,
      })
      acknowledge({ qos, packetId })
    },
    publisher: () => book.news(),
    released(packetId) {
      unreleased.delete(packetId)
      place.release(packetId)
      send(encodeAcknowledgement('pubcomp', packetId))
    },
  }
}
