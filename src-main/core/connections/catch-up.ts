import { CATCH_UP_MS, CATCH_UP_PAUSE_MS } from './homecoming'

/**
 * Tells the backlog of a reopened stream from its news: the backlog comes in one go, at once after opening.
 * It is over at the first pause, and in any case after CATCH_UP_MS: a busy stream must not count its news as recovered.
 */
export interface CatchUp {
  /** Whether what arrives at `now` still belongs to the backlog. */
  belongs(now: number): boolean
  /** What arrived has been stored; the time that took is not a pause. */
  stored(now: number): void
}

export function createCatchUp(openedAt: number): CatchUp {
  let quietSince: number | null = null
  let over = false
  return {
    belongs(now) {
      if (now - openedAt > CATCH_UP_MS || (quietSince !== null && now - quietSince > CATCH_UP_PAUSE_MS)) over = true
      return !over
    },
    stored(now) {
      quietSince = now
    },
  }
}
