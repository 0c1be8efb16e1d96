import { afterEach, describe, expect, it } from 'vitest'
import { createDetect } from '../../src-main/detect/index'
import { mqttRecogniser } from '../../src-main/detect/recognisers/mqtt'
import { createHttpClient } from '../../src-main/transports/http'
import { createMqttTransport } from '../../src-main/transports/mqtt'
import { createWebSocketTransport } from '../../src-main/transports/websocket'
import { hasMosquitto, startMosquitto } from '../servers/mosquitto'
import { systemClock } from '../servers/recording-io'
import { startWebSocketPublisher } from '../servers/websocket-publisher'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
function kept<T extends { close(): unknown }>(server: T): T {
  closing.push(() => server.close())
  return server
}
function look(address: string) {
  const parts = { http: kept(createHttpClient()), clock: systemClock }
  const transports = { mqtt: createMqttTransport(parts), websocket: createWebSocketTransport(parts) }
  return createDetect({ ...parts, transports })(address, { signal: new AbortController().signal })
}

describe('a broker is known', () => {
  it.each([
    ['mqtt://broker.example', 'certain'],
    ['mqtts://broker.example/news/%23', 'certain'],
    ['wss://broker.example/mqtt', 'certain'],
    ['ws://broker.example:9001/', 'likely'],
  ])('by its address: %s', (address, sureness) => {
    expect(mqttRecogniser.byAddress?.(new URL(address))).toMatchObject({ kind: 'mqtt', sureness })
  })

  it.each(['https://broker.example/mqtt', 'wss://chat.example/socket', 'ws://chat.example:8080/live'])(
    'and nothing else: %s',
    (address) => expect(mqttRecogniser.byAddress?.(new URL(address))).toBeNull(),
  )

  it.skipIf(!hasMosquitto)(
    'with its first items, a # as it is typed, and over WebSocket without its path',
    async () => {
      const broker = kept(await startMosquitto())
      await broker.publish('news/tech', 'The latest', { retain: true, qos: 1 })
      const found = await look(`${broker.tcp}/news/#`)
      expect(found).toMatchObject({
        failure: null,
        candidates: [{ kind: 'mqtt', url: `${broker.tcp}/news/%23`, preview: [{ title: 'The latest' }] }],
      })
      const overWebSocket = await look(`${broker.webSocket}/mqtt`)
      expect(overWebSocket.failure).toBeNull()
      expect(overWebSocket.candidates[0]).toMatchObject({ kind: 'mqtt', preview: [{ title: 'The latest' }] })
    },
  )

  it('and a plain socket on such a port stays one', async () => {
    const publisher = kept(await startWebSocketPublisher())
    const found = await look(publisher.url('live').replace('/live', '/mqtt'))
    expect(found.candidates.map(({ kind }) => kind)).toEqual(['websocket'])
  })
})
