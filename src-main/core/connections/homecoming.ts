import type { ChannelId } from '@contract/index'
import type { Clock } from '../ports'
import { createAlarm } from './alarm'

/** What a reopened stream hands over in this time after opening … */
export const CATCH_UP_MS = 2_000
/** … without a pause as long as this, is its backlog: what we missed. */
export const CATCH_UP_PAUSE_MS = 250
/** A shorter gap is not worth a word. */
export const GAP_WORTH_SAYING_MS = 5_000
/** After a sleep we do not wait longer than this for the last publisher before saying what came back. */
const LONGEST_GATHERING_MS = 10_000

/** "Back. 14 missed, 14 recovered": said once for all channels that come back together. */
export interface Homecoming {
  /** These were live before the gap and are being reopened. */
  expect(ids: readonly ChannelId[]): void
  /** It stands again. `resumes`: it was given a cursor, so the publisher sends what was missed. */
  reopened(id: ChannelId, resumes: boolean): void
  /** New items of its backlog. */
  recovered(id: ChannelId, count: number): void
  /** It is not coming back: removed or paused. */
  leave(id: ChannelId): void
  stop(): void
}

export function createHomecoming(
  clock: Clock,
  say: (fact: { missed: number; recovered: number; mayBeLost: ChannelId[] }) => void,
): Homecoming {
  const alarm = createAlarm(clock)
  const expected = new Set<ChannelId>()
  const back = new Map<ChannelId, { resumes: boolean; recovered: number }>()
  let begunAt = 0

  function finish(): void {
    // With a cursor the publisher sends exactly what came after it, so missed is what was recovered.
    let recovered = 0
    const mayBeLost: ChannelId[] = []
    for (const [id, one] of back) {
      if (one.resumes) recovered += one.recovered
      else mayBeLost.push(id)
    }
    expected.clear()
    back.clear()
    if (recovered > 0 || mayBeLost.length > 0) say({ missed: recovered, recovered, mayBeLost })
  }

  function wait(): void {
    if (back.size === 0) return alarm.clear()
    const now = clock.now()
    const atLeast = now + CATCH_UP_MS
    alarm.set(expected.size === 0 ? atLeast : Math.max(atLeast, begunAt + LONGEST_GATHERING_MS), finish)
  }

  return {
    expect(ids) {
      if (expected.size === 0 && back.size === 0) begunAt = clock.now()
      for (const id of ids) expected.add(id)
    },
    reopened(id, resumes) {
      if (expected.size === 0 && back.size === 0) begunAt = clock.now()
      expected.delete(id)
      back.set(id, { resumes, recovered: back.get(id)?.recovered ?? 0 })
      wait()
    },
    recovered(id, count) {
      const one = back.get(id)
      if (one !== undefined) one.recovered += count
    },
    leave(id) {
      const known = expected.delete(id) || back.delete(id)
      if (known) wait()
    },
    stop() {
      alarm.clear()
      expected.clear()
      back.clear()
    },
  }
}
