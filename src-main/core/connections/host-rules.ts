import type { Failure } from '@contract/index'
import type { Clock } from '../ports'

interface HostState {
  polls: number
  lastBeganAt: number
}
interface Block {
  until: number
  error: Failure
}

/** What politeness towards one host allows: polls under way, the time between two, and quiet it asked for. */
export interface HostRules {
  mayPoll(host: string): boolean
  began(host: string): void
  ended(host: string): void
  /** The earliest moment one of these hosts may be polled only because time passes; null when none waits for time. */
  nextOpening(hosts: Iterable<string>): number | null
  block(host: string, until: number, error: Failure): void
  blocked(host: string): Block | null
  /** The wall clock was set: every remembered moment moves along. */
  shift(byMs: number): void
}

export function createHostRules(clock: Clock, limits: { pollsPerHost: number; pollSpacingMs: number }): HostRules {
  const states = new Map<string, HostState>()
  const blocks = new Map<string, Block>()

  /** When spacing allows the next poll. A clock that was set back does not lengthen the wait beyond the spacing. */
  function opensAt(state: HostState): number {
    const now = clock.now()
    return Math.min(state.lastBeganAt, now) + limits.pollSpacingMs
  }

  return {
    mayPoll(host) {
      const state = states.get(host)
      if (state === undefined) return true
      return state.polls < limits.pollsPerHost && opensAt(state) <= clock.now()
    },
    began(host) {
      const state = states.get(host) ?? { polls: 0, lastBeganAt: 0 }
      states.set(host, { polls: state.polls + 1, lastBeganAt: clock.now() })
    },
    ended(host) {
      const state = states.get(host)
      if (state !== undefined) state.polls = Math.max(0, state.polls - 1)
    },
    nextOpening(hosts) {
      let earliest: number | null = null
      for (const host of new Set(hosts)) {
        const state = states.get(host)
        // Full, or open already: then it is a place that is waited for, not time.
        if (state === undefined || state.polls >= limits.pollsPerHost || opensAt(state) <= clock.now()) continue
        earliest = Math.min(earliest ?? Infinity, opensAt(state))
      }
      return earliest
    },
    block(host, until, error) {
      if ((blocks.get(host)?.until ?? 0) < until) blocks.set(host, { until, error })
    },
    blocked(host) {
      const block = blocks.get(host)
      if (block !== undefined && block.until <= clock.now()) blocks.delete(host)
      return blocks.get(host) ?? null
    },
    shift(byMs) {
      for (const block of blocks.values()) block.until += byMs
      for (const state of states.values()) state.lastBeganAt += byMs
    },
  }
}
