import { createGotifyTransport } from '../../src-main/transports/gotify'
import { createHttpClient } from '../../src-main/transports/http'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startGotifyPublisher } from '../servers/gotify-publisher'
import { systemClock } from '../servers/recording-io'

describeStreamTransport({
  name: 'Gotify',
  create: ({ stallMs }) =>
    createGotifyTransport({
      http: createHttpClient(),
      clock: systemClock,
      ...(stallMs !== undefined && { socket: { pingEveryMs: stallMs, pongWithinMs: 0 } }),
    }),
  start: startGotifyPublisher,
  settings: { options: { token: 'CToken' } },
  // By pages from the newest down, not by a place that is told: see gotify.test.ts.
  resumedFrom: null,
  textOf: ({ payload }) => (JSON.parse(String(payload)) as { message: string }).message,
  oversize: 'x'.repeat(5 * 1024 * 1024),
})
