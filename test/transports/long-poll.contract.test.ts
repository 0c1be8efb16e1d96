import { MAX_EVENT_BYTES } from '../../src-main/contract/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createLongPollTransport } from '../../src-main/transports/long-poll'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startLongPollPublisher, type LongPollPublisher } from '../servers/long-poll-publisher'
import { systemClock } from '../servers/recording-io'

let publisher: LongPollPublisher

describeStreamTransport({
  name: 'Long polling',
  create: ({ stallMs }) => createLongPollTransport({ http: createHttpClient(), clock: systemClock, stallMs }),
  start: async () => (publisher = await startLongPollPublisher()),
  settings: {
    options: {
      minGapSeconds: 0.1,
      cursorStyle: 'body',
      cursorPath: '/cursor',
      itemsPath: '/items',
      waitIn: 'query',
      waitName: 'wait',
    },
  },
  textOf: ({ payload }) => (JSON.parse(String(payload)) as { text: string }).text,
  resumedFrom: () => new URL(publisher.local.requests.at(-1)?.path ?? '/', 'http://x').searchParams.get('since'),
  oversize: 'x'.repeat(MAX_EVENT_BYTES + 1),
  outsized: 'leftOut',
  endsInOrder: false,
})
