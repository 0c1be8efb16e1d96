import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelView } from '@contract/index'
import type { Newsroom } from '../../src-main/core/ports'
import { createSystemClock } from '../../src-main/node/system-clock'
import { createNewsroom, type DemoNewsroom } from '../../src-main/newsroom'
import { until } from '../servers/until'
import { composeReader, type ComposedReader } from './composed-reader'

let folder: string
let open: { composed: ComposedReader; newsroom: DemoNewsroom }[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-demo-'))
})

afterEach(async () => {
  for (const { composed } of open) await composed.close()
  open = []
  rmSync(folder, { recursive: true, force: true })
})

function compose(port: number) {
  const newsroom = createNewsroom({ clock: createSystemClock(), random: () => 0.5, port })
  // A slow machine: what is asked for meanwhile is refused.
  const slow: Newsroom = {
    async start() {
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      return newsroom.start()
    },
    stop: () => newsroom.stop(),
  }
  const composed = composeReader(join(folder, 'crier.db'), { newsroom: slow })
  open.push({ composed, newsroom })
  return { composed, newsroom }
}

async function channels({ reader }: ComposedReader): Promise<ChannelView[]> {
  const result = await reader.call('snapshot.get', null)
  if (!result.ok) throw new Error(result.error.message)
  return result.answer.channels
}

const well = (all: ChannelView[]) => all.every(({ state }) => ['live', 'polled'].includes(state.status))
const allWell = async (composed: ComposedReader) => {
  // A camera has pictures, and pictures are no items.
  const withItems = () => composed.store.channels().filter(({ url }) => !url.endsWith('/wire/camera'))
  const without = () => withItems().filter(({ total }) => total === 0)
  await until(() => without().length === 0, 'every channel has items').catch(async (error: unknown) => {
    const states = new Map((await channels(composed)).map(({ id, state }) => [id, JSON.stringify(state)]))
    throw new Error(
      without()
        .map(({ id, url }) => `${url}: ${states.get(id) ?? ''}`)
        .join('\n'),
      { cause: error },
    )
  })
  await until(async () => well(await channels(composed)), 'every channel is well')
}

describe('the demo', () => {
  it('follows the newsroom, and all of it goes with one call', async () => {
    const { composed, newsroom } = compose(0)
    composed.reader.start()
    await composed.reader.call('demo.start', null)
    await composed.reader.call('demo.start', null)
    expect(await channels(composed)).toHaveLength((await newsroom.start()).length)
    await allWell(composed)
    await composed.reader.call('demo.remove', null)
    expect(await channels(composed)).toEqual([])
    expect(newsroom.origin).toBeNull()
  })

  it.each(['the same', 'another'])('is well again at once after a restart on %s port', async (which) => {
    const first = compose(0)
    first.composed.reader.start()
    await first.composed.reader.call('demo.start', null)
    await allWell(first.composed)
    const port = Number(new URL(first.newsroom.origin ?? '').port)
    // As after a night: the feed is overdue.
    for (const { id } of first.composed.store.channels()) {
      first.composed.store.remember(id, { dueAt: 1, lastAttemptAt: 1 })
    }
    open = []
    await first.composed.close()

    const second = compose(which === 'another' ? 0 : port)
    second.composed.reader.start()
    await until(() => second.newsroom.origin !== null, 'the newsroom is open')
    await until(async () => well(await channels(second.composed)), 'every channel is well')
    const seen = second.composed.pushes.flatMap((push) =>
      push.name === 'channels.changed' ? push.payload.channels.map(({ state }) => state.status) : [],
    )
    expect(new Set(seen)).not.toContain('waiting')
    expect(await channels(second.composed)).toHaveLength((await second.newsroom.start()).length)
  })
})
