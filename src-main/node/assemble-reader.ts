import { mkdirSync } from 'node:fs'
import type { ShellFacts } from '@contract/index'
import type { Log, Store } from '../core/ports'
import { createReader, type Reader } from '../core/reader'
import { createNewsroom } from '../newsroom'
import { openStore } from '../store/open-store'
import { databaseFile } from './data-folder'
import { createSystemClock } from './system-clock'
import { VERSION } from './version'
import { createWires, type WireOptions } from './wires'

export interface AssembledReader {
  reader: Reader
  store: Store
  /** Stops the reader and then closes what it stood on. */
  close(): Promise<void>
}

/**
 * The whole reader on a data folder, not started. Both shells and the command line build it here.
 * @throws StorageError when the folder cannot be used.
 */
export function assembleReader(parts: {
  folder: string
  shell: ShellFacts
  log: Log
  dispatcherFor?: WireOptions['dispatcherFor']
}): AssembledReader {
  const { folder, shell, log } = parts
  const clock = createSystemClock()
  const random = Math.random
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const store = openStore(databaseFile(folder), { now: () => clock.now(), log })
  const { close, ...wires } = createWires({
    clock,
    dispatcherFor: parts.dispatcherFor,
    receiver: {
      wishes: () => store.settings().receiver,
      kept: { get: (name) => store.getValue(name), set: (name, value) => store.setValue(name, value) },
      bug: (error) =>
        log.error('The receiver failed in an unexpected way', {
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      channels: () => store.channels().filter(({ kind }) => kind === 'webpush'),
    },
  })
  const reader = createReader({
    ...wires,
    store,
    newsroom: createNewsroom({ clock, random }),
    clock,
    random,
    log,
    shell,
  })
  return {
    reader,
    store,
    async close() {
      await reader.stop()
      await close()
      store.close()
    },
  }
}

/** What the plain-Node shell can do. */
export function browserShellFacts(folder: string): ShellFacts {
  return {
    kind: 'browser',
    version: VERSION,
    platform: process.platform,
    can: { tickerWindow: false, startAtLogin: false, tray: false },
    dataFolder: folder,
  }
}
