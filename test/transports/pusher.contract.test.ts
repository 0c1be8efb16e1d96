import { createPusherTransport } from '../../src-main/transports/pusher'
import { describeStreamTransport } from '../contracts/transport.contract'
import { systemClock } from '../servers/recording-io'
import { startPusherPublisher } from '../servers/pusher-publisher'

describeStreamTransport({
  name: 'Pusher protocol',
  // A server that answers pings is never stalled, so it is asked faster than it can answer.
  create: ({ stallMs }) =>
    createPusherTransport({
      clock: systemClock,
      ...(stallMs !== undefined && { activityMs: stallMs, pongWithinMs: 0 }),
    }),
  start: () => startPusherPublisher(),
  settings: { options: { channels: 'news' } },
  resumedFrom: null,
  oversize: 'x'.repeat(5 * 1024 * 1024),
})
