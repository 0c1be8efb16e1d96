import { describe, expect, it } from 'vitest'
import { MAX_PUSHED_ITEMS, type Counts, type ItemSummary, type Push } from '@contract/index'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import type { Change } from '../../src-main/core/ports'
import { createPushLine } from '../../src-main/core/pushes'
import { createFakeClock } from '../fakes/clock'

const counts: Counts = { all: 0, unread: 0, starred: 0, important: 0 }
const item = (id: number, title = `Item ${id}`): ItemSummary => ({
  id,
  channelId: 1,
  title,
  snippet: '',
  link: null,
  author: null,
  image: null,
  publishedAt: null,
  sortAt: id,
  arrival: { how: 'push', receivedAt: 0, delayMs: null },
  important: false,
  priority: null,
  section: null,
  idle: false,
  status: { read: false, starred: false },
})
const change = (parts: Partial<Change>): { change: Change } => ({
  change: { added: [], updated: [], removed: [], counts, channelCounts: [], stale: false, ...parts },
})

function line() {
  const clock = createFakeClock()
  const bus = createBus<CoreFacts>((error) => {
    throw error
  })
  const pushes: Push[] = []
  const pushLine = createPushLine({
    bus,
    clock,
    view: () => null,
    listenerFailed: (error) => {
      throw error
    },
  })
  pushLine.on((push) => pushes.push(push))
  const items = () => pushes.filter((push) => push.name === 'items.changed').map((push) => push.payload)
  return { clock, bus, pushes, pushLine, items }
}

describe('the line of pushes', () => {
  it('tells the first change at once and gathers the rest of the frame', async () => {
    const { bus, clock, items } = line()
    for (const id of [1, 2, 3]) bus.announce('itemsChanged', change({ added: [item(id)] }))
    expect(items().map((payload) => payload.added.map(({ id }) => id))).toEqual([[1]])
    await clock.advance(16)
    expect(items().map((payload) => payload.added.map(({ id }) => id))).toEqual([[1], [2, 3]])
  })

  it('numbers pushes without a gap', async () => {
    const { bus, clock, pushes } = line()
    bus.announce('itemsChanged', change({ added: [item(1)] }))
    bus.announce('readerChanged', { pausedUntil: null, online: false })
    bus.announce('itemsChanged', change({ added: [item(2)] }))
    await clock.advance(100)
    expect(pushes.map((push) => push.seq)).toEqual([1, 2, 3])
  })

  it('gives an added item its later content, and does not also list it as updated', async () => {
    const { bus, clock, items } = line()
    bus.announce('itemsChanged', change({ added: [item(1)] }))
    bus.announce('itemsChanged', change({ added: [item(2)] }))
    bus.announce('itemsChanged', change({ updated: [item(2, 'Corrected')] }))
    await clock.advance(16)
    expect(items()[1]).toMatchObject({ added: [{ id: 2, title: 'Corrected' }], updated: [] })
  })

  it('does not add what was removed again within the frame', async () => {
    const { bus, clock, items } = line()
    bus.announce('itemsChanged', change({ added: [item(1)] }))
    bus.announce('itemsChanged', change({ added: [item(2)] }))
    bus.announce('itemsChanged', change({ removed: [2] }))
    await clock.advance(16)
    expect(items()[1]).toMatchObject({ added: [], removed: [2] })
  })

  it('tells the interface to load afresh rather than send a flood', async () => {
    const { bus, clock, items } = line()
    bus.announce('itemsChanged', change({ added: [item(1)] }))
    for (let id = 2; id < MAX_PUSHED_ITEMS + 10; id++) bus.announce('itemsChanged', change({ added: [item(id)] }))
    await clock.advance(16)
    expect(items()[1]).toMatchObject({ added: [], stale: true })
  })

  it('sends what is gathered before an answer is read from the store', () => {
    const { bus, pushLine, items } = line()
    for (const id of [1, 2]) bus.announce('itemsChanged', change({ added: [item(id)] }))
    pushLine.flush()
    expect(items()).toHaveLength(2)
    expect(pushLine.seq).toBe(2)
  })

  it('leaves no timer behind', () => {
    const { bus, clock, pushLine } = line()
    bus.announce('itemsChanged', change({ added: [item(1)] }))
    bus.announce('channelsChanged', { ids: [1] })
    bus.announce('channelsCounted', { id: 1 })
    pushLine.stop()
    expect(clock.timers).toBe(0)
  })
})
