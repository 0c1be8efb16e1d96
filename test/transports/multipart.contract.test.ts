import { createHttpClient } from '../../src-main/transports/http'
import { createMultipartTransport } from '../../src-main/transports/multipart'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startEndlessPublisher, type EndlessPublisher, type EndlessWire } from '../servers/endless-publisher'
import { systemClock } from '../servers/recording-io'

const contentType = 'multipart/x-mixed-replace; boundary=X'
const DAY = Date.UTC(2026, 10, 20)

/** An event is whole with the boundary behind it, or with its last byte where its length is said. */
const WIRES: Record<string, EndlessWire & { resumes: boolean }> = {
  'without Content-Length': {
    contentType,
    resumes: true,
    preamble: '--X',
    spell: (text, id) =>
      `\r\n${id === undefined ? '' : `Last-Modified: ${new Date(DAY).toUTCString()}\r\nETag: ${String(id)}\r\n`}\r\n${text}\r\n--X`,
    ending: '--\r\n',
  },
  'with Content-Length': {
    contentType,
    resumes: false,
    spell: (text) =>
      `\r\n--X\r\nContent-Type: text/plain\r\nContent-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`,
  },
}

for (const [name, { resumes, ...wire }] of Object.entries(WIRES)) {
  let publisher: EndlessPublisher
  describeStreamTransport({
    name: `Multipart ${name}`,
    create: ({ stallMs }) =>
      createMultipartTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: stallMs }),
    start: async () => (publisher = await startEndlessPublisher(wire)),
    resumedFrom: resumes ? () => publisher.local.requests.at(-1)?.headers['if-none-match'] ?? null : null,
    oversize: 'x'.repeat(8 * 1024 * 1024 + 1),
    outsized: 'leftOut',
  })
}
