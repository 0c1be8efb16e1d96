import { MAX_LINE_BYTES } from '../../src-main/contract/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createNtfyTransport } from '../../src-main/transports/ntfy'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startNtfyPublisher, type NtfyPublisher } from '../servers/ntfy-publisher'
import { systemClock } from '../servers/recording-io'

let publisher: NtfyPublisher

describeStreamTransport({
  name: 'ntfy',
  create: ({ stallMs }) =>
    createNtfyTransport({
      http: createHttpClient(),
      clock: systemClock,
      settledAfterMs: 0,
      ...(stallMs !== undefined && { stallFloorMs: stallMs }),
    }),
  start: async () => (publisher = await startNtfyPublisher()),
  resumedFrom: () => publisher.askedFrom(),
  textOf: ({ payload }) => (JSON.parse(String(payload)) as { message: string }).message,
  oversize: 'x'.repeat(MAX_LINE_BYTES + 1),
  outsized: 'leftOut',
})
