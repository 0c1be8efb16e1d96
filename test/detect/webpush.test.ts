import { afterEach, describe, expect, it } from 'vitest'
import { createDetect } from '../../src-main/detect/index'
import { createHttpClient } from '../../src-main/transports/http'
import { createDoor } from '../../src-main/transports/receiver/door'
import { createWebPushTransport } from '../../src-main/transports/webpush'
import { startLocalServer } from '../servers/local-server'
import { startNtfyPushServer } from '../servers/ntfy-push-server'
import { systemClock } from '../servers/recording-io'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const http = createHttpClient()
const detect = createDetect({
  http,
  clock: systemClock,
  transports: {
    webpush: createWebPushTransport({ http, clock: systemClock, door: createDoor({ clock: systemClock }) }),
  },
})
const look = (address: string, onlyKind?: 'webpush') =>
  detect(address, { signal: new AbortController().signal, ...(onlyKind && { onlyKind }) })

describe('finding Web Push', () => {
  it('knows an endpoint of UnifiedPush by one question', async () => {
    const server = await startNtfyPushServer()
    closing.push(server.close)
    const { candidates, steps, failure } = await look(`${server.local.origin}/upMine?up=1`)
    expect(failure).toBeNull()
    expect(candidates).toMatchObject([
      {
        kind: 'webpush',
        url: `${server.local.origin}/upMine?up=1`,
        title: 'Web Push',
        facts: { format: 'UnifiedPush' },
      },
    ])
    expect(steps).toHaveLength(1)
    expect(server.local.requests).toHaveLength(1)
  })

  it('does not believe the address alone', async () => {
    const page = await startLocalServer((_, response) => void response.end('{"up":1}'))
    closing.push(page.close)
    const { candidates } = await look(`${page.origin}/x?up=1`)
    expect(candidates.filter(({ kind }) => kind === 'webpush')).toEqual([])
  })

  it('knows the receiver of this computer without asking anybody', async () => {
    const { candidates, steps } = await look('webpush://localhost')
    expect(candidates).toMatchObject([{ kind: 'webpush', url: 'webpush://localhost' }])
    expect(steps).toEqual([])
  })

  it('takes any server where the user says what it is', async () => {
    const { candidates, steps } = await look('https://ntfy.example.org', 'webpush')
    expect(candidates).toMatchObject([{ kind: 'webpush', url: 'https://ntfy.example.org/', preview: [] }])
    expect(steps).toEqual([])
  })
})
