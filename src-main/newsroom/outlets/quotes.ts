import { createExchange } from '../exchange'
import { DEMO_FOLDER, repeat, type OpenOutlet } from '../outlet'
import { openSockets } from '../sockets'

const PATH = '/quotes'
const QUOTE_EVERY_MS = 3_000

/** Quotes of an invented exchange over a WebSocket: values rather than news. */
export const openQuotesOutlet: OpenOutlet = ({ clock, random, origin }) => {
  const exchange = createExchange(random)
  const quote = () => JSON.stringify(exchange.next(clock.now()))
  const sockets = openSockets(PATH, (client) => {
    client.send(quote())
  })
  const stop = repeat(clock, QUOTE_EVERY_MS, () => {
    sockets.send(quote())
  })
  return {
    channels: () => [
      {
        url: origin.replace(/^http/, 'ws') + PATH,
        kind: 'websocket',
        title: 'Quotes · Lumen Exchange',
        folder: DEMO_FOLDER,
        settings: { mapping: { key: '/symbol', title: '/title', publishedAt: '/time' }, notify: 'none' },
      },
    ],
    upgrade: sockets.upgrade,
    close() {
      stop()
      sockets.close()
    },
  }
}
