import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS } from '@contract/index'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import { createIngest } from '../../src-main/core/ingest/ingest'
import type { Store } from '../../src-main/core/ports'
import { createRetention } from '../../src-main/core/retention'
import { openStore } from '../../src-main/store/open-store'
import { createFakeClock, type FakeClock } from '../fakes/clock'

const DAY_MS = 24 * 60 * 60_000
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

let store: Store
let clock: FakeClock
let stop: () => void
let choose: (keepDays: number) => void

const kept = () => store.page({ list: 'all' }, null, 10).items.map((item) => item.title)

/** Three read items, 1, 10 and 100 days old. */
async function fill(bus: ReturnType<typeof createBus<CoreFacts>>): Promise<void> {
  const channel = store.addChannel({
    url: 'https://news.example/events',
    kind: 'sse',
    userTitle: null,
    folder: null,
    settings: DEFAULT_CHANNEL_SETTINGS,
    demo: false,
    createdAt: clock.now(),
  })
  const events = [1, 10, 100].map((days) => ({
    payload: JSON.stringify({ id: days, title: `${days} days`, date: new Date(clock.now() - days * DAY_MS) }),
    contentType: 'application/json',
    topic: null,
    id: null,
    receivedAt: clock.now(),
    baseUrl: channel.url,
  }))
  await createIngest({ store, bus, channel: store.channel, openSince: () => null }).received(channel.id, events, {
    how: 'push',
    style: 'stream',
  })
  store.markListRead({ list: 'all' }, null)
}

beforeEach(async () => {
  clock = createFakeClock()
  store = openStore(':memory:', { now: clock.now, log })
  const bus = createBus<CoreFacts>((error) => {
    throw error
  })
  choose = (keepDays) => {
    const settings = { ...store.settings(), keepDays }
    store.saveSettings(settings)
    bus.announce('settingsChanged', { settings })
  }
  await fill(bus)
  stop = createRetention({ store, bus, clock, log, settings: store.settings })
})

afterEach(() => {
  stop()
  expect(clock.timers).toBe(0)
  store.close()
})

describe('retention', () => {
  it('prunes what is past its time, and follows another choice soon', async () => {
    await clock.advance(60_000)
    expect(kept()).toEqual(['1 days', '10 days'])
    choose(7)
    await clock.advance(60_000)
    expect(kept()).toEqual(['1 days'])
  })

  it('keeps everything when asked to, but not what the user deleted', async () => {
    choose(0)
    const [newest] = store.page({ list: 'all' }, null, 1).items
    const deleted = newest === undefined ? [] : [newest.id]
    store.delete(deleted)
    await clock.advance(60_000)
    expect(kept()).toEqual(['10 days', '100 days'])
    expect(store.restore(deleted).added).toEqual([])
  })

  it('ends what its publisher gave a time of its own, within a minute of it', async () => {
    const bus = createBus<CoreFacts>((error) => {
      throw error
    })
    const [channel] = store.channels()
    if (channel === undefined) throw new Error('no channel')
    const event = {
      payload: 'Doors open',
      contentType: null,
      topic: null,
      id: 'x',
      receivedAt: clock.now(),
      baseUrl: channel.url,
      says: { expiresAt: clock.now() + 90_000 },
    }
    const wire = { how: 'push', style: 'stream' } as const
    await createIngest({ store, bus, channel: store.channel, openSince: () => null }).received(
      channel.id,
      [event],
      wire,
    )
    await clock.advance(60_000)
    expect(kept()).toContain('Doors open')
    await clock.advance(90_000)
    expect(kept()).not.toContain('Doors open')
  })
})
