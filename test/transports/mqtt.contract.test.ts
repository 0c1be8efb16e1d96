import { createMqttTransport } from '../../src-main/transports/mqtt'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startMqttPublisher } from '../servers/mqtt-publisher'
import { systemClock } from '../servers/recording-io'

describeStreamTransport({
  name: 'MQTT',
  create: ({ stallMs }) =>
    createMqttTransport({
      clock: systemClock,
      // A broker that answers is never stalled, so it is asked faster than it can answer.
      ...(stallMs !== undefined && { pingEveryMs: stallMs, pongWithinMs: 0 }),
    }),
  start: () => startMqttPublisher(),
  settings: { options: { topics: 'news' } },
  // What is kept for us is kept by the broker: proved with mosquitto.
  resumedFrom: null,
  oversize: 'x'.repeat(5 * 1024 * 1024),
  outsized: 'leftOut',
  answers: { 401: null, 403: null, 404: null, 410: null, 418: null, 429: null, 500: null, 503: null },
})
