import { version } from '../../package.json'

/** How Crier names itself to publishers: program, version and where to read about it, so that they can reach us. */
export function userAgent(program = version): string {
  return `Crier/${program} (+https://github.com/crier-reader/crier; desktop feed reader)`
}
