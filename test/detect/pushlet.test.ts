import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Detect } from '../../src-main/core/ports'
import { createDetect } from '../../src-main/detect/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createPushletTransport } from '../../src-main/transports/pushlet'
import { startLocalServer } from '../servers/local-server'
import { startPushletServer, type PushletServer } from '../servers/pushlet-server'
import { systemClock } from '../servers/recording-io'

let server: PushletServer
let detect: Detect
const http = createHttpClient()
beforeEach(async () => {
  server = await startPushletServer()
  detect = createDetect({
    http,
    clock: systemClock,
    transports: { pushlet: createPushletTransport({ http, clock: systemClock }) },
  })
})
afterEach(() => server.close())
const look = (address: string) => detect(address, { signal: new AbortController().signal })

describe('a Pushlet address', () => {
  it('is known by its path, and its parameters become options', async () => {
    const looking = look(`${server.url}?p_event=join-listen&p_subject=/a,/b&p_mode=pull&token=1`)
    await expect.poll(() => server.heard).toContain('listen')
    server.publish('/a/x', { title: 'Hello' })
    const found = await looking
    expect(found.failure).toBeNull()
    expect(found.candidates).toMatchObject([
      {
        kind: 'pushlet',
        url: `${server.url}?token=1`,
        options: { subjects: '/a\n/b', mode: 'pull' },
        facts: { format: 'Pushlet', events: ['/a/x'] },
        preview: [{ title: 'Hello' }],
      },
    ])
    expect(server.local.requests.length).toBeLessThanOrEqual(7)
    // The session of a look is not left behind.
    await expect.poll(() => server.sessions.size).toBe(0)
  })

  it('is known by what the servlet says when nothing was asked', async () => {
    const found = await look(`${server.local.origin}/news`)
    expect(found.candidates).toMatchObject([{ kind: 'pushlet', url: `${server.local.origin}/news`, options: {} }])
  })

  it('says why where the path speaks for it and the server does not', async () => {
    const local = await startLocalServer((_, response) => void response.end('hello'))
    const found = await look(`${local.origin}/pushlet.srv`)
    await local.close()
    expect(found.candidates.filter(({ kind }) => kind === 'pushlet')).toEqual([])
  })
})
