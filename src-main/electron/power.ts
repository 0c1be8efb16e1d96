import type { Reader } from '../core/reader'
import type { Platform } from './platform'

/**
 * Sleep and wake reach the reader as `pause` and `resume`; the network as it is at the start and after each wake.
 * Changes in between are noticed by the page (`reader.network`), which is always there, hidden or not.
 * A locked screen changes nothing: items go on arriving. Returns its stop.
 */
export function watchPower(parts: {
  platform: Pick<Platform, 'powerMonitor' | 'net'>
  reader: Pick<Reader, 'pause' | 'resume' | 'network'>
  /** The system shuts down (Linux and macOS): there is a moment to end well. */
  shutdown(): void
}): () => void {
  const { powerMonitor, net } = parts.platform
  const slept = (): void => parts.reader.pause()
  const woke = (): void => {
    parts.reader.network(net.isOnline())
    parts.reader.resume()
  }
  const shutdown = (): void => parts.shutdown()

  powerMonitor.on('suspend', slept)
  powerMonitor.on('resume', woke)
  powerMonitor.on('shutdown', shutdown)
  parts.reader.network(net.isOnline())

  return () => {
    powerMonitor.off('suspend', slept)
    powerMonitor.off('resume', woke)
    powerMonitor.off('shutdown', shutdown)
  }
}
