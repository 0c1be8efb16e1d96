import { join } from 'node:path'
import { openStore } from '../../src-main/store/open-store'
import { launchBrowser } from './browser'
import { addChannel, fill, inFolder } from './folders'
import { startPublisher, startReader, until, wait } from './processes'
import { silentLog } from './reader'
import { milliseconds, quantile, type Section } from './report'

const LISTED = 10_000
const RATE = 50
const EVENTS = 1_000
const WARM_UP_EVENTS = 100

/** In the page: the moment each stamped headline was first on the screen, and the length of frames meanwhile. */
function watchHeadlines(): void {
  const delays: number[] = []
  const frames: number[] = []
  const seen = new Set<string>()
  const now = () => performance.timeOrigin + performance.now()
  const look = (): void => {
    const fresh: number[] = []
    for (const match of (document.body.textContent ?? '').matchAll(/report (\d+) written (\d+\.\d{3})/g)) {
      if (seen.has(match[1]!)) continue
      seen.add(match[1]!)
      fresh.push(Number(match[2]))
    }
    if (fresh.length === 0) return
    // After the next frame has been handed to the compositor: a task queued from within the frame runs behind it.
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => {
        const painted = now()
        for (const written of fresh) delays.push(painted - written)
      }
      channel.port2.postMessage(null)
    })
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
  let last = performance.now()
  const frame = (at: number): void => {
    frames.push(at - last)
    last = at
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  Object.assign(window, { benchDelays: delays, benchFrames: frames })
}

/** From the publisher's write to the pixel, while a list of ten thousand is open. */
export const paint: Section = async (report) => {
  const publisher = await startPublisher()
  const browser = await launchBrowser()
  await inFolder(async (folder) => {
    const store = openStore(join(folder, 'crier.db'), { now: Date.now, log: silentLog })
    fill(store, addChannel(store, 'http://127.0.0.1:9/', 'sse'), LISTED)
    store.saveSettings({ ...store.settings(), ticker: { ...store.settings().ticker, strip: false } })
    store.close()
    const reader = await startReader(folder)
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(reader.address)
    await page.getByText('Harbour report').first().waitFor()
    await page.evaluate(watchHeadlines)
    await reader.call('channels.add', { url: `http://127.0.0.1:${publisher.port}/steady?rate=${RATE}`, kind: 'sse' })
    const read = () =>
      page.evaluate(() => {
        const bench = window as unknown as { benchDelays: number[]; benchFrames: number[] }
        return { delays: bench.benchDelays, frames: bench.benchFrames }
      })
    await until('headlines painted', async () => (await read()).delays.length >= EVENTS + WARM_UP_EVENTS).catch(() =>
      wait(0),
    )
    const { delays, frames } = await read()
    const counted = delays.slice(WARM_UP_EVENTS)
    await reader.stop()
    const [p50, p99] = [quantile(counted, 0.5), quantile(counted, 0.99)]
    report({
      what: `publisher's write to painted, ${RATE} events/s into a list of ${LISTED.toLocaleString('en')}`,
      measured: `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)} (${counted.length} headlines)`,
      beside: `one frame ${milliseconds(quantile(frames, 0.5))}`,
      reach: 'p50 ≤ 25 ms, p99 ≤ 80 ms',
      reached: counted.length >= EVENTS && p50 <= 25 && p99 <= 80,
    })
  })
  await browser.close()
  publisher.stop()
}
