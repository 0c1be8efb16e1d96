import type { Push } from '@contract/index'
import type { Clock, Detect, Log, Newsroom, Store, Transports } from '../../src-main/core/ports'
import { createReader, type Reader } from '../../src-main/core/reader'
import { createSystemClock } from '../../src-main/node/system-clock'
import { createWires } from '../../src-main/node/wires'
import { openStore } from '../../src-main/store/open-store'

export interface ComposedReader {
  reader: Reader
  store: Store
  pushes: Push[]
  /** Everything that was logged as a warning or an error. */
  complaints: string[]
  /** Stops the reader and closes the store, as a shell does at the end. */
  close(): Promise<void>
}

const nothingFound: Detect = async (address) => ({ address, candidates: [], steps: [], failure: null })
const noNewsroom: Newsroom = { start: async () => [], stop: async () => undefined }

/** The real core on the real store and the real wires, as the shells compose it. */
export function composeReader(
  file: string,
  parts: { newsroom?: Newsroom; transports?: Partial<Transports>; clock?: Clock; receiver?: true } = {},
): ComposedReader {
  const complaints: string[] = []
  const log: Log = {
    info: () => undefined,
    warn: (message, facts) => complaints.push(`${message} ${JSON.stringify(facts ?? {})}`),
    error: (message, facts) => complaints.push(`${message} ${JSON.stringify(facts ?? {})}`),
  }
  const clock = parts.clock ?? createSystemClock()
  const wires = createWires({
    clock,
    receiver: {
      wishes: () => store.settings().receiver,
      channels: () => store.channels().filter(({ kind }) => kind === 'webpush'),
    },
  })
  const store = openStore(file, { now: clock.now, log })
  const reader = createReader({
    store,
    ...(parts.receiver && { pushServices: wires.pushServices }),
    transports: { ...wires.transports, ...parts.transports },
    detect: nothingFound,
    actions: wires.actions,
    newsroom: parts.newsroom ?? noNewsroom,
    clock,
    // The shortest waits jitter allows, so that nothing waits on chance.
    random: () => 0,
    log,
    shell: {
      kind: 'browser',
      version: '0.0.0',
      platform: 'test',
      can: { tickerWindow: false, startAtLogin: false, tray: false },
      dataFolder: '',
    },
  })
  const pushes: Push[] = []
  reader.onPush((push) => pushes.push(push))
  return {
    reader,
    store,
    pushes,
    complaints,
    async close() {
      await reader.stop()
      await wires.close()
      store.close()
    },
  }
}
