import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock, Detect } from '../../src-main/core/ports'
import { addressGuess } from '../../src-main/detect/address-guess'
import { createDetect } from '../../src-main/detect/index'
import { gotifyRecogniser } from '../../src-main/detect/recognisers/gotify'
import { ntfyRecogniser } from '../../src-main/detect/recognisers/ntfy'
import { createGotifyTransport } from '../../src-main/transports/gotify'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { createNtfyTransport } from '../../src-main/transports/ntfy'
import { startGotifyServer, type GotifyServer } from '../servers/gotify-server'
import { startLocalServer } from '../servers/local-server'
import { startNtfyServer, type NtfyServer } from '../servers/ntfy-server'

/** What an address says by itself and for certain. */
const certain = (address: string) => {
  const guess = addressGuess(address)
  return guess?.sureness === 'certain' ? guess : null
}

/** Runs ten times as fast, so that watching a wire does not take its seconds. */
const hastyClock: Clock = {
  now: () => performance.now() * 10,
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds / 10)
    return () => clearTimeout(timer)
  },
}

let ntfy: NtfyServer
let gotify: GotifyServer
let http: HttpClient
let detect: Detect
beforeEach(async () => {
  ntfy = await startNtfyServer()
  gotify = await startGotifyServer()
  http = createHttpClient()
  const parts = { http, clock: hastyClock }
  detect = createDetect({
    ...parts,
    transports: { ntfy: createNtfyTransport(parts), gotify: createGotifyTransport(parts) },
  })
})
afterEach(async () => {
  await http.close()
  await ntfy.close()
  await gotify.close()
})
const look = (address: string, more: Partial<Parameters<Detect>[1]> = {}) =>
  detect(address, { signal: new AbortController().signal, ...more })

describe('an ntfy server', () => {
  it('is known by the page of a topic, settled by its health, and shown with its messages', async () => {
    ntfy.publish('builds', { title: 'Build 7', message: 'green' })
    const found = await look(`${ntfy.origin}/builds`)
    expect(found.failure).toBeNull()
    expect(found.candidates[0]).toMatchObject({
      kind: 'ntfy',
      url: `${ntfy.origin}/builds`,
      title: `${ntfy.origin.slice(7)}/builds`,
      preview: [{ title: 'Build 7', snippet: 'green' }],
      facts: { format: 'ntfy', events: ['builds'] },
    })
    expect(found.steps.length).toBeLessThanOrEqual(6)
    expect(found.steps[1]).toBe(`GET ${ntfy.origin}/v1/health: 200 application/json`)
    expect(ntfy.local.requests.map(({ path }) => path)).toEqual(['/builds', '/v1/health', '/builds/json?since=12h'])
  })

  it('is known by its stream', async () => {
    const found = await look(`${ntfy.origin}/builds,alerts/json`)
    expect(found.candidates[0]).toMatchObject({ kind: 'ntfy', url: `${ntfy.origin}/builds,alerts` })
  })

  it('is offered without a look inside where the topic is protected, or none is named', async () => {
    ntfy.protect([])
    expect((await look(`${ntfy.origin}/builds`)).candidates[0]).toMatchObject({ kind: 'ntfy', preview: [] })
  })

  it('is tried as one when the user says so', async () => {
    ntfy.publish('builds', { message: 'green' })
    const found = await look(`${ntfy.origin}/builds`, { onlyKind: 'ntfy' })
    expect(found.candidates).toMatchObject([{ kind: 'ntfy', preview: [{ title: 'green' }] }])
    expect(ntfy.local.requests).toHaveLength(1)
  })

  it.each([
    ['https://ntfy.sh/builds', 'https://ntfy.sh/builds'],
    ['https://ntfy.sh/a,b/json?since=all', 'https://ntfy.sh/a,b'],
    ['wss://ntfy.sh/a/ws', 'https://ntfy.sh/a'],
    ['https://ntfy.sh/', null],
    ['https://ntfy.sh/docs', null],
    ['https://ntfy.sh/docs/publish/', null],
    ['https://ntfy.example/builds', null],
    ['https://example.org/news', null],
  ])('%s is certainly %s', (address, wanted) => {
    expect(certain(address)?.url ?? null).toBe(wanted)
  })

  it('is not seen in everything', () => {
    for (const address of ['https://example.org/news', 'https://example.org/v1/json', 'mailto:a@b.example']) {
      const guess = ntfyRecogniser.byAddress?.(new URL(address)) ?? null
      expect(guess === null || guess.confirm !== undefined, address).toBe(true)
    }
  })
})

describe('a Gotify server', () => {
  it('is known by its page, settled by its version, and wants a token', async () => {
    const found = await look(gotify.base)
    expect(found.candidates[0]).toMatchObject({
      kind: 'gotify',
      url: gotify.base,
      facts: { format: 'Gotify 2.9.0' },
      preview: [],
    })
    expect(gotify.local.requests.map(({ path }) => path)).toEqual(['/push/', '/push/version'])
  })

  it('is shown with its messages once it has one', async () => {
    gotify.publish({ title: 'Backup' })
    const found = await look(gotify.base, { onlyKind: 'gotify', settings: { options: { token: 'CGoodToken12345' } } })
    expect(found.candidates).toMatchObject([{ kind: 'gotify', preview: [{ title: 'Backup' }] }])
    expect(JSON.stringify(found)).not.toContain('CGood')
  })

  it.each(['message', 'stream', 'application'])('is known by how it refuses /%s', async (path) => {
    expect((await look(gotify.base + path)).candidates[0]).toMatchObject({ kind: 'gotify', url: gotify.base })
  })

  it('takes a token out of a pasted address', async () => {
    const guess = gotifyRecogniser.byAddress?.(new URL('wss://g.example/push/stream?token=CToken'))
    expect(guess).toMatchObject({ url: 'https://g.example/push/', options: { token: 'CToken' }, sureness: 'likely' })
    expect(certain('https://g.example/stream?token=CGoodToken12345')).toMatchObject({
      kind: 'gotify',
      url: 'https://g.example/',
      options: { token: 'CGoodToken12345' },
    })
    expect(certain('https://g.example/stream?token=AAppToken123456')).toBeNull()
  })

  it('is not taken from a page that only says so', async () => {
    const liar = await startLocalServer((_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><title>Gotify</title></html>'),
    )
    const found = await look(`${liar.origin}/`)
    expect(found.candidates).toEqual([])
    await liar.close()
  })
})
