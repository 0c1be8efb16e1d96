import type { Clock } from '../core/ports'
import { createPace } from './long-poll/pace'
import { pause } from './pause'

/**
 * Asks a server that is meant to hold its answers, one question after another. Where it answers at once and says nothing,
 * again and again, the questions are spread, so that they never become a tight loop.
 *
 * @throws what asking failed with, or the signal's reason
 */
export function createHeldPolls<Answer>(
  clock: Clock,
  isEmpty: (answer: Answer) => boolean,
  ask: (signal: AbortSignal, sign: (bytes: number) => void) => Promise<Answer>,
): (signal: AbortSignal, sign: (bytes: number) => void) => Promise<Answer> {
  const pace = createPace(0)
  let waitMs = 0
  return async (signal, sign) => {
    if (waitMs > 0) await pause(clock, waitMs, signal)
    const askedAt = clock.now()
    const answer = await ask(signal, sign)
    waitMs = pace.next({ askedAt, answeredAt: clock.now(), brought: isEmpty(answer) ? 'empty' : 'progress' })
    return answer
  }
}
