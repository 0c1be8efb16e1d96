import { createIrcTransport } from '../../src-main/transports/irc'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startIrcPublisher } from '../servers/irc-publisher'
import { systemClock } from '../servers/recording-io'

describeStreamTransport({
  name: 'IRC',
  // A server that answers is never stalled, so it is asked faster than it can answer.
  create: ({ stallMs }) =>
    createIrcTransport({
      clock: systemClock,
      ...(stallMs !== undefined && { pingEveryMs: stallMs, pongWithinMs: 0 }),
    }),
  start: () => startIrcPublisher(),
  // With chathistory it goes on: proved beside the other tests.
  resumedFrom: null,
  oversize: 'x'.repeat(256 * 1024),
  outsized: 'leftOut',
  endsInOrder: false,
  answers: { 401: null, 403: null, 404: null, 410: null, 418: null, 429: null, 500: null, 503: null },
})
