import { createHttpClient } from '../../src-main/transports/http'
import { createSseTransport } from '../../src-main/transports/sse'
import { MAX_PASSED_OVER_BYTES } from '../../src-main/contract/index'
import { describeStreamTransport } from '../contracts/transport.contract'
import { systemClock } from '../servers/recording-io'
import { startSsePublisher, type SsePublisher } from '../servers/sse-publisher'

let publisher: SsePublisher

describeStreamTransport({
  name: 'SSE',
  create: ({ stallMs }) => createSseTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: stallMs }),
  start: async () => (publisher = await startSsePublisher()),
  resumedFrom: () => publisher.local.requests.at(-1)?.headers['last-event-id']?.toString() ?? null,
  // So large that it is not even passed over.
  oversize: 'x'.repeat(MAX_PASSED_OVER_BYTES + 1),
})
