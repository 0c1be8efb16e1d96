import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, MAX_PUSHED_ITEMS, type Alert, type Settings } from '@contract/index'
import { createAlerter } from '../../src-main/core/alerter'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import { createIngest } from '../../src-main/core/ingest/ingest'
import type { ChannelRecord, Store } from '../../src-main/core/ports'
import { openStore } from '../../src-main/store/open-store'
import { createFakeClock, type FakeClock } from '../fakes/clock'

const STREAM = { how: 'push', style: 'stream' } as const

let store: Store
let clock: FakeClock
let alerts: Alert[]
let stop: () => void
let receive: (channel: ChannelRecord, ...titles: string[]) => Promise<unknown>

function follow(name: string, settings: Partial<ChannelRecord['settings']> = { notify: 'all' }): ChannelRecord {
  return store.addChannel({
    url: `https://${name}.example/events`,
    kind: 'sse',
    userTitle: name,
    folder: null,
    settings: { ...DEFAULT_CHANNEL_SETTINGS, ...settings },
    demo: false,
    createdAt: clock.now(),
  })
}

function setNotifications(patch: Partial<Settings['notifications']>): void {
  const settings = store.settings()
  store.saveSettings({ ...settings, notifications: { ...settings.notifications, ...patch } })
}

const titles = () => alerts.map((alert) => alert.title)

let openSince: number | null = null

beforeEach(() => {
  openSince = null
  clock = createFakeClock()
  alerts = []
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  store = openStore(':memory:', { now: clock.now, log })
  const bus = createBus<CoreFacts>((error) => {
    throw error
  })
  bus.on('alertRaised', ({ alert }) => alerts.push(alert))
  stop = createAlerter({ bus, store, clock, channel: store.channel, settings: store.settings })
  const ingest = createIngest({ store, bus, channel: store.channel, openSince: () => openSince })
  receive = (channel, ...items) =>
    ingest.received(
      channel.id,
      items.map((title) => ({
        payload: JSON.stringify({ id: title, title }),
        contentType: 'application/json',
        topic: null,
        id: null,
        receivedAt: clock.now(),
        baseUrl: channel.url,
      })),
      STREAM,
    )
})

afterEach(() => {
  stop()
  expect(clock.timers).toBe(0)
  store.close()
})

describe('alerts', () => {
  it('are one for each item, and never a second one when it comes again', async () => {
    const builds = follow('builds')
    await receive(builds, 'red')
    await receive(builds, 'red', 'green')
    expect(titles()).toEqual(['red', 'green'])
    expect(alerts.every(({ itemId }) => itemId !== null)).toBe(true)
  })

  it('are not for what a stream had in store when it was added, dated or not', async () => {
    const builds = follow('builds')
    openSince = clock.now()
    await receive(builds, 'from before')
    await clock.advance(1_000)
    await receive(builds, 'news')
    expect(titles()).toEqual(['news'])
  })

  it('are for what a stream missed, told with the first breath of a later connection', async () => {
    const builds = follow('builds')
    await clock.advance(120_000)
    openSince = clock.now()
    await receive(builds, 'missed')
    expect(titles()).toEqual(['missed'])
  })

  it('are one for a crowd, which counts all of it, names the latest, and opens no single item', async () => {
    const builds = follow('builds')
    const crowd = Array.from({ length: MAX_PUSHED_ITEMS + 50 }, (_, index) => `build ${index + 1}`)
    await receive(builds, ...crowd)
    await clock.advance(10_000)
    expect(titles()).toEqual([`${crowd.length} new in builds`])
    expect(alerts[0]).toMatchObject({ itemId: null, body: crowd.slice(-3).join('\n') })
  })

  it('obey the cap per minute, groups included, and tell later what there was no room for', async () => {
    setNotifications({ perMinute: 1 })
    const [one, two] = [follow('one'), follow('two')]
    await receive(one, 'first')
    await receive(two, ...'abcdefg')
    await clock.advance(50_000)
    expect(titles()).toEqual(['first'])
    await clock.advance(20_000)
    expect(titles()).toEqual(['first', '7 new in two'])
  })

  it('stay away while they are silenced, also when a group had begun before', async () => {
    const builds = follow('builds')
    await receive(builds, ...'abcd')
    setNotifications({ enabled: false })
    await receive(builds, 'e')
    await clock.advance(20_000)
    setNotifications({ enabled: true })
    await clock.advance(60_000)
    expect(alerts).toEqual([])
  })
})
