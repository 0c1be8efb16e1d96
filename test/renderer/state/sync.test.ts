import { afterEach, describe, expect, it, vi } from 'vitest'
import { startClient, type RunningClient } from '../../../src-renderer/state/client'
import { createTickingClock } from '../../../src-renderer/state/clock'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../fakes/host/fake-host'
import { channel } from '../../fakes/host/sample-channels'
import { detail } from '../../fakes/host/sample-items'

const running: RunningClient[] = []
afterEach(() => {
  for (const client of running.splice(0)) client.stop()
})

async function start(options: FakeHostOptions = {}): Promise<{ host: FakeHost; client: RunningClient }> {
  const host = createFakeHost({
    channels: [channel({ id: 1 })],
    items: [1, 2, 3].map((id) => detail({ id })),
    ...options,
  })
  const client = startClient({
    host,
    clock: createTickingClock(() => 1_000_000),
    remembered: { get: () => null, set: () => undefined },
    requested: () => undefined,
  })
  running.push(client)
  await vi.waitFor(() => expect(client.store.getState().list.loading).toBeNull())
  return { host, client }
}

const ids = ({ store }: RunningClient) => store.getState().list.rows.map((row) => row.id)
const snapshots = (host: FakeHost) => host.made.filter(({ name }) => name === 'snapshot.get').length

describe('sync', () => {
  it('starts from a snapshot and a page, newest first', async () => {
    const { client } = await start()
    expect(client.store.getState().reader.phase).toBe('ready')
    expect(ids(client)).toEqual([3, 2, 1])
  })

  it('applies the next push without asking again', async () => {
    const { host, client } = await start()
    host.arrive(detail({ id: 4 }))
    expect(ids(client)).toEqual([4, 3, 2, 1])
    expect(client.store.getState().reader.counts.all).toBe(4)
    expect(snapshots(host)).toBe(1)
  })

  it('makes one change of state per push', async () => {
    const { host, client } = await start()
    const changed = vi.fn()
    client.store.subscribe(changed)
    host.arrive(detail({ id: 4 }), detail({ id: 5 }))
    expect(changed).toHaveBeenCalledTimes(1)
  })

  it('leaves out a push it has seen', async () => {
    const { host, client } = await start()
    host.arrive(detail({ id: 4 }))
    host.push('channels.changed', { channels: [], removed: [1] }, host.seq())
    expect(client.store.getState().reader.channels.has(1)).toBe(true)
    expect(snapshots(host)).toBe(1)
  })

  it('takes a new snapshot after a gap', async () => {
    const { host, client } = await start()
    const { push } = host
    push('reader.changed', { pausedUntil: null, online: false }, host.seq() + 5)
    await vi.waitFor(() => expect(snapshots(host)).toBe(2))
    await vi.waitFor(() => expect(client.store.getState().reader.online).toBe(true))
  })

  it('loads the list afresh when a push says it is stale', async () => {
    const { host, client } = await start()
    // The idle screen's list is asked for by itself.
    const pages = () =>
      host.made.filter(({ name, argument }) => name === 'items.page' && !JSON.stringify(argument).includes('idle'))
        .length
    const before = pages()
    host.push('items.changed', {
      added: [],
      updated: [],
      removed: [],
      counts: { all: 0, unread: 0, starred: 0, important: 0 },
      channelCounts: [],
      stale: true,
    })
    await vi.waitFor(() => expect(pages()).toBe(before + 1))
    await vi.waitFor(() => expect(ids(client)).toEqual([3, 2, 1]))
  })

  it('keeps a push that comes while the page is under way', async () => {
    let answer: (() => void) | null = null
    const { host, client } = await start()
    const slow = createFakeHost({
      channels: [channel({ id: 1 })],
      items: [detail({ id: 1 })],
      calls: {
        'items.page': () =>
          new Promise((resolve) => {
            answer = () => resolve({ seq: 100, items: [detail({ id: 1 })], more: false })
          }),
      },
    })
    client.stop()
    expect(host.listening()).toBe(0)
    const second = startClient({
      host: slow,
      clock: createTickingClock(),
      remembered: { get: () => null, set: () => undefined },
      requested: () => undefined,
    })
    running.push(second)
    await vi.waitFor(() => expect(answer).not.toBeNull())
    slow.arrive(detail({ id: 2 }))
    answer!()
    await vi.waitFor(() => expect(ids(second)).toEqual([2, 1]))
  })

  it('says when the line is down, and takes a snapshot when it is back', async () => {
    const { host, client } = await start()
    host.line(false)
    expect(client.store.getState().reader.connected).toBe(false)
    host.line(true)
    await vi.waitFor(() => expect(snapshots(host)).toBe(2))
    expect(client.store.getState().reader.connected).toBe(true)
  })

  it('opens what the user asked for from outside', async () => {
    const { host, client } = await start()
    host.push('show.item', { itemId: 2, channelId: 1 })
    await vi.waitFor(() => expect(client.store.getState().article.detail?.id).toBe(2))
    host.push('show.addChannel', { address: 'https://news.example/' })
    expect(client.store.getState().interface.dialog).toEqual({ kind: 'add', address: 'https://news.example/' })
  })
})

