import { join } from 'node:path'
import { openStore } from '../../src-main/store/open-store'
import { addChannel, inFolder } from './folders'
import { processorMs, residentBytes, startPublisher, startReader, until, wait } from './processes'
import { silentLog } from './reader'
import { mebibytes, type Section } from './report'

const CHANNELS = 1_000
const IDLE_MS = 30_000

/** A thousand open streams that say nothing: what does it cost to keep listening? */
export const idleChannels: Section = async (report) => {
  const publisher = await startPublisher()
  await inFolder(async (folder) => {
    const empty = await startReader(join(folder, 'empty'))
    await wait(2_000)
    const emptyBytes = residentBytes(empty.pid)
    await empty.stop()

    const store = openStore(join(folder, 'full', 'crier.db'), { now: Date.now, log: silentLog })
    for (let n = 0; n < CHANNELS; n++) addChannel(store, `http://127.0.0.1:${publisher.port}/idle/${n}`, 'sse')
    store.close()
    const reader = await startReader(join(folder, 'full'))
    await until('all channels live', async () => {
      const { channels } = (await reader.call('snapshot.get', null)) as { channels: { state: { status: string } }[] }
      return channels.filter((channel) => channel.state.status === 'live').length === CHANNELS
    })
    await wait(5_000)
    const before = processorMs(reader.pid)
    await wait(IDLE_MS)
    const share = (processorMs(reader.pid) - before) / IDLE_MS
    const bytes = residentBytes(reader.pid)
    await reader.stop()
    report({
      what: '1,000 SSE channels connected, idle',
      measured: `${mebibytes(bytes)}, ${(share * 100).toFixed(1)} % of one core`,
      beside: `the same process without channels ${mebibytes(emptyBytes)}`,
      reach: '≤ 250 MB, ≤ 3 %',
      reached: bytes <= 250 * 1024 * 1024 && share <= 0.03,
    })
  })
  publisher.stop()
}
