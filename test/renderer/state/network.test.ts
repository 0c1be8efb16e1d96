import { afterEach, describe, expect, it, vi } from 'vitest'
import { startClient } from '../../../src-renderer/state/client'
import { createTickingClock } from '../../../src-renderer/state/clock'
import { watchNetwork } from '../../../src-renderer/state/network'
import { createFakeHost } from '../../fakes/host/fake-host'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** A page whose network is as told, and a reader that believes `online`. */
function open(readerOnline: boolean, page: { onLine: boolean }) {
  const host = createFakeHost({ snapshot: { online: readerOnline } })
  const target = Object.assign(new EventTarget(), { navigator: page }) as unknown as Window
  const client = startClient({
    host,
    clock: createTickingClock(),
    remembered: { get: () => null, set: () => undefined },
    requested: () => undefined,
  })
  stops.push(client.stop, watchNetwork(host, client.store, target))
  const told = () =>
    host.made.filter(({ name }) => name === 'reader.network').map(({ argument }) => argument as { online: boolean })
  const ready = () => vi.waitFor(() => expect(client.store.getState().reader.phase).toBe('ready'))
  return { target, told, ready }
}

describe('the network as the page sees it', () => {
  it('is told when it changes', async () => {
    const page = { onLine: true }
    const { target, told, ready } = open(true, page)
    await ready()
    expect(told()).toEqual([])
    page.onLine = false
    target.dispatchEvent(new Event('offline'))
    page.onLine = true
    target.dispatchEvent(new Event('online'))
    expect(told()).toEqual([{ online: false }, { online: true }])
  })

  it('is told at the start to a reader that was left with another belief', async () => {
    const { told, ready } = open(false, { onLine: true })
    await ready()
    expect(told()).toEqual([{ online: true }])
  })
})
