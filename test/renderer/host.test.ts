// @vitest-environment node
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventSource } from 'eventsource'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Bridge } from '../../src-main/contract/index'
import { electronHost } from '../../src-renderer/host/electron-host'
import { webHost } from '../../src-renderer/host/web-host'
import { hostContract, type HostPeer } from '../contracts/host.contract'

interface WebPeer extends HostPeer {
  /** Breaks every stream of pushes. */
  breakStreams(): void
  streams(): number
  answerWith(status: number, body: string): void
}

async function webPeer(): Promise<WebPeer> {
  const streams = new Set<ServerResponse>()
  let last: { name: string; argument: unknown } | null = null
  let reply = { status: 200, body: '{}' }
  const server = createServer(async (request, response) => {
    if (request.url === '/pushes') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
      streams.add(response)
      response.on('close', () => streams.delete(response))
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    last = { name: request.url!.replace('/call/', ''), ...JSON.parse(Buffer.concat(chunks).toString()) }
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    // The client library has the browser's interface; only its type names differ.
    host: webHost({ base, fetch, EventSource: EventSource as unknown as typeof globalThis.EventSource }),
    answer: (result) => (reply = { status: 200, body: JSON.stringify(result) }),
    answerWith: (status, body) => (reply = { status, body }),
    lastCall: () => last,
    async send(push) {
      await vi.waitFor(() => expect(streams.size).toBeGreaterThan(0))
      for (const stream of streams) stream.write(`data: ${JSON.stringify(push)}\n\n`)
    },
    breakStreams: () => streams.forEach((stream) => stream.destroy()),
    streams: () => streams.size,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function electronPeer(): Promise<HostPeer> {
  const listeners = new Set<(push: unknown) => void>()
  let last: { name: string; argument: unknown } | null = null
  let reply: unknown = null
  const bridge: Bridge = {
    call: (name, argument) => {
      last = { name, argument }
      return Promise.resolve(structuredClone(reply))
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    host: electronHost(bridge),
    answer: (result) => (reply = result),
    lastCall: () => last,
    send: async (push) => listeners.forEach((listener) => listener(structuredClone(push))),
    close: async () => undefined,
  }
}

hostContract('the web host', webPeer)
hostContract('the electron host', electronPeer)

describe('the web host', () => {
  let peer: WebPeer | null = null
  afterEach(async () => {
    await peer?.close()
    peer = null
  })

  it('opens one stream for all its listeners and closes it after the last', async () => {
    peer = await webPeer()
    const stops = [peer.host.on(() => undefined), peer.host.on(() => undefined), peer.host.onLine(() => undefined)]
    await vi.waitFor(() => expect(peer?.streams()).toBe(1))
    for (const stop of stops) stop()
    await vi.waitFor(() => expect(peer?.streams()).toBe(0))
  })

  it('says when the line breaks, and makes it again', async () => {
    peer = await webPeer()
    const line = vi.fn()
    const stop = peer.host.onLine(line)
    await vi.waitFor(() => expect(line.mock.calls).toEqual([[true]]))
    peer.breakStreams()
    await vi.waitFor(() => expect(line.mock.calls).toEqual([[true], [false], [true]]), { timeout: 5_000 })
    stop()
  })

  it('is unavailable, in plain words, when nobody answers or the page is signed out', async () => {
    peer = await webPeer()
    peer.answerWith(401, '')
    await expect(peer.host.call('snapshot.get', null)).rejects.toMatchObject({ kind: 'unavailable' })
    peer.answerWith(502, 'not JSON')
    await expect(peer.host.call('snapshot.get', null)).rejects.toThrow('502')
    const { host } = peer
    await peer.close()
    peer = null
    await expect(host.call('snapshot.get', null)).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
