import { describe, expect, it } from 'vitest'
import type { ItemSummary, TransportKind } from '../../src-main/contract/index'
import { createBus } from '../../src-main/core/bus'
import type { CoreFacts } from '../../src-main/core/facts'
import { CATCH_UP_MS, createLumps, howItCame, LUMPS_TO_TELL } from '../../src-main/core/lumps'

const OPEN = 1_000_000

/** News published these many milliseconds after the connection opened, and received together. */
function came(receivedAfter: number, published: readonly (number | null)[], how: 'push' | 'poll' = 'push') {
  return published.map(
    (after, index) =>
      ({
        id: index,
        publishedAt: after === null ? null : OPEN + after,
        arrival: {
          how,
          receivedAt: OPEN + receivedAfter,
          delayMs: after === null ? null : Math.max(0, receivedAfter - after),
        },
      }) as ItemSummary,
  )
}

describe('how pushed news came', () => {
  it.each([
    ['a lump', came(60_000, [20_000, 40_000, 59_000]), 'lump'],
    ['one prompt item', came(60_000, [59_900]), 'prompt'],
    ['one late item', came(60_000, [30_000]), 'open'],
    ['what was published before the connection opened', came(60_000, [-50_000, -10_000, 20_000]), 'open'],
    ['what came with the catching up', came(CATCH_UP_MS - 1, [0, 1_000]), 'open'],
    ['undated news', came(60_000, [null, null]), 'open'],
    ['polled news', came(60_000, [20_000, 40_000], 'poll'), 'open'],
    ['a burst', came(60_000, [59_500, 59_800, 59_900]), 'prompt'],
    ['nothing', [], 'open'],
  ] as const)('%s', (_, added, is) => {
    expect(howItCame(added, OPEN).is).toBe(is)
  })

  it('tells nothing while the connection is not open', () => {
    expect(howItCame(came(60_000, [20_000, 40_000]), null).is).toBe('open')
  })
})

describe('a stream that is held back', () => {
  function watched() {
    const bus = createBus<CoreFacts>((error) => {
      throw error
    })
    const changed: number[][] = []
    bus.on('channelsChanged', ({ ids }) => changed.push([...ids]))
    const technique: { kind: TransportKind } = { kind: 'sse' }
    const lumps = createLumps({ bus, openSince: () => OPEN, kindOf: () => technique.kind })
    const arrive = (added: ItemSummary[]) => {
      const counts = { all: 0, unread: 0, starred: 0, important: 0 }
      const change = { added, updated: [], removed: [], counts, channelCounts: [], stale: false }
      bus.announce('itemsArrived', { channelId: 7, change, old: 'none' })
    }
    return { bus, lumps, changed, arrive, technique }
  }

  it('is told after some lumps in a row, once, and taken back when news is prompt again', () => {
    const { lumps, changed, arrive } = watched()
    for (let lump = 1; lump <= LUMPS_TO_TELL + 1; lump += 1) {
      if (lump <= LUMPS_TO_TELL) expect(lumps.advice(7)).toBeNull()
      arrive(came(lump * 60_000, [lump * 60_000 - 30_000, lump * 60_000 - 100]))
    }
    expect(lumps.advice(7)).toMatchObject({ kind: 'buffered' })
    expect(lumps.advice(7)?.message).toContain('2 items')
    expect(changed).toEqual([[7]])
    arrive(came(900_000, [899_990]))
    expect(lumps.advice(7)).toBeNull()
    expect(changed).toEqual([[7], [7]])
  })

  it('is not told where something prompt came between', () => {
    const { lumps, arrive } = watched()
    for (let lump = 1; lump <= 2 * LUMPS_TO_TELL; lump += 1) {
      arrive(came(lump * 60_000, [lump * 60_000 - 30_000, lump * 60_000 - 100]))
      arrive(came(lump * 60_000 + 1_000, [lump * 60_000 + 990]))
    }
    expect(lumps.advice(7)).toBeNull()
  })

  it('is forgotten when the channel takes another technique, also one that is never pushed', () => {
    const { lumps, arrive, technique } = watched()
    for (let lump = 1; lump <= LUMPS_TO_TELL; lump += 1) {
      arrive(came(lump * 60_000, [lump * 60_000 - 30_000, lump * 60_000 - 100]))
    }
    technique.kind = 'feed'
    expect(lumps.advice(7)).toBeNull()
  })

  it('is forgotten with its channel', () => {
    const { bus, lumps, arrive } = watched()
    for (let lump = 1; lump <= LUMPS_TO_TELL; lump += 1) {
      arrive(came(lump * 60_000, [lump * 60_000 - 30_000, lump * 60_000 - 100]))
    }
    expect(lumps.advice(7)).not.toBeNull()
    bus.announce('channelsRemoved', { ids: [7] })
    expect(lumps.advice(7)).toBeNull()
  })
})
