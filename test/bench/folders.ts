import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_CHANNEL_SETTINGS, type TransportKind } from '@contract/index'
import type { ItemDraft, Store } from '../../src-main/core/ports'
import { decide } from '../../src-main/core/ingest/decide'
import { identify } from '../../src-main/core/ingest/identity'

/** Runs with a folder that is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function addChannel(store: Store, url: string, kind: TransportKind): number {
  const channel = { url, kind, userTitle: null, folder: null, settings: DEFAULT_CHANNEL_SETTINGS, demo: false }
  return store.addChannel({ ...channel, createdAt: Date.now() }).id
}

const FILLER =
  'The committee met in the old harbour office and agreed, after some argument about the tide tables, that the lamp on the north pier is to be lit an hour earlier from Monday. '

function draft(n: number, at: number): ItemDraft {
  return {
    guid: `stored-${n}`,
    title: `Harbour report ${n}`,
    link: `https://harbour.example/stored/${n}`,
    html: null,
    text: `${FILLER.repeat(2)}Report number ${n}.`,
    author: 'The harbour office',
    publishedAt: at,
    updatedAt: null,
    categories: [],
    media: [],
    image: null,
    priority: null,
    section: [],
    actions: [],
    idle: false,
    cut: false,
  }
}

/** Stores items in batches of 100, as a busy stream would; stops early when time is up. Answers how many. */
export function fill(store: Store, channelId: number, items: number, stopAfterMs = Infinity): number {
  const end = performance.now() + stopAfterMs
  let n = 0
  while (n < items && performance.now() < end) {
    const receivedAt = Date.now()
    const keyed = Array.from({ length: Math.min(100, items - n) }, () =>
      identify(draft((n += 1), receivedAt - (items === Infinity ? 0 : (items - n) * 1000)), {
        event: { type: null, id: String(n) },
        arrival: { how: 'push', receivedAt },
      }),
    )
    const known = store.known(
      channelId,
      keyed.map((one) => one.key),
    )
    store.apply({ channelId, intents: decide(keyed, known).intents, cursor: { lastEventId: String(n) } })
  }
  return n
}
