import { join } from 'node:path'
import { openStore } from '../../src-main/store/open-store'
import { launchBrowser } from './browser'
import { addChannel, fill, inFolder } from './folders'
import { startReader } from './processes'
import { silentLog } from './reader'
import { milliseconds, quantile, type Section } from './report'

const STORED = 100_000
const RUNS = 5

/** From starting the process to a list that answers the keyboard, with a hundred thousand items stored. */
export const start: Section = async (report) => {
  const browser = await launchBrowser()
  await inFolder(async (folder) => {
    const store = openStore(join(folder, 'crier.db'), { now: Date.now, log: silentLog })
    fill(store, addChannel(store, 'http://127.0.0.1:9/', 'sse'), STORED)
    store.close()
    const totals: number[] = []
    const listening: number[] = []
    for (let run = 0; run < RUNS; run++) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      const started = performance.now()
      const reader = await startReader(folder)
      listening.push(performance.now() - started)
      await page.goto(reader.address)
      await page.getByText('Harbour report').first().waitFor()
      await page.keyboard.press('j')
      await page.getByRole('article').waitFor()
      totals.push(performance.now() - started)
      await reader.stop()
      await page.close()
    }
    const median = quantile(totals, 0.5)
    report({
      what: 'start to interactive with 100,000 items stored (browser shell)',
      measured: `median ${milliseconds(median)} of ${RUNS}`,
      beside: `until the address is printed ${milliseconds(quantile(listening, 0.5))}`,
      reach: '≤ 1,500 ms',
      reached: median <= 1_500,
    })
  })
  await browser.close()
}
