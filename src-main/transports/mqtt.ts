import type { LookupFunction } from 'node:net'
import { MQTT, readOptions } from '../contract/index'
import type { Channel, Clock, RunEnd, Transport, TransportIo } from '../core/ports'
import { talkInBytes } from './byte-talk'
import { loginOf } from './login'
import { filtersOf } from './mqtt/filters'
import { openLine } from './mqtt/line'
import type { MqttVersion } from './mqtt/packets'
import { readPlace } from './mqtt/place'
import { MqttTalk, PING_EVERY_MS, PONG_WITHIN_MS } from './mqtt/talk'

const SECONDS_PER_DAY = 86_400
/** What every broker accepts (MQTT 5 section 3.1.3.1). */
const CLIENT_ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const CLIENT_ID_LENGTH = 23

export interface MqttOptions {
  clock: Clock
  lookup?: LookupFunction
  /** Shortened in tests; milliseconds. */
  pingEveryMs?: number
  pongWithinMs?: number
}

/**
 * MQTT 5, and 3.1.1 where the broker knows no other: every message that is text is one event. With QoS 1 and 2 the broker
 * keeps what comes while we are away, and a message is acknowledged once it is stored.
 */
export function createMqttTransport(options: MqttOptions): Transport {
  return {
    kind: 'mqtt',
    how: 'push',
    style: 'stream',
    resumes: (cursor) => (readPlace(cursor)?.subscribed ?? '') !== '',
    prepare: () => ({ madeClientId: madeClientId() }),
    run: (channel, io) => run(options, channel, io),
  }
}

async function run(options: MqttOptions, channel: Pick<Channel, 'url' | 'settings'>, io: TransportIo): Promise<RunEnd> {
  const { lookup, pingEveryMs = PING_EVERY_MS, pongWithinMs = PONG_WITHIN_MS } = options
  const { clock } = options
  io.signal.throwIfAborted()
  const { url, settings } = channel
  const chosen = readOptions(MQTT, settings.options)
  const clientId = chosen.clientId || chosen.madeClientId
  const qos = qosOf(chosen.qos)
  // Whoever is only looking leaves nothing behind.
  const isKept = qos > 0 && clientId !== '' && chosen.sessionDays > 0
  const wish = {
    clientId: clientId === '' ? madeClientId() : clientId,
    login: loginOf(url, chosen),
    filters: filtersOf(url, chosen.topics),
    qos,
    sessionExpirySeconds: isKept ? chosen.sessionDays * SECONDS_PER_DAY : 0,
    kept: readPlace(io.cursor),
    pingEveryMs,
    pongWithinMs,
  }
  const attempt = async (version: MqttVersion): Promise<RunEnd | 'refused'> => {
    const line = await openLine({ url, settings, options: chosen, signal: io.signal, now: () => clock.now(), lookup })
    let talk: MqttTalk | null = null
    try {
      return await talkInBytes(line, clock, io, io.signal, (talkLine) => {
        talk = new MqttTalk({ ...wish, version }, talkLine, clock, io)
        return talk
      })
    } catch (error) {
      if (version === 5 && refusedVersion(talk)) return 'refused'
      throw error
    }
  }
  const end = await attempt(5)
  if (end !== 'refused') return end
  const older = await attempt(4)
  return older === 'refused' ? { how: 'closed', waitAtLeastMs: 0 } : older
}

/** A variable that a callback fills is still empty for the compiler. */
const refusedVersion = (talk: MqttTalk | null): boolean => talk?.refusedVersion === true

const qosOf = (choice: string): 0 | 1 | 2 => (choice === '0' ? 0 : choice === '2' ? 2 : 1)

function madeClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(CLIENT_ID_LENGTH - 'crier'.length))
  return `crier${[...bytes].map((byte) => CLIENT_ID_CHARACTERS[byte % CLIENT_ID_CHARACTERS.length]).join('')}`
}
