import { TransportError, type Clock } from '../core/ports'

/** A run must end within 100 ms of its abort; so much of that a last word may take. */
export const FAREWELL_MS = 60

/** Says a last word to a server if that is possible at once. How it is taken does not matter any more. */
export async function farewell(clock: Clock, say: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const stop = new AbortController()
  const stopTimer = clock.after(FAREWELL_MS, () => stop.abort())
  try {
    await say(stop.signal)
  } catch (error) {
    if (!stop.signal.aborted && !(error instanceof TransportError)) throw error
  } finally {
    stopTimer()
    stop.abort()
  }
}
