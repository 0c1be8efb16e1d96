import { createWebSocketTransport } from '../../src-main/transports/websocket'
import { describeStreamTransport } from '../contracts/transport.contract'
import { systemClock } from '../servers/recording-io'
import { startWebSocketPublisher } from '../servers/websocket-publisher'

describeStreamTransport({
  name: 'WebSocket',
  // A peer that answers no ping is dead; one that does is never stalled, so the publisher is asked faster than it can answer.
  create: ({ stallMs }) =>
    createWebSocketTransport({
      clock: systemClock,
      ...(stallMs !== undefined && { pingEveryMs: stallMs, pongWithinMs: 0 }),
    }),
  start: () => startWebSocketPublisher(),
  resumedFrom: null,
  oversize: 'x'.repeat(5 * 1024 * 1024),
})
