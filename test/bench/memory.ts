import { join } from 'node:path'
import { openStore } from '../../src-main/store/open-store'
import { addChannel, fill, inFolder } from './folders'
import { residentBytes, startPublisher, startReader, wait } from './processes'
import { silentLog } from './reader'
import { mebibytes, type Section } from './report'

const STORED = 100_000
/** An hour of ten events a second, told in two minutes. */
const RATE = 300
const TRAFFIC_MS = 120_000
const SAMPLE_MS = 1_000

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Does the core grow while it works? */
export const memory: Section = async (report) => {
  const publisher = await startPublisher()
  await inFolder(async (folder) => {
    const store = openStore(join(folder, 'crier.db'), { now: Date.now, log: silentLog })
    fill(store, addChannel(store, 'http://127.0.0.1:9/', 'sse'), STORED)
    addChannel(store, `http://127.0.0.1:${publisher.port}/steady?rate=${RATE}`, 'sse')
    store.close()
    const reader = await startReader(folder)
    await wait(2_000)
    const atRest = residentBytes(reader.pid)
    const samples: number[] = []
    for (let passed = 0; passed < TRAFFIC_MS; passed += SAMPLE_MS) {
      await wait(SAMPLE_MS)
      samples.push(residentBytes(reader.pid))
    }
    await reader.stop()
    // The collector makes the line a saw: compare the third quarter's middle with the last one's.
    const quarter = Math.floor(samples.length / 4)
    const growth = median(samples.slice(-quarter)) - median(samples.slice(-2 * quarter, -quarter))
    const peak = Math.max(...samples)
    report({
      what: "memory with 100,000 items stored, after an hour's worth of traffic",
      measured: `peak ${mebibytes(peak)}, over the last half ${growth >= 0 ? '+' : ''}${(growth / 1024 / 1024).toFixed(1)} MB`,
      beside: `at rest ${mebibytes(atRest)}`,
      reach: 'no growth over the last half, ≤ 200 MB',
      reached: peak <= 200 * 1024 * 1024 && growth <= 4 * 1024 * 1024,
    })
  })
  publisher.stop()
}
