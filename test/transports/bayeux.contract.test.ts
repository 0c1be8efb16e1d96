import { MAX_BODY_BYTES, MAX_MESSAGE_BYTES } from '../../src-main/contract/index'
import type { RawEvent } from '../../src-main/core/ports'
import { createBayeuxTransport } from '../../src-main/transports/bayeux'
import { createHttpClient } from '../../src-main/transports/http'
import { describeStreamTransport, type ContractPublisher } from '../contracts/transport.contract'
import { startBayeuxServer, type BayeuxServer } from '../servers/bayeux-server'
import { systemClock } from '../servers/recording-io'

const CHANNEL = '/contract'

async function start(prepare: (server: BayeuxServer) => void, ofSocket: boolean): Promise<ContractPublisher> {
  const server = await startBayeuxServer()
  return {
    url: (behaviour) =>
      behaviour === 'live'
        ? server.url
        : `${server.local.origin}/${typeof behaviour === 'number' ? `status/${behaviour}` : behaviour}`,
    openSockets: server.local.openSockets,
    send: (texts) => texts.forEach((text) => server.publish(CHANNEL, { text })),
    finish: server.finish,
    tear(text, bytes) {
      if (ofSocket) return server.tearSockets({ channel: CHANNEL, data: { text } }, bytes)
      server.whims.tear = { bytes, forGood: true }
      const [session] = server.sessions.values()
      const acknowledged = { ...(session?.ack === true && { ext: { ack: session.batch + 1 } }) }
      const reply = { id: server.said('/meta/connect').at(-1)?.id, channel: '/meta/connect', successful: true }
      const whole = JSON.stringify([
        { channel: CHANNEL, data: { text } },
        { ...reply, advice: server.whims.advice, ...acknowledged },
      ])
      server.publish(CHANNEL, { text })
      return bytes >= Buffer.byteLength(whole)
    },
    untaken: server.untaken,
    reset() {
      server.reset()
      prepare(server)
    },
    close: server.close,
  }
}

const shared = {
  create: ({ stallMs }: { stallMs?: number }) =>
    createBayeuxTransport({ http: createHttpClient(), clock: systemClock, stallMs }),
  textOf: ({ payload }: RawEvent) => String((JSON.parse(String(payload)) as { text: string }).text),
  resumedFrom: null,
}

describeStreamTransport({
  ...shared,
  name: 'Bayeux (long polling)',
  start: () => start(({ whims }) => (whims.mostAtOnce = 4 * 1024 * 1024), false),
  settings: { options: { channels: CHANNEL, connection: 'long-polling' } },
  oversize: 'x'.repeat(MAX_BODY_BYTES + 1),
})

describeStreamTransport({
  ...shared,
  name: 'Bayeux (WebSocket)',
  start: () =>
    start(({ whims }) => {
      whims.socket = 'offered'
      whims.acknowledges = false
      // What is published before the connect is held comes with its answer.
      whims.mostAtOnce = MAX_MESSAGE_BYTES / 2
    }, true),
  settings: { options: { channels: CHANNEL, connection: 'websocket' } },
  oversize: 'x'.repeat(MAX_MESSAGE_BYTES + 1),
})
