import { describe, expect, it } from 'vitest'
import { PICTURE_LEASE_MS, type Pushes } from '../../src-main/contract/index'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import { createPictures, MAX_KEPT_PICTURE_BYTES } from '../../src-main/core/pictures'
import { createFakeClock } from '../fakes/clock'

function studio() {
  const clock = createFakeClock()
  const bus = createBus<CoreFacts>((error) => {
    throw error
  })
  const told: Pushes['picture.arrived'][] = []
  const pictures = createPictures({
    clock,
    bus,
    pushes: {
      send: (name, payload) => void (name === 'picture.arrived' && told.push(payload as Pushes['picture.arrived'])),
    },
  })
  let came = 0
  const arrive = (channelId: number, mark: number, more: { size?: number; came?: number; skipped?: number } = {}) => {
    came = more.came ?? came + 1
    const bytes = Buffer.alloc(more.size ?? 5, mark)
    bytes.set([0xff, 0xd8, 0xff])
    pictures.arrived(channelId, { at: clock.now(), type: 'image/whatever', bytes, came, skipped: more.skipped ?? 0 })
  }
  const marks = () => told.map(({ base64 }) => Buffer.from(base64, 'base64')[3])
  return { clock, bus, pictures, told, arrive, marks }
}

describe('live pictures', () => {
  it('are told while somebody watches, and the newest at once to who comes', async () => {
    const { clock, pictures, told, arrive, marks } = studio()
    arrive(1, 1)
    arrive(1, 2)
    expect(told).toEqual([])
    pictures.watch({ channelId: 1 })
    expect(marks()).toEqual([2])
    expect(told[0]).toMatchObject({ channelId: 1, type: 'image/jpeg', came: 2, skipped: 0, at: clock.now() })
    await clock.advance(PICTURE_LEASE_MS)
    arrive(1, 3)
    expect(marks()).toEqual([2])
    pictures.watch({ channelId: 1 })
    expect(marks()).toEqual([2, 3])
    pictures.stop()
  })

  it('are told twice a second, the newest each time, and the rest counted', async () => {
    const { clock, pictures, told, arrive, marks } = studio()
    pictures.watch({ channelId: 1 })
    for (let mark = 1; mark <= 20; mark += 1) {
      arrive(1, mark)
      await clock.advance(100)
    }
    expect(marks()).toEqual([1, 5, 10, 15, 20])
    expect(told.map(({ came, skipped }) => [came, skipped])).toEqual([
      [1, 0],
      [5, 3],
      [10, 7],
      [15, 11],
      [20, 15],
    ])
    await clock.advance(500)
    expect(clock.timers).toBe(0)
    arrive(1, 21, { came: 1, skipped: 0 })
    expect(told.at(-1)).toMatchObject({ came: 1, skipped: 0 })
    pictures.stop()
  })

  it('that do not move are shown to a second watcher too', async () => {
    const { clock, pictures, marks, arrive } = studio()
    arrive(1, 1)
    pictures.watch({ channelId: 1 })
    await clock.advance(1_000)
    pictures.watch({ channelId: 1 })
    expect(marks()).toEqual([1, 1])
    await clock.advance(5_000)
    expect(marks()).toEqual([1, 1])
    pictures.stop()
  })

  it('that are none are not kept', () => {
    const { pictures, told, clock } = studio()
    pictures.watch({ channelId: 1 })
    pictures.arrived(1, { at: clock.now(), type: 'image/png', bytes: Buffer.from('<svg/>'), came: 1, skipped: 0 })
    expect(told).toEqual([])
    pictures.stop()
  })

  it('of many channels stay within memory: the oldest make room', () => {
    const { pictures, marks, arrive } = studio()
    const size = MAX_KEPT_PICTURE_BYTES / 4
    for (let channelId = 1; channelId <= 6; channelId += 1) arrive(channelId, channelId, { size })
    for (let channelId = 1; channelId <= 6; channelId += 1) pictures.watch({ channelId })
    expect(marks()).toEqual([3, 4, 5, 6])
    pictures.stop()
  })

  it('of a removed channel are forgotten, and nothing is left running', async () => {
    const { clock, bus, pictures, arrive, marks } = studio()
    pictures.watch({ channelId: 1 })
    arrive(1, 1)
    arrive(1, 2)
    expect(clock.timers).toBe(1)
    bus.announce('channelsRemoved', { ids: [1] })
    expect(clock.timers).toBe(0)
    pictures.watch({ channelId: 1 })
    expect(marks()).toEqual([1])
    arrive(1, 3)
    arrive(1, 4)
    pictures.stop()
    expect(clock.timers).toBe(0)
  })
})
