import type { Socket } from 'node:net'
import type { RawEvent } from '../../src-main/core/ports'
import { MAX_LINE_BYTES } from '../../src-main/contract/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createPushletTransport } from '../../src-main/transports/pushlet'
import { describeStreamTransport, type ContractPublisher } from '../contracts/transport.contract'
import { spellPushletEvent, startPushletServer } from '../servers/pushlet-server'
import { systemClock } from '../servers/recording-io'

const SUBJECT = '/contract'

async function start(): Promise<ContractPublisher> {
  const server = await startPushletServer()
  const open = () => [...server.sessions.values()].flatMap(({ response }) => (response === null ? [] : [response]))
  return {
    url: (behaviour) =>
      behaviour === 'live'
        ? server.url
        : `${server.local.origin}/${typeof behaviour === 'number' ? `status/${behaviour}` : behaviour}`,
    openSockets: server.local.openSockets,
    send: (texts) => texts.forEach((text) => server.publish(SUBJECT, { text })),
    finish: server.finish,
    tear(text, bytes) {
      const [session] = server.sessions.values()
      const whole = Buffer.from(
        spellPushletEvent({ p_event: 'data', p_subject: SUBJECT, text }, session?.format ?? 'xml'),
      )
      for (const response of open()) {
        const breakOff = () => (response.socket as Socket).destroySoon()
        if (bytes === 0) breakOff()
        else response.write(whole.subarray(0, bytes), breakOff)
      }
      return bytes >= whole.length
    },
    untaken: () => open().reduce((sum, response) => sum + response.writableLength, 0),
    reset() {
      for (const response of open()) response.destroy()
      server.expireAll()
    },
    close: server.close,
  }
}

for (const format of ['xml', 'xml-strict']) {
  describeStreamTransport({
    name: `Pushlet (stream, ${format})`,
    create: ({ stallMs }) =>
      createPushletTransport({ http: createHttpClient(), clock: systemClock, stallFloorMs: stallMs }),
    start,
    settings: { options: { subjects: SUBJECT, format } },
    textOf: ({ payload }: RawEvent) => String((JSON.parse(String(payload)) as { text: string }).text),
    resumedFrom: null,
    oversize: 'x'.repeat(MAX_LINE_BYTES + 1),
    outsized: 'leftOut',
  })
}
