import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelView, NewChannel, Pushes } from '@contract/index'
import { createSystemClock } from '../../src-main/node/system-clock'
import { createNewsroom } from '../../src-main/newsroom'
import { startCouchChanges } from '../servers/couch-changes'
import { until } from '../servers/until'
import { composeReader, type ComposedReader } from './composed-reader'

let composed: ComposedReader
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  composed = composeReader(':memory:')
  composed.reader.start()
})
afterEach(async () => {
  await composed.close()
  for (const close of closing.splice(0)) await close()
})

async function view(): Promise<ChannelView> {
  const answer = await composed.reader.call('snapshot.get', null)
  const [channel] = answer.ok ? answer.answer.channels : []
  if (channel === undefined) throw new Error('no channel')
  return channel
}

async function followed(channel: NewChannel): Promise<number> {
  const added = await composed.reader.call('channels.add', channel)
  if (!added.ok) throw new Error(added.error.message)
  await until(async () => (await view()).state.status === 'live', 'it is live')
  return added.answer.id
}

describe('an HTTP stream that says where it goes on, followed by the whole reader', () => {
  it('loses nothing and doubles nothing over cuts and orderly ends', async () => {
    const couch = await startCouchChanges()
    closing.push(() => couch.local.close())
    await followed({
      url: couch.url,
      kind: 'stream',
      settings: { options: { framing: 'ndjson', resumeBy: 'query', resumeName: 'since', resumePointer: '/seq' } },
    })
    const titles: string[] = []
    const say = (count: number): void => {
      for (let said = 0; said < count; said += 1) {
        titles.push(`news ${String(titles.length)}`)
        couch.change(`doc-${String(titles.length)}`, { title: titles.at(-1) })
      }
    }
    const stored = () => composed.store.page({ list: 'all' }, null, 500).items.map(({ title }) => title)
    for (let round = 0; round < 4; round += 1) {
      say(3)
      await until(() => stored().length === titles.length, 'what was missed before is there')
      if (round % 2 === 0) couch.cut()
      else couch.expire()
      await until(() => !couch.connected(), 'it is gone')
      say(5)
      await until(() => couch.connected(), 'it is back')
    }
    say(1)
    await until(() => stored().length === titles.length, 'all of it is there')
    expect(stored().sort()).toEqual([...titles].sort())
    const { tally } = await view()
    expect(tally).toMatchObject({ stored: titles.length, repeated: 0, dropped: 0 })
    expect(composed.complaints).toEqual([])
  })
})

describe('a camera, followed by the whole reader', () => {
  it('is shown to who watches, and stored nowhere', async () => {
    const newsroom = createNewsroom({ clock: createSystemClock(), random: Math.random, port: 0 })
    const channels = await newsroom.start()
    closing.push(() => newsroom.stop())
    const camera = channels.find(({ url }) => url.endsWith('/wire/camera'))
    if (camera === undefined) throw new Error('no camera')
    const channelId = await followed({ url: camera.url, kind: 'multipart' })
    const pictures = (): Pushes['picture.arrived'][] =>
      composed.pushes.flatMap((push) => (push.name === 'picture.arrived' ? [push.payload] : []))
    await until(async () => (await view()).tally.bytes > 0, 'something came')
    expect(pictures()).toEqual([])
    await composed.reader.call('pictures.watch', { channelId })
    await until(() => pictures().length >= 2, 'two pictures were told')
    expect(pictures()[0]).toMatchObject({ channelId, type: 'image/png' })
    expect(Buffer.from(pictures()[0]!.base64, 'base64').subarray(1, 4).toString()).toBe('PNG')
    expect(pictures()[1]!.base64).not.toBe(pictures()[0]!.base64)
    expect(composed.store.counts().all).toBe(0)
    expect(composed.complaints).toEqual([])
  })
})
