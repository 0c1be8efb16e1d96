import { resolve } from 'node:path'
import { addressInLink } from './incoming-address'

export interface StartOptions {
  /** `--data DIR`: where everything is stored; null for the system's place. Absolute. */
  dataFolder: string | null
  /** `--hidden`: start in the tray. The login entry passes it. */
  hidden: boolean
  /** The first `crier:` or `feed:` link among the arguments, as an address to offer; null when there is none. */
  address: string | null
}

/**
 * Reads the arguments of this start, or of a second start handed over by the system. Everything unknown is ignored:
 * Electron and Chromium add switches of their own, and a second start's arguments may come from anyone.
 */
export function readCommandLine(argv: readonly string[], workingFolder: string): StartOptions {
  const options: StartOptions = { dataFolder: null, hidden: false, address: null }
  const words = argv.slice(1)
  for (const [place, word] of words.entries()) {
    if (word === '--hidden') options.hidden = true
    else if (word.startsWith('--data=') && word.length > '--data='.length) {
      options.dataFolder = resolve(workingFolder, word.slice('--data='.length))
    } else if (word === '--data') {
      const folder = words[place + 1]
      if (folder !== undefined && !folder.startsWith('-')) options.dataFolder = resolve(workingFolder, folder)
    } else options.address ??= addressInLink(word)
  }
  return options
}
