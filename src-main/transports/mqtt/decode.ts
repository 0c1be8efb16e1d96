import { MalformedPacket, PacketBytes } from './bytes'
import type { MessageProperties, MqttVersion, ServerPacket, ServerProperties } from './packets'
import { Properties } from './properties'

/**
 * One packet of a broker.
 *
 * @param header the first byte: type and flags
 * @param body what follows the remaining length
 * @throws MalformedPacket
 */
export function decodePacket(header: number, body: Buffer, version: MqttVersion): ServerPacket {
  const bytes = new PacketBytes(body)
  const flags = header & 0x0f
  const read = READERS[header >> 4]
  if (read === undefined) throw new MalformedPacket('A broker does not send such a packet.')
  return read(bytes, flags, version)
}

type Reader = (bytes: PacketBytes, flags: number, version: MqttVersion) => ServerPacket

const READERS: Readonly<Record<number, Reader>> = {
  2: readConnack,
  3: readPublish,
  4: () => ({ type: 'other', name: 'PUBACK' }),
  5: () => ({ type: 'other', name: 'PUBREC' }),
  6: readPubrel,
  7: () => ({ type: 'other', name: 'PUBCOMP' }),
  9: readSuback,
  11: () => ({ type: 'other', name: 'UNSUBACK' }),
  13: () => ({ type: 'pingresp' }),
  14: readDisconnect,
  15: () => ({ type: 'other', name: 'AUTH' }),
}

function readConnack(bytes: PacketBytes, _: number, version: MqttVersion): ServerPacket {
  const sessionPresent = (bytes.byte() & 1) === 1
  const code = bytes.byte()
  const hasProperties = version === 5 && bytes.left > 0
  return { type: 'connack', sessionPresent, code, properties: hasProperties ? serverProperties(bytes) : {} }
}

function serverProperties(bytes: PacketBytes): ServerProperties {
  const properties = new Properties(bytes)
  const said: ServerProperties = {
    sessionExpirySeconds: properties.number(0x11),
    maximumQos: properties.number(0x24),
    assignedClientId: properties.text(0x12),
    topicAliasMaximum: properties.number(0x22),
    reason: properties.text(0x1f),
    serverKeepAliveSeconds: properties.number(0x13),
    wildcards: flag(properties.number(0x28)),
    sharedSubscriptions: flag(properties.number(0x2a)),
    serverReference: properties.text(0x1c),
  }
  return said
}

const flag = (value: number | undefined): boolean | undefined => (value === undefined ? undefined : value === 1)

const NO_PROPERTIES: MessageProperties = { user: [] }

function readPublish(bytes: PacketBytes, flags: number, version: MqttVersion): ServerPacket {
  const qos = (flags >> 1) & 3
  if (qos !== 0 && qos !== 1 && qos !== 2) throw new MalformedPacket('There is no quality of service 3.')
  const topic = bytes.string()
  if (/[+#]/.test(topic)) throw new MalformedPacket('A topic that is published to has no wildcards.')
  const packetId = qos === 0 ? null : bytes.uint16()
  if (packetId === 0) throw new MalformedPacket('A packet identifier is never 0.')
  const properties = version === 5 ? messageProperties(bytes) : NO_PROPERTIES
  if (topic === '' && properties.topicAlias === undefined) throw new MalformedPacket('A message has no topic.')
  const again = (flags & 8) !== 0
  return {
    type: 'publish',
    topic,
    packetId,
    qos,
    again,
    retained: (flags & 1) !== 0,
    properties,
    payload: bytes.rest(),
  }
}

function messageProperties(bytes: PacketBytes): MessageProperties {
  const properties = new Properties(bytes)
  const topicAlias = properties.number(0x23)
  if (topicAlias === 0) throw new MalformedPacket('A topic alias is never 0.')
  return {
    isText: flag(properties.number(0x01)),
    expirySeconds: properties.number(0x02),
    contentType: properties.text(0x03),
    topicAlias,
    user: properties.user,
  }
}

/** Sections 3.6.2.1 and 3.14.2.1: a reason of 0 may be left out, and so may empty properties. */
function readPubrel(bytes: PacketBytes): ServerPacket {
  const packetId = bytes.uint16()
  return { type: 'pubrel', packetId, code: bytes.left > 0 ? bytes.byte() : 0 }
}

function readSuback(bytes: PacketBytes, _: number, version: MqttVersion): ServerPacket {
  const packetId = bytes.uint16()
  const reason = version === 5 ? (new Properties(bytes).text(0x1f) ?? null) : null
  return { type: 'suback', packetId, codes: [...bytes.rest()], reason }
}

function readDisconnect(bytes: PacketBytes): ServerPacket {
  const code = bytes.left > 0 ? bytes.byte() : 0
  const properties = bytes.left > 0 ? new Properties(bytes) : null
  return {
    type: 'disconnect',
    code,
    reason: properties?.text(0x1f) ?? null,
    serverReference: properties?.text(0x1c) ?? null,
  }
}
