import type { Log, Store } from '../../src-main/core/ports'
import type { Reader } from '../../src-main/core/reader'
import { assembleReader, browserShellFacts } from '../../src-main/node/assemble-reader'

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The reader in this process, as the browser shell assembles it, without a door. */
export function composeReader(folder: string): { reader: Reader; store: Store; close(): Promise<void> } {
  return assembleReader({ folder, shell: browserShellFacts(folder), log: silentLog })
}
