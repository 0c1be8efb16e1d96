import type { Clock, Log } from '../core/ports'
import type { Platform } from './platform'

/** A connection that will not close must not keep the program from ending. */
export const QUIT_TIMEOUT_MS = 5_000

export interface Lifecycle {
  /** Whether the program is on its way out. */
  quitting(): boolean
  /** What to stop at the end, once each, in the reverse order of being added. */
  atEnd(stop: () => void | Promise<void>): void
}

/**
 * Staying and going. Closing windows does not end the program, quitting does, and everything is stopped exactly once
 * whichever way it began: menu, tray, the system shutting down.
 */
export function watchLifecycle(app: Platform['app'], clock: Clock, log: Log): Lifecycle {
  const ends: (() => void | Promise<void>)[] = []
  let phase: 'running' | 'quitting' | 'stopping' | 'stopped' = 'running'

  const stopAll = async (): Promise<void> => {
    for (const stop of ends.toReversed()) {
      try {
        await stop()
      } catch (error) {
        log.error('Something did not stop well', { error: String(error) })
      }
    }
  }

  // Listening at all is what keeps Electron from quitting: the tray remains.
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', () => {
    if (phase === 'running') phase = 'quitting'
  })
  app.on('will-quit', (event) => {
    if (phase === 'stopped') return
    event.preventDefault()
    if (phase === 'stopping') return
    phase = 'stopping'
    let stopTimer: () => void = () => undefined
    const timeout = new Promise<'late'>((resolve) => {
      stopTimer = clock.after(QUIT_TIMEOUT_MS, () => resolve('late'))
    })
    void Promise.race([stopAll(), timeout]).then((end) => {
      stopTimer()
      if (end === 'late') log.error('Quitting took too long and was cut short', { afterMs: QUIT_TIMEOUT_MS })
      phase = 'stopped'
      app.quit()
    })
  })

  return {
    quitting: () => phase !== 'running',
    atEnd(stop) {
      ends.push(stop)
    },
  }
}
