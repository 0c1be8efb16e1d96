import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { DEFAULT_CHANNEL_SETTINGS } from '@contract/index'
import { inFolder } from '../folders'
import { firstLine, root, until, wait } from '../processes'
import { composeReader } from '../reader'
import { milliseconds, perSecond, quantile, type Section } from '../report'
import type { Order, Written } from './publisher'
import type { BenchSubject } from './subject'
import { SUBJECTS } from './subjects'

const SAID = 200
const WARM_UP = 20
const EVERY_MS = 15
const FLOOD = 10_000
const WANTED_P50_MS = 15

interface Measured {
  p50: number
  p99: number
  /** Messages a second. */
  rate: number
}

/** Whatever counts what came: the raw client, or the reader's committed items. */
interface Counter {
  /** Calls for every message that arrived; the moments are noted. */
  onCame(note: (messages: number) => void): void
  stop(): Promise<void> | void
}

async function order(child: ChildProcess, wanted: Order): Promise<Written> {
  child.send(wanted)
  const [written] = (await once(child, 'message')) as [Written]
  return written
}

async function measure(who: string, child: ChildProcess, counter: Counter, flood: number): Promise<Measured> {
  let came: number[] = []
  counter.onCame((messages) => {
    const at = performance.timeOrigin + performance.now()
    for (let n = 0; n < messages; n += 1) came.push(at)
  })
  // What it greets newcomers with is not ours.
  await wait(200)
  came = []
  const { at } = await order(child, { say: SAID + WARM_UP, everyMs: EVERY_MS })
  await until('every message came', () => came.length >= at.length, 20_000).catch(() => {
    throw new Error(`${who}: ${String(came.length)} of ${String(at.length)} messages came`)
  })
  const delays = at.map((moment, index) => came[index]! - moment).slice(WARM_UP)
  came = []
  const started = await order(child, { flood })
  await until('the flood came', () => came.length >= flood, 60_000).catch(() => {
    throw new Error(`${who}: ${String(came.length)} of a flood of ${String(flood)} came`)
  })
  const rate = flood / ((came[flood - 1]! - started.at[0]!) / 1000)
  return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), rate }
}

async function raw(subject: BenchSubject, url: string): Promise<Counter> {
  let note = (_messages: number): void => undefined
  const stop = await subject.raw(url, () => note(1))
  return { onCame: (listener) => (note = listener), stop }
}

/** The whole reader, as the browser shell assembles it; what counts is the committed item. */
async function crier(subject: BenchSubject, url: string, folder: string): Promise<Counter> {
  const { reader, store, close } = composeReader(folder)
  let note = (_messages: number): void => undefined
  let known = 0
  reader.onFact('itemsChanged', ({ counts }) => {
    note(counts.all - known)
    known = counts.all
  })
  const settings = { ...DEFAULT_CHANNEL_SETTINGS, options: subject.options ?? {} }
  const channel = { url, kind: subject.kind, userTitle: null, folder: null, settings, demo: false }
  store.addChannel({ ...channel, createdAt: Date.now() })
  reader.start()
  await until('the channel is live', async () => {
    const answer = await reader.call('snapshot.get', null)
    return answer.ok && answer.answer.channels[0]?.state.status === 'live'
  })
  return { onCame: (listener) => (note = listener), stop: close }
}

async function withPublisher<T>(subject: BenchSubject, use: (child: ChildProcess, url: string) => Promise<T>) {
  const child = spawn(process.execPath, [resolve(root, 'out/bench/technique-publisher.mjs'), subject.name], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  try {
    return await use(child, await firstLine(child))
  } finally {
    child.kill()
  }
}

/** Every technique: from the publisher's write to the committed item, and how many a second, beside the least client. */
export const techniques: Section = async (report) => {
  const only = process.env.CRIER_BENCH_TECHNIQUE
  for (const subject of SUBJECTS.filter(({ name }) => only === undefined || new RegExp(only, 'i').test(name))) {
    const flood = subject.flood ?? FLOOD
    try {
      const least = await withPublisher(subject, async (child, url) => {
        const counter = await raw(subject, url)
        const measured = await measure('raw client', child, counter, flood)
        await counter.stop()
        return measured
      })
      const ours = await withPublisher(subject, (child, url) =>
        inFolder(async (folder) => {
          const counter = await crier(subject, url, folder)
          const measured = await measure('Crier', child, counter, flood)
          await counter.stop()
          return measured
        }),
      )
      report({
        what: `${subject.name}: write to committed item; ${flood.toLocaleString('en')} at once`,
        measured: `p50 ${milliseconds(ours.p50)}, p99 ${milliseconds(ours.p99)}; ${perSecond(ours.rate, 1000)}`,
        beside: `raw client p50 ${milliseconds(least.p50)}, p99 ${milliseconds(least.p99)}; ${perSecond(least.rate, 1000)}`,
        reach: `p50 ≤ ${WANTED_P50_MS} ms`,
        reached: ours.p50 <= WANTED_P50_MS,
      })
    } catch (error) {
      report({
        what: `${subject.name}: write to committed item`,
        measured: `could not be measured: ${String(error)}`,
        beside: '',
        reach: `p50 ≤ ${WANTED_P50_MS} ms`,
        reached: false,
      })
    }
  }
}
