import type { Clock } from '../core/ports'

/** A stream is never called stalled before it was silent for this long. */
export const STALL_FLOOR_MS = 90_000
/** How much longer than its longest pause so far a stream may be silent. */
const PATIENCE = 3
/** A pause counts for at most this much, so that one long night does not make the watch blind. */
const MAX_COUNTED_PAUSE_MS = 60 * 60 * 1000

/** Watches an open stream for silence that is longer than its own rhythm allows. */
export interface Rhythm {
  /** Something came, be it a comment. */
  sign(): void
  /** While we are busy and do not listen, silence proves nothing. */
  busy(isBusy: boolean): void
  stop(): void
}

/** Calls `stalled` once, with the silence in milliseconds, when nothing came for longer than the rhythm allows. */
export function watchRhythm(clock: Clock, stalled: (silenceMs: number) => void, floorMs = STALL_FLOOR_MS): Rhythm {
  let last = clock.now()
  let longestPause = 0
  let busyNow = false
  let stopped = false
  const allowed = () => Math.max(floorMs, PATIENCE * longestPause)
  let stopTimer = clock.after(allowed(), check)

  function check(): void {
    if (stopped) return
    const silence = clock.now() - last
    if (!busyNow && silence >= allowed()) {
      stopped = true
      stalled(silence)
      return
    }
    // The clock of the wall may be set back; never wait longer than one whole allowance.
    stopTimer = clock.after(busyNow ? allowed() : Math.min(allowed(), allowed() - silence), check)
  }

  return {
    sign() {
      const now = clock.now()
      longestPause = Math.max(longestPause, Math.min(now - last, MAX_COUNTED_PAUSE_MS))
      last = now
    },
    busy(isBusy) {
      busyNow = isBusy
      last = clock.now()
    },
    stop() {
      stopped = true
      stopTimer()
    },
  }
}
