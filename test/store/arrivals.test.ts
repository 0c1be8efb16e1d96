import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/core/ports'
import { addChannel, insert, open, START } from './drafts'

const MINUTE = 60_000
let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-arrivals-'))
  store = open(join(folder, 'crier.db'))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A story under a standing headline, told and received at these minutes; null: told without a time. */
function tell(channelId: number, key: string, published: number | null, received: number): number {
  const publishedAt = published === null ? null : START + published * MINUTE
  const arrival = { how: 'push' as const, receivedAt: START + received * MINUTE, delayMs: null }
  const [item] = store.apply({
    channelId,
    intents: [insert(key, { title: 'Backup finished', link: null, publishedAt, arrival })],
  }).added
  if (item === undefined) throw new Error('nothing was added')
  return item.id
}

describe('the same news over all channels', () => {
  it('is not another story under the same headline a few minutes later', () => {
    const stream = addChannel(store)
    const socket = addChannel(store, { url: 'wss://news.example/live' })
    const earlier = tell(stream, 'a', 0, 4)
    const later = tell(stream, 'b', 5, 5)
    const sameAsLater = tell(socket, 'c', 5, 5)
    const ids = (id: number) => store.arrivals(id, 50).map((item) => item.id)
    expect(ids(later)).toEqual([later, sameAsLater])
    expect(ids(earlier)).toEqual([earlier])
  })

  it('is the same headline at the same time where a publisher gives no time', () => {
    const stream = addChannel(store)
    const socket = addChannel(store, { url: 'wss://news.example/live' })
    const timed = tell(stream, 'a', 5, 5)
    const untimed = tell(socket, 'b', null, 6)
    expect(store.arrivals(timed, 50).map(({ id }) => id)).toEqual([timed, untimed])
  })
})
