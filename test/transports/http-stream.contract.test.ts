import type { Framing } from '../../src-main/contract/techniques/stream'
import type { RawEvent } from '../../src-main/core/ports'
import { createHttpStreamTransport } from '../../src-main/transports/http-stream'
import { createHttpClient } from '../../src-main/transports/http'
import { MAX_PASSED_OVER_BYTES } from '../../src-main/contract/index'
import { describeStreamTransport } from '../contracts/transport.contract'
import { startEndlessPublisher, type EndlessPublisher, type EndlessWire } from '../servers/endless-publisher'
import { systemClock } from '../servers/recording-io'

const asJson = (text: string, id?: number) => JSON.stringify({ ...(id !== undefined && { id }), text })
const textOfJson = ({ payload }: RawEvent) => (JSON.parse(String(payload)) as { text: string }).text

interface Wire extends EndlessWire {
  name: string
  framing: Framing
  textOf?: (event: RawEvent) => string
  query?: boolean
}

const WIRES: Wire[] = [
  { name: 'lines', framing: 'auto', contentType: 'text/plain', spell: (text) => `${text}\n` },
  {
    name: 'NDJSON',
    framing: 'auto',
    contentType: 'application/x-ndjson',
    spell: (text, id) => `${asJson(text, id)}\n`,
    textOf: textOfJson,
  },
  {
    name: 'JSON text sequences',
    framing: 'jsonSeq',
    contentType: 'application/json-seq',
    // The line break comes first, as a record is whole with its last bracket.
    spell: (text, id) => `\n\u001e${asJson(text, id)}`,
    textOf: textOfJson,
  },
  {
    name: 'forever frame',
    framing: 'auto',
    contentType: 'text/html',
    preamble: '<!doctype html><html><body>',
    spell: (text, id) => `<script>parent.news(${asJson(text, id)})</script>`,
    textOf: textOfJson,
  },
]

for (const { name, framing, textOf, ...wire } of WIRES) {
  let publisher: EndlessPublisher
  describeStreamTransport({
    name: `HTTP stream of ${name}`,
    create: ({ stallMs }) =>
      createHttpStreamTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: stallMs }),
    start: async () => (publisher = await startEndlessPublisher(wire)),
    ...(textOf !== undefined && { textOf }),
    settings: {
      options: {
        framing,
        ...(textOf !== undefined && { resumeBy: 'query', resumeName: 'since', resumePointer: '/id' }),
      },
    },
    resumedFrom:
      textOf === undefined
        ? null
        : () => new URL(publisher.local.requests.at(-1)?.path ?? '/', 'http://x').searchParams.get('since'),
    // So large that it is not even passed over.
    oversize: 'x'.repeat(MAX_PASSED_OVER_BYTES + 1),
  })
}