describe('after trouble', () => {
  it('asks again when the reader speaks after a snapshot could not be had', async () => {
    const { host, client } = await start()
    let refuse = false
    const { call } = host
    host.call = async (name, argument) => {
      if (refuse && name === 'snapshot.get') throw new Error('busy')
      return call(name, argument)
    }
    refuse = true
    host.push('reader.changed', { pausedUntil: null, online: true }, host.seq() + 5)
    await vi.waitFor(() => expect(client.store.getState().reader.failure).toBe('busy'))
    refuse = false
    host.arrive(detail({ id: 4 }))
    await vi.waitFor(() => expect(ids(client)).toEqual([4, 3, 2, 1]))
  })

  it('brings the open article up to date with a new snapshot', async () => {
    const { host, client } = await start()
    await client.actions.openItem(2)
    const loads = () => host.made.filter(({ name }) => name === 'items.get').length
    const before = loads()
    host.line(true)
    await vi.waitFor(() => expect(loads()).toBe(before + 1))
  })
})

describe('the open article', () => {
  it('is gone when its item is, and back when that is undone', async () => {
    const { host, client } = await start()
    await client.actions.openItem(2)
    const { undo } = await host.call('items.delete', { ids: [2] })
    await vi.waitFor(() => expect(client.store.getState().article).toMatchObject({ openId: 2, detail: null }))
    await host.call('undo', { token: undo })
    await vi.waitFor(() => expect(client.store.getState().article.detail?.id).toBe(2))
  })
})

describe('the ticker', () => {
  const headlines = ({ store }: RunningClient) => store.getState().ticker.items.map(({ id }) => id)

  it('keeps a headline that comes while it is being loaded', async () => {
    const answers: (() => void)[] = []
    const { host, client } = await start({
      calls: {
        'items.ticker': () =>
          new Promise((resolve) => {
            const page = { seq: 0, items: [detail({ id: 3 })], more: false }
            answers.push(() => resolve(page))
          }),
      },
    })
    host.arrive(detail({ id: 4 }))
    for (const answer of answers) answer()
    await vi.waitFor(() => expect(headlines(client)).toEqual([4, 3]))
  })

  it('has a headline back that was marked unread again', async () => {
    const { host, client } = await start()
    await vi.waitFor(() => expect(headlines(client)).toEqual([3, 2, 1]))
    await host.call('items.mark', { ids: [2], read: true })
    expect(headlines(client)).toEqual([3, 1])
    await host.call('items.mark', { ids: [2], read: false })
    await vi.waitFor(() => expect(headlines(client)).toEqual([3, 2, 1]))
  })

  it('fills up from what waits when headlines leave it', async () => {
    const many = Array.from({ length: 70 }, (_, index) => detail({ id: index + 1 }))
    const { host, client } = await start({ items: many })
    await vi.waitFor(() => expect(headlines(client)).toHaveLength(60))
    await host.call('items.mark', { ids: headlines(client).slice(0, 20), read: true })
    await vi.waitFor(() => expect(headlines(client)).toHaveLength(50))
  })

  it('asks afresh when a channel is flagged', async () => {
    const { host } = await start()
    const loads = () => host.made.filter(({ name }) => name === 'items.ticker').length
    const before = loads()
    const flagged = channel({ id: 1 })
    host.push('channels.changed', { channels: [{ ...flagged, unread: 5 }], removed: [] })
    expect(loads()).toBe(before)
    const settings = { ...flagged.settings, flagged: !flagged.settings.flagged }
    host.push('channels.changed', { channels: [{ ...flagged, settings }], removed: [] })
    await vi.waitFor(() => expect(loads()).toBe(before + 1))
  })
})

