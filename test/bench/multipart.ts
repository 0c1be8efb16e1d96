import { PICTURE_LEASE_MS } from '@contract/index'
import { addChannel, inFolder } from './folders'
import { startPublisher, until, wait } from './processes'
import { composeReader } from './reader'
import type { Section } from './report'

const RATE = 30
const MEASURED_MS = 10_000
const WANTED_SHARE = 0.1

/** Processor time of this process over a while, as a share of one core. */
async function shareOfCore(milliseconds: number): Promise<number> {
  const before = process.cpuUsage()
  const started = performance.now()
  await wait(milliseconds)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (performance.now() - started)
}

/** What it costs to take the bytes and do nothing with them. */
async function rawShare(url: string): Promise<number> {
  const abort = new AbortController()
  const response = await fetch(url, { signal: abort.signal })
  const read = async (): Promise<void> => {
    for await (const _chunk of response.body ?? []);
  }
  // An aborted read is how it ends.
  read().catch(() => undefined)
  await wait(1_000)
  const share = await shareOfCore(MEASURED_MS)
  abort.abort()
  return share
}

interface Seen {
  share: number
  /** Pictures a second that came, and that were told to the interface. */
  came: number
  told: number
}

/** The whole reader with one camera that an interface watches. */
function readerShare(url: string): Promise<Seen> {
  return inFolder(async (folder) => {
    const { reader, store, close } = composeReader(folder)
    const channelId = addChannel(store, url, 'multipart')
    let told = 0
    let came = 0
    reader.onPush((push) => {
      if (push.name !== 'picture.arrived') return
      told += 1
      came = push.payload.came
    })
    reader.start()
    const watch = () => void reader.call('pictures.watch', { channelId })
    watch()
    const renewing = setInterval(watch, PICTURE_LEASE_MS / 2)
    await until('a picture came', () => told > 0)
    await wait(1_000)
    const before = { told, came }
    const share = await shareOfCore(MEASURED_MS)
    clearInterval(renewing)
    await close()
    const perSecond = (count: number): number => (count * 1000) / MEASURED_MS
    return { share, came: perSecond(came - before.came), told: perSecond(told - before.told) }
  })
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** A camera of 30 pictures a second, 100 KB each: what it costs while somebody watches it. */
export const multipart: Section = async (report) => {
  const publisher = await startPublisher()
  try {
    for (const [how, query] of [
      ['with Content-Length', ''],
      ['without Content-Length', '&uncounted'],
    ] as const) {
      const url = `http://127.0.0.1:${publisher.port}/camera?rate=${RATE}${query}`
      const raw = await rawShare(url)
      const { share, came, told } = await readerShare(url)
      report({
        what: `multipart ${how}, ${RATE} pictures/s of 100 KB, one watched channel`,
        measured: `${percent(share)} of one core; ${came.toFixed(0)}/s came, ${told.toFixed(1)}/s shown`,
        beside: `reading the bytes alone (fetch) ${percent(raw)}`,
        reach: `≤ ${percent(WANTED_SHARE)}`,
        reached: share <= WANTED_SHARE,
      })
    }
  } finally {
    publisher.stop()
  }
}
