import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src-main/transports/http'
import { createDoor } from '../../src-main/transports/receiver/door'
import { createPushServices } from '../../src-main/transports/receiver/push-services'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { systemClock } from '../servers/recording-io'

let hub: LocalServer
beforeAll(async () => {
  hub = await startLocalServer((_, response) => void response.writeHead(202).end('accepted'))
})
afterAll(() => hub.close())

const services = createPushServices({ http: createHttpClient(), door: createDoor({ clock: systemClock }) })
const ask = (namedBy: string) =>
  services.ask({
    url: `${hub.origin}/hub`,
    namedBy,
    form: { 'hub.mode': 'subscribe' },
    signal: new AbortController().signal,
  })

describe('asking a push service that a feed names', () => {
  it.each([
    ['of its own origin', () => `${hub.origin}/feed`],
    ['on the same machine at another port', () => 'http://127.0.0.1:1/feed'],
  ])('reaches this machine for a feed %s', async (_, namedBy) => {
    expect(await ask(namedBy())).toEqual({ status: 202, text: 'accepted' })
  })

  it.each(['https://paper.example.org/feed', 'http://localhost/feed', 'http://192.168.0.7/feed', 'nonsense'])(
    'does not reach this machine for %s',
    async (namedBy) => {
      const before = hub.requests.length
      await expect(ask(namedBy)).rejects.toMatchObject({ kind: 'blockedAddress' })
      expect(hub.requests).toHaveLength(before)
    },
  )
})
