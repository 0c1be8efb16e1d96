import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../src-main/store/open-store'
import { addChannel, inFolder } from './folders'
import { residentBytes, startPublisher, startReader, until, wait } from './processes'
import { silentLog } from './reader'
import { mebibytes, type Section } from './report'

const FEEDS = 500
const ITEMS = FEEDS * 100
/** A person may ask for a poll once a minute. */
const REFRESH_FLOOR_MS = 61_000

function feedUrl(port: number, n: number): string {
  return `http://127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}:${port}/feed/${n}`
}

interface Reloads {
  first: number
  again: number
}

/** The fastest feed reader of Debian, told to do the same. Null where it is not installed. */
async function newsboat(port: number): Promise<Reloads | null> {
  if (spawnSync('newsboat', ['-v']).error !== undefined) return null
  return inFolder(async (folder) => {
    const urls = join(folder, 'urls')
    const config = join(folder, 'config')
    writeFileSync(urls, Array.from({ length: FEEDS }, (_, n) => feedUrl(port, n)).join('\n'))
    writeFileSync(config, 'reload-threads 4\nmax-items 0\n')
    const reload = () => {
      const started = performance.now()
      const run = spawnSync('newsboat', ['-u', urls, '-C', config, '-c', join(folder, 'cache.db'), '-x', 'reload'])
      if (run.status !== 0) throw new Error(`newsboat: ${run.stderr.toString()}`)
      return performance.now() - started
    }
    return { first: reload(), again: reload() }
  })
}

/** Five hundred feeds of a hundred items, fetched and stored, then asked again and not modified. */
export const feeds: Section = async (report) => {
  const publisher = await startPublisher(FEEDS)
  const peer = await newsboat(publisher.port)
  await inFolder(async (folder) => {
    const store = openStore(join(folder, 'crier.db'), { now: Date.now, log: silentLog })
    for (let n = 0; n < FEEDS; n++) addChannel(store, feedUrl(publisher.port, n), 'feed')
    store.close()

    const started = performance.now()
    const reader = await startReader(folder)
    const snapshot = async () =>
      (await reader.call('snapshot.get', null)) as {
        counts: { all: number }
        channels: { tally: { polls: number; pollsUnchanged: number } }[]
      }
    await until('every item stored', async () => (await snapshot()).counts.all === ITEMS)
    const page = (await reader.call('items.page', {
      query: { list: 'search', text: '"Report 499.99"' },
      before: null,
      limit: 10,
    })) as { items: unknown[] }
    if (page.items.length === 0) throw new Error('Stored, but not searchable')
    const first = performance.now() - started
    const bytes = residentBytes(reader.pid)

    await wait(REFRESH_FLOOR_MS)
    const restarted = performance.now()
    await reader.call('channels.refresh', { id: null })
    await until('every feed answered 304', async () =>
      (await snapshot()).channels.every((channel) => channel.tally.pollsUnchanged >= 1),
    )
    const again = performance.now() - restarted
    await reader.stop()
    const seconds = (elapsed: number) => `${(elapsed / 1000).toFixed(1)} s`
    report({
      what: '500 feeds × 100 items, first fetch stored and searchable; then all again with 304',
      measured: `${seconds(first)} and ${mebibytes(bytes)}, then ${seconds(again)}`,
      beside:
        peer === null ? 'newsboat is not installed' : `newsboat ${seconds(peer.first)}, then ${seconds(peer.again)}`,
      reach: 'faster than newsboat',
      reached: peer !== null && first < peer.first && again < peer.again,
    })
  })
  publisher.stop()
}
