import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src-main/transports/http'
import { createSocketIoTransport } from '../../src-main/transports/socket-io'
import { startRun, systemClock } from '../servers/recording-io'
import { until } from '../servers/until'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

describe('a server that should hold its answers and says nothing at once', () => {
  it('is not asked in a tight loop', async () => {
    let polls = 0
    const hello = { sid: 'a', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 100_000 }
    const server = createServer((request, response) => {
      if (request.method === 'POST') return void response.end('ok')
      polls += 1
      response.end(polls === 1 ? `0${JSON.stringify(hello)}` : '6')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(
      () => new Promise((resolve) => server.close(resolve)),
      () => server.closeAllConnections(),
    )
    const waits: number[] = []
    const clock = {
      ...systemClock,
      after(milliseconds: number, then: () => void) {
        waits.push(milliseconds)
        return systemClock.after(milliseconds, then)
      },
    }
    const transport = createSocketIoTransport({ http: createHttpClient(), clock })
    const { port } = server.address() as AddressInfo
    const run = startRun(transport, `http://127.0.0.1:${String(port)}/socket.io/`, {
      settings: { options: { transport: 'polling' } },
    })
    stops.push(async () => {
      run.abort()
      await run.over
    })
    await until(() => polls > 20 || waits.some((wait) => wait > 4_000 && wait <= 5_000), 'it waits')
    expect(polls).toBeLessThanOrEqual(5)
  })
})
