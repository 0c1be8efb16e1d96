import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, type ItemAction } from '@contract/index'
import { actionRequest } from '../../src-main/core/action-request'
import { emptyDraft } from '../../src-main/core/formats/draft'
import { createActionSender } from '../../src-main/transports/action-sender'
import { createHttpClient, type HttpClient } from '../../src-main/transports/http'
import { startLocalServer, type LocalServer } from '../servers/local-server'
import { composeReader, type ComposedReader } from './composed-reader'

const SETTINGS = {
  ...DEFAULT_CHANNEL_SETTINGS,
  headers: { Authorization: 'Bearer secret' },
  options: { token: 'tk_secret' },
}

type HttpAction = Extract<ItemAction, { type: 'http' }>
const action = (more: Partial<HttpAction> = {}): HttpAction => ({
  type: 'http',
  label: 'Close',
  url: 'https://api.example/door',
  method: 'POST',
  headers: {},
  body: null,
  clear: false,
  ...more,
})

describe('the request of a button', () => {
  it('is what the publisher wrote, without what belongs to the connection', () => {
    const headers = {
      Authorization: 'Bearer theirs',
      HOST: 'evil',
      'Proxy-Authorization': 'x',
      Connection: 'close',
      'Content-Length': '9',
    }
    expect(actionRequest(action({ headers, body: 'ä', method: 'put' }))).toEqual({
      url: 'https://api.example/door',
      method: 'PUT',
      headers: { Authorization: 'Bearer theirs' },
      body: 'ä',
    })
  })

  it('has no body where the method has none', () => {
    expect(actionRequest(action({ method: 'GET', body: 'x' }))?.body).toBeNull()
  })

  it.each([
    { url: 'ftp://a.example/' },
    { url: 'file:///etc/passwd' },
    { url: 'not an address' },
    { url: 'https://user:pass@a.example/' },
    { url: `https://a.example/${'x'.repeat(9_000)}` },
    { method: 'TRACE' },
    { method: '' },
    { headers: { 'X Y': 'z' } },
    { headers: { X: 'a\nHost: b' } },
    { headers: { X: 'a'.repeat(5_000) } },
    { headers: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`X${index}`, ''])) },
    { body: '€'.repeat(64 * 1024) },
  ])('is none for %.60j', (more) => {
    expect(actionRequest(action(more))).toBeNull()
  })
})

describe('a click on a button', () => {
  let server: LocalServer
  let composed: ComposedReader
  const bodies: string[] = []
  beforeEach(async () => {
    bodies.length = 0
    server = await startLocalServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x')
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
      request.on('end', () => {
        bodies.push(body)
        response.writeHead(Number(url.pathname.slice(1)) || 200, { Location: '/200' })
        response.end('x'.repeat(1_000_000))
      })
    })
    composed = composeReader(':memory:')
  })
  afterEach(async () => {
    await composed.close()
    await server.close()
  })

  /** Stores an item with these buttons, as one of a channel at that address. */
  function stored(actions: ItemAction[], channelUrl = `${server.origin}/topic`): number {
    const { store } = composed
    const channel = store.addChannel({
      url: channelUrl,
      kind: 'ntfy',
      userTitle: null,
      folder: null,
      settings: SETTINGS,
      demo: false,
      createdAt: 1,
    })
    const change = store.apply({
      channelId: channel.id,
      intents: [
        {
          type: 'insert',
          draft: {
            ...emptyDraft(),
            title: 'Door',
            actions,
            key: 'a',
            contentHash: 'a',
            event: { type: null, id: null },
            arrival: { how: 'push', receivedAt: 1, delayMs: null },
          },
          sortAt: 1,
          read: false,
          starred: false,
          important: false,
        },
      ],
    })
    return change.added[0]?.id ?? 0
  }
  const act = (id: number, index = 0) => composed.reader.call('items.act', { id, action: index })

  it('sends what the publisher wrote, and nothing of the channel’s secrets', async () => {
    const id = stored([
      action({ url: `${server.origin}/200`, method: 'PUT', headers: { 'X-Theirs': 'grün' }, body: '{"a":"ä"}' }),
    ])
    expect(server.requests).toHaveLength(0)
    expect(await act(id)).toEqual({ ok: true, answer: null })
    expect(bodies).toEqual(['{"a":"ä"}'])
    const [request] = server.requests
    expect(request?.headers).toMatchObject({ 'x-theirs': expect.any(String) as string })
    expect(JSON.stringify(request)).not.toMatch(/secret/)
    expect(composed.store.item(id)?.status.read).toBe(false)
  })

  it('marks the item read where the publisher wishes it and it worked', async () => {
    const id = stored([
      action({ url: `${server.origin}/303`, clear: true }),
      action({ url: `${server.origin}/500`, clear: true }),
    ])
    expect(await act(id, 1)).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
    expect(composed.store.item(id)?.status.read).toBe(false)
    expect(await act(id, 0)).toEqual({ ok: true, answer: null })
    expect(composed.store.item(id)?.status.read).toBe(true)
  })

  it.each([
    [401, /does not allow/],
    [404, /nothing to answer/],
    [429, /later/],
    [500, /trouble/],
    [418, /did not accept/],
    [302, /did not accept/],
  ])('says in words what HTTP %i means', async (status, words) => {
    const id = stored([action({ url: `${server.origin}/${status}` })])
    expect(await act(id)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', message: expect.stringMatching(words) as string },
    })
  })

  it('is not led to this machine by a publisher elsewhere', async () => {
    const id = stored([action({ url: `${server.origin}/200` })], 'https://ntfy.example/topic')
    expect(await act(id)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', message: expect.stringMatching(/not followed/) as string },
    })
    // Another port is another origin.
    const other = stored([action({ url: `${server.origin}/200` })], 'http://127.0.0.1:1/topic')
    expect(await act(other)).toMatchObject({ ok: false })
    expect(server.requests).toHaveLength(0)
  })

  it('does nothing for buttons that are not there, open an address or are beyond what is sent', async () => {
    const id = stored([{ type: 'view', label: 'Open', url: 'https://a.example/' }, action({ method: 'TRACE' })])
    expect(await act(id, 0)).toMatchObject({ error: { kind: 'badArgument' } })
    expect(await act(id, 1)).toMatchObject({ error: { kind: 'unavailable' } })
    expect(await act(id, 2)).toMatchObject({ error: { kind: 'notFound' } })
    expect(await act(999, 0)).toMatchObject({ error: { kind: 'notFound' } })
    expect(composed.complaints).toEqual([])
  })
})

describe('the sender', () => {
  let http: HttpClient
  beforeEach(() => {
    http = createHttpClient()
  })
  afterEach(() => http.close())

  it('gives up on an answer that does not come', async () => {
    const mute = await startLocalServer(() => undefined)
    const request = actionRequest(action({ url: `${mute.origin}/` }))
    if (request === null) throw new Error('no request')
    const sent = createActionSender(http, 50).send(request, { own: true, acceptSelfSigned: false })
    await expect(sent).rejects.toMatchObject({ kind: 'timeout' })
    await expect.poll(() => mute.openSockets()).toBe(0)
    await mute.close()
  })
})
