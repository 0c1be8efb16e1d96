import type { Guess, Recogniser } from '../recogniser'

/** Where brokers listen for WebSockets when nobody says otherwise: mosquitto, EMQX, HiveMQ, VerneMQ. */
const SOCKET_PORTS: ReadonlySet<string> = new Set(['8080', '8081', '8083', '8084', '9001'])

/** MQTT: by its schemes, and over WebSocket by the path that brokers use. */
export const mqttRecogniser: Recogniser = {
  kind: 'mqtt',
  byAddress(url) {
    if (/^mqtts?:$/.test(url.protocol)) return guess(url, 'certain')
    if (!/^wss?:$/.test(url.protocol)) return null
    if (/^\/(?:mqtt|ws\/mqtt)\/?$/i.test(url.pathname)) return guess(url, 'certain')
    // A bare socket on such a port may be anything: the broker is tried first, and refuses who is none.
    return SOCKET_PORTS.has(url.port) && url.pathname === '/' ? guess(url, 'likely') : null
  },
}

function guess(url: URL, sureness: Guess['sureness']): Guess {
  return { kind: 'mqtt', url: url.href, options: {}, sureness, format: 'MQTT' }
}
