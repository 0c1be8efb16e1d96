import { join } from 'node:path'

/** Where the built parts of the program lie. All are absolute paths. */
export interface Places {
  /** The interface's files: what `app://crier/` serves. */
  interfaceFolder: string
  /** The preload script. */
  bridge: string
  /** Icons and other drawn things. */
  resources: string
}

/** From the folder of the running bundle, `out/main`. The same inside a packaged archive. */
export function placesFrom(bundleFolder: string): Places {
  return {
    interfaceFolder: join(bundleFolder, '../renderer'),
    bridge: join(bundleFolder, '../preload/bridge.cjs'),
    resources: join(bundleFolder, '../../resources'),
  }
}
