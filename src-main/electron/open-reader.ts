import type { ShellFacts } from '@contract/index'
import type { Log } from '../core/ports'
import { assembleReader } from '../node/assemble-reader'
import { installationToken } from '../node/commands/serve'
import { claimFolder } from '../node/folder-claim'
import { startServer } from '../node/server'
import type { OpenReader } from './desktop'
import type { SystemProxy } from './proxy'

/** Another shell has this data folder; `address` is where it shows itself. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken'
  constructor(readonly address: string) {
    super('Crier is already running on this data folder, in the browser.')
  }
}

/**
 * The reader of the desktop, on its data folder. It also answers the command line, over the same loopback door as
 * the browser shell but without its pages.
 * @throws FolderTaken, FolderBusy or StorageError, in the user's words
 */
export async function openReader(parts: {
  dataFolder: string
  shell: ShellFacts
  proxy: SystemProxy
  log: Log
}): Promise<OpenReader> {
  const { dataFolder, shell, proxy, log } = parts
  const claim = await claimFolder(dataFolder)
  if (!claim.held) throw new FolderTaken(`${claim.running.origin}/?token=${claim.running.token}`)
  try {
    const assembled = assembleReader({ folder: dataFolder, shell, log, dispatcherFor: proxy.dispatcherFor })
    const { reader, store } = assembled
    const token = installationToken(store)
    const server = await startServer({ reader, staticFolder: null, port: 0, token, log })
    claim.announce({ origin: server.origin, token })
    return {
      reader,
      store,
      async close() {
        try {
          await server.stop()
          await assembled.close()
        } finally {
          claim.release()
        }
      },
    }
  } catch (error) {
    claim.release()
    throw error
  }
}
