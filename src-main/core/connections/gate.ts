import { MAX_ATTEMPTS_AT_ONCE, MAX_POLLS_PER_HOST, MIN_POLL_SPACING_MS } from '@contract/index'
import type { Failure } from '@contract/index'
import type { Clock } from '../ports'
import { createHostRules } from './host-rules'

/** How many at once, and how far apart. Milliseconds where a name says so. */
export interface GateLimits {
  attemptsAtOnce: number
  pollsPerHost: number
  pollSpacingMs: number
}

const GATE_LIMITS: GateLimits = {
  attemptsAtOnce: MAX_ATTEMPTS_AT_ONCE,
  pollsPerHost: MAX_POLLS_PER_HOST,
  pollSpacingMs: MIN_POLL_SPACING_MS,
}

export interface GateRequest {
  /** `host:port`, see hostOf. */
  host: string
  style: 'stream' | 'document'
  /** Not failing before, or asked for by the user: goes first, and has one place kept free for it. */
  eager: boolean
  signal: AbortSignal
}

export type Admission =
  | {
      type: 'admitted'
      /** The attempt is over because the connection stands; a poll still counts against its host. Idempotent. */
      opened(): void
      /** The run is over. Idempotent. */
      left(): void
    }
  | { type: 'blocked'; until: number; error: Failure }
  | { type: 'cancelled' }

/** Decides who may try now: few at once over all channels, and politely towards each host. First come, first served. */
export interface Gate {
  enter(request: GateRequest): Promise<Admission>
  /** The host asked for quiet until then; whoever waits for it is turned away. The later of two wishes counts. */
  block(host: string, until: number, error: Failure): void
  /** The wall clock was set by so much. */
  shift(byMs: number): void
  /** Lets go of everyone who waits, and of the timer. */
  stop(): void
}

interface Waiting extends GateRequest {
  settle(admission: Admission): void
}

export function createGate(clock: Clock, limits: GateLimits = GATE_LIMITS): Gate {
  const hosts = createHostRules(clock, limits)
  let queue: Waiting[] = []
  let attempts = 0
  let stopTimer: (() => void) | null = null

  function admitAll(): void {
    stopTimer?.()
    stopTimer = null
    for (const eager of [true, false]) {
      // One place is kept for channels that are well: four dead hosts must not hold up the rest (scenario P18).
      const places = eager ? limits.attemptsAtOnce : Math.max(1, limits.attemptsAtOnce - 1)
      let index = 0
      while (attempts < places && index < queue.length) {
        const next = queue[index]
        if (next === undefined || next.eager !== eager || !mayGo(next)) index += 1
        else {
          queue.splice(index, 1)
          next.settle(admit(next))
        }
      }
    }
    const opensAt = hosts.nextOpening(queue.filter((one) => one.style === 'document').map((one) => one.host))
    if (opensAt !== null && attempts < limits.attemptsAtOnce) {
      stopTimer = clock.after(Math.max(1, opensAt - clock.now()), admitAll)
    }
  }

  function mayGo(request: GateRequest): boolean {
    return request.style === 'stream' || hosts.mayPoll(request.host)
  }

  function admit({ host, style }: GateRequest): Admission {
    attempts += 1
    if (style === 'document') hosts.began(host)
    let opened = false
    let left = false
    const openedOnce = () => {
      if (opened) return
      opened = true
      attempts -= 1
      admitAll()
    }
    return {
      type: 'admitted',
      opened: openedOnce,
      left() {
        if (left) return
        left = true
        if (style === 'document') hosts.ended(host)
        if (opened) admitAll()
        else openedOnce()
      },
    }
  }

  return {
    enter(request) {
      const block = hosts.blocked(request.host)
      if (block !== null) return Promise.resolve({ type: 'blocked', ...block })
      if (request.signal.aborted) return Promise.resolve({ type: 'cancelled' })
      return new Promise((resolve) => {
        const cancel = () => {
          queue = queue.filter((other) => other !== waiting)
          resolve({ type: 'cancelled' })
        }
        const waiting: Waiting = {
          ...request,
          settle(admission) {
            request.signal.removeEventListener('abort', cancel)
            resolve(admission)
          },
        }
        request.signal.addEventListener('abort', cancel, { once: true })
        queue.push(waiting)
        admitAll()
      })
    },
    block(host, until, error) {
      hosts.block(host, until, error)
      const block = hosts.blocked(host)
      if (block === null) return
      const turnedAway = queue.filter((one) => one.host === host)
      queue = queue.filter((one) => one.host !== host)
      for (const one of turnedAway) one.settle({ type: 'blocked', ...block })
    },
    shift: (byMs) => hosts.shift(byMs),
    stop() {
      stopTimer?.()
      stopTimer = null
      const left = queue
      queue = []
      for (const one of left) one.settle({ type: 'cancelled' })
    },
  }
}
