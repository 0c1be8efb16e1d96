import { createXmlSocketTransport } from '../../src-main/transports/xml-socket'
import { describeStreamTransport } from '../contracts/transport.contract'
import { systemClock } from '../servers/recording-io'
import { startSocketPublisher } from '../servers/socket-publisher'

for (const [name, framing, ending] of [
  ['XMLSocket', 'nul', '\0'],
  ['Socket of lines', 'lines', '\r\n'],
] as const) {
  describeStreamTransport({
    name,
    create: ({ stallMs }) =>
      createXmlSocketTransport({ clock: systemClock, ...(stallMs !== undefined && { silenceMs: stallMs }) }),
    start: () => startSocketPublisher(ending),
    settings: { options: { framing } },
    resumedFrom: null,
    oversize: 'x'.repeat(5 * 1024 * 1024),
    outsized: 'leftOut',
    endsInOrder: false,
    answers: { 401: null, 403: null, 404: null, 410: null, 418: null, 429: null, 500: null, 503: null },
  })
}