describe('a list that is scrolled away from its top', () => {
  it('holds what arrives, and shows it when asked', async () => {
    const { host, client } = await start()
    client.actions.setAtTop(false)
    host.arrive(detail({ id: 4 }))
    host.arrive(detail({ id: 5 }))
    expect(ids(client)).toEqual([3, 2, 1])
    expect(client.store.getState().list.held.map(({ id }) => id)).toEqual([5, 4])
    client.actions.showHeld()
    expect(ids(client)).toEqual([5, 4, 3, 2, 1])
    expect(client.store.getState().list.held).toEqual([])
  })

  it('keeps holding through a fresh load', async () => {
    const { host, client } = await start()
    client.actions.setAtTop(false)
    host.arrive(detail({ id: 4 }))
    await client.actions.reloadList()
    expect(ids(client)).toEqual([3, 2, 1])
    expect(client.store.getState().list.held.map(({ id }) => id)).toEqual([4])
  })
})

describe('marking a list read', () => {
  it('asks for nothing where nothing was shown', async () => {
    const { host, client } = await start({ items: [] })
    await client.actions.markListRead({ marked: (count) => `${count} marked`, nothing: 'nothing' })
    expect(host.made.some(({ name }) => name === 'items.markListRead')).toBe(false)
    expect(client.store.getState().interface.toasts.at(-1)?.message).toBe('nothing')
  })
})

describe('what can be taken back', () => {
  it('offers to undo marking a list read, and undoes it', async () => {
    const { host, client } = await start()
    await client.actions.markListRead({ marked: (count) => `${count} marked`, nothing: 'nothing' })
    const { toasts } = client.store.getState().interface
    expect(toasts.map(({ message }) => message)).toEqual(['3 marked'])
    expect(client.store.getState().reader.counts.unread).toBe(0)
    await client.actions.undo(toasts[0]!.undoToken!, { undone: 'undone', tooLate: 'late' })
    expect(client.store.getState().reader.counts.unread).toBe(3)
    expect(host.made.filter(({ name }) => name === 'undo')).toHaveLength(1)
  })

  it('brings a deleted item back to its place', async () => {
    const { client } = await start()
    await client.actions.deleteItems([2], { deleted: (count) => `${count} deleted` })
    expect(ids(client)).toEqual([3, 1])
    const token = client.store.getState().interface.toasts[0]!.undoToken!
    await client.actions.undo(token, { undone: 'undone', tooLate: 'late' })
    expect(ids(client)).toEqual([3, 2, 1])
    await client.actions.undo(token, { undone: 'undone', tooLate: 'late' })
    expect(client.store.getState().interface.toasts.at(-1)?.message).toBe('late')
  })

  it('tells what the reader refused', async () => {
    const { client } = await start()
    await client.actions.ask('opml.export', null)
    expect(client.store.getState().interface.toasts.at(-1)?.level).toBe('error')
  })
})
