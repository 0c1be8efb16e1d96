import { join } from 'node:path'
import { createParser } from 'eventsource-parser'
import { openStore } from '../../src-main/store/open-store'
import { addChannel, fill, inFolder } from './folders'
import { startPublisher, wait } from './processes'
import { composeReader, silentLog } from './reader'
import { perSecond, type Section } from './report'

const SUSTAINED_MS = 30_000
const RAW_MS = 5_000
const WANTED_SHARE = 0.6

/** What the wire alone gives: the library's parser, nothing stored. */
async function rawClient(port: number): Promise<number> {
  let events = 0
  const parser = createParser({ onEvent: () => (events += 1) })
  const abort = new AbortController()
  const response = await fetch(`http://127.0.0.1:${port}/flood`, { signal: abort.signal })
  const decoder = new TextDecoder()
  const started = performance.now()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }))
    if (performance.now() - started > RAW_MS) break
  }
  const elapsed = performance.now() - started
  abort.abort()
  return (events / elapsed) * 1000
}

/** One flooding channel: from the publisher's write to the committed item, thirty seconds on end. */
export const sseIngest: Section = async (report) => {
  const storeAlone = await inFolder(async (folder) => {
    const store = openStore(join(folder, 'crier.db'), { now: Date.now, log: silentLog })
    const channel = addChannel(store, 'http://127.0.0.1/', 'sse')
    const started = performance.now()
    const items = fill(store, channel, Infinity, SUSTAINED_MS)
    const elapsed = performance.now() - started
    store.close()
    return (items / elapsed) * 1000
  })
  const publisher = await startPublisher()
  const raw = await rawClient(publisher.port)
  const measured = await inFolder(async (folder) => {
    const { reader, store, close } = composeReader(folder)
    addChannel(store, `http://127.0.0.1:${publisher.port}/flood`, 'sse')
    reader.start()
    const started = performance.now()
    await wait(SUSTAINED_MS)
    const items = store.counts().all
    const elapsed = performance.now() - started
    await close()
    return (items / elapsed) * 1000
  })
  publisher.stop()
  const share = measured / storeAlone
  report({
    what: 'SSE events of about 600 bytes to committed items, one channel, 30 s',
    measured: `${perSecond(measured, 1000)}, ${(share * 100).toFixed(0)} % of the store alone`,
    beside: `store alone ${perSecond(storeAlone, 1000)}; raw client ${perSecond(raw, 1000)}`,
    reach: '≥ 60 % of the store alone',
    reached: share >= WANTED_SHARE,
  })
}
