import type { TransportIo } from '../core/ports'
import { abortable } from './abortable'
import type { News } from './talk'

/** What may wait while the store is busy before the line is held back. */
export const MAX_WAITING_NEWS = 2_000
export const MAX_WAITING_BYTES = 8 * 1024 * 1024

/** What came and is not stored yet: handed over in order, one batch at a time. */
export interface Intake {
  take(news: readonly News[]): void
  readonly isFull: boolean
  /** Resolves when all that was taken is stored. Rejects with what storing failed with, or the signal's reason. */
  settled(): Promise<void>
}

/** `roomAgain` is called whenever what waited was taken away, `failed` when storing failed. */
export function createIntake(
  io: TransportIo,
  signal: AbortSignal,
  { roomAgain, failed }: { roomAgain?(): void; failed(error: unknown): void },
): Intake {
  let waiting: News[] = []
  let waitingBytes = 0
  let storing: Promise<void> | null = null

  const store = async (): Promise<void> => {
    // Messages of one network chunk come in one go: storing begins after the last of them.
    await Promise.resolve()
    try {
      while (waiting.length > 0) {
        const batch = waiting
        waiting = []
        waitingBytes = 0
        roomAgain?.()
        await abortable(io.received(batch.map(({ event }) => event)), signal)
        for (const { stored } of batch) stored?.()
      }
    } finally {
      storing = null
    }
  }

  return {
    get isFull() {
      return waiting.length >= MAX_WAITING_NEWS || waitingBytes >= MAX_WAITING_BYTES
    },
    take(news) {
      if (news.length === 0) return
      for (const one of news) {
        waiting.push(one)
        waitingBytes += one.bytes
      }
      if (storing !== null) return
      storing = store()
      storing.catch(failed)
    },
    async settled() {
      // Whoever settles in the middle of a message has still to hand over what that message told.
      await Promise.resolve()
      while (storing !== null) await storing
    },
  }
}
