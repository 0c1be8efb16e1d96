import { createHttpClient } from '../../src-main/transports/http'
import { createSocketIoTransport } from '../../src-main/transports/socket-io'
import { describeStreamTransport } from '../contracts/transport.contract'
import { systemClock } from '../servers/recording-io'
import { startSocketIoPublisher } from '../servers/socketio-publisher'

describeStreamTransport({
  name: 'Socket.IO, served by the socket.io package',
  create: ({ stallMs }) =>
    createSocketIoTransport({ http: createHttpClient(), clock: systemClock, silenceMs: stallMs }),
  start: () => startSocketIoPublisher(),
  resumedFrom: null,
  oversize: 'x'.repeat(5 * 1024 * 1024),
})
