import { stringBytes, uint16Bytes, uint32Bytes, varintBytes } from './bytes'
import type { MqttVersion } from './packets'

export interface ConnectWish {
  version: MqttVersion
  clientId: string
  /** Begin with nothing kept for us. */
  cleanStart: boolean
  keepAliveSeconds: number
  /** How long the broker keeps our session after we are gone. */
  sessionExpirySeconds: number
  /** Messages of QoS 1 and 2 that may be under way to us unacknowledged. */
  receiveMaximum: number
  topicAliasMaximum: number
  login: { user: string; password: string } | null
}

/** Section 3.1. No will: a reader leaves without a word. */
export function encodeConnect(wish: ConnectWish): Buffer {
  const { version, login } = wish
  const flags =
    (wish.cleanStart ? 0x02 : 0) | (login === null ? 0 : 0x80) | (login === null || login.password === '' ? 0 : 0x40)
  const properties = Buffer.concat([
    Buffer.from([0x11]),
    uint32Bytes(wish.sessionExpirySeconds),
    Buffer.from([0x21]),
    uint16Bytes(wish.receiveMaximum),
    Buffer.from([0x22]),
    uint16Bytes(wish.topicAliasMaximum),
  ])
  return packet(0x10, [
    stringBytes('MQTT'),
    Buffer.from([version, flags]),
    uint16Bytes(wish.keepAliveSeconds),
    ...(version === 5 ? [varintBytes(properties.length), properties] : []),
    stringBytes(wish.clientId),
    ...(login === null ? [] : [stringBytes(login.user)]),
    ...(login === null || login.password === '' ? [] : [stringBytes(login.password)]),
  ])
}

/** Section 3.8.3.1: 1 sends what is retained only where the subscription is new. */
const RETAIN_HANDLING_IF_NEW = 1 << 4
/** The same section: whether a message is retained is told of live ones too, so that a state told anew is known as one. */
const RETAIN_AS_PUBLISHED = 1 << 3

/** Section 3.8. */
export function encodeSubscribe(
  packetId: number,
  filters: readonly string[],
  qos: 0 | 1 | 2,
  version: MqttVersion,
): Buffer {
  const options = version === 5 ? qos | RETAIN_HANDLING_IF_NEW | RETAIN_AS_PUBLISHED : qos
  return packet(0x82, [
    uint16Bytes(packetId),
    ...(version === 5 ? [varintBytes(0)] : []),
    ...filters.flatMap((filter) => [stringBytes(filter), Buffer.from([options])]),
  ])
}

/** PUBACK, PUBREC and PUBCOMP that say yes are four bytes in every version (3.4.2.1). */
export function encodeAcknowledgement(type: 'puback' | 'pubrec' | 'pubcomp', packetId: number): Buffer {
  const header = type === 'puback' ? 0x40 : type === 'pubrec' ? 0x50 : 0x70
  return Buffer.from([header, 2, packetId >> 8, packetId & 0xff])
}

export const PINGREQ = Buffer.from([0xc0, 0])

/** Section 3.14: reason 0, the session is kept as agreed. */
export const DISCONNECT = Buffer.from([0xe0, 0])

/** Section 3.14.2.2.2: reason 0, and nothing is to be kept for us. */
export const DISCONNECT_AND_FORGET = Buffer.from([0xe0, 7, 0, 5, 0x11, 0, 0, 0, 0])

function packet(header: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([header]), varintBytes(body.length), body])
}
