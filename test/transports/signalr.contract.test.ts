import { createHttpClient } from '../../src-main/transports/http'
import { createSignalRTransport } from '../../src-main/transports/signalr'
import { describeStreamTransport } from '../contracts/transport.contract'
import { systemClock } from '../servers/recording-io'
import { startSignalRPublisher } from '../servers/signalr-publisher'

for (const way of ['WebSockets', 'ServerSentEvents'] as const) {
  describeStreamTransport({
    name: `SignalR over ${way}`,
    create: ({ stallMs }) =>
      createSignalRTransport({ http: createHttpClient(), clock: systemClock, serverTimeoutMs: stallMs }),
    start: () => startSignalRPublisher([way]),
    resumedFrom: null,
    oversize: 'x'.repeat(5 * 1024 * 1024),
    // Over server-sent events a message is a line, and a line that is too long is passed over.
    outsized: way === 'WebSockets' ? 'ends' : 'leftOut',
  })
}
