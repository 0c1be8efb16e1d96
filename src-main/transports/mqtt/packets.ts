/** The packets a subscriber gets and sends (MQTT 5 section 3, MQTT 3.1.1 section 3). */

export type MqttVersion = 5 | 4

/** Section 3.3.2.3: what a broker may say of a message. Absent: not said. */
export interface MessageProperties {
  /** 1: the payload is UTF-8. */
  isText?: boolean
  /** Seconds left when it was sent. */
  expirySeconds?: number
  contentType?: string
  topicAlias?: number
  /** In their order; a name may come again. */
  user: readonly (readonly [name: string, value: string])[]
}

/** Section 3.2.2.3, as far as a subscriber minds. */
export interface ServerProperties {
  sessionExpirySeconds?: number
  maximumQos?: number
  assignedClientId?: string
  topicAliasMaximum?: number
  reason?: string
  serverKeepAliveSeconds?: number
  wildcards?: boolean
  sharedSubscriptions?: boolean
  serverReference?: string
}

export interface Publish {
  type: 'publish'
  /** Empty where an alias stands for it. */
  topic: string
  /** Null for QoS 0. */
  packetId: number | null
  qos: 0 | 1 | 2
  /** It may have been sent before. */
  again: boolean
  retained: boolean
  properties: MessageProperties
  payload: Buffer
}

export type ServerPacket =
  | { type: 'connack'; sessionPresent: boolean; code: number; properties: ServerProperties }
  | Publish
  | { type: 'pubrel'; packetId: number; code: number }
  | { type: 'suback'; packetId: number; codes: number[]; reason: string | null }
  | { type: 'pingresp' }
  | { type: 'disconnect'; code: number; reason: string | null; serverReference: string | null }
  /** Of no meaning to a subscriber who publishes nothing. */
  | { type: 'other'; name: string }
