import type { ChannelId, ConnectionState } from '@contract/index'
import type { ChannelRecord } from '../ports'
import { createAlarm } from './alarm'
import { watchPulse } from './clock-jumps'
import { createGate } from './gate'
import { createHomecoming } from './homecoming'
import { createSpread } from './spread'
import type { SupervisorPorts } from './supervisor-ports'
import { createWatch } from './watch'
import type { Surroundings, Watch } from './watch'

export type { SupervisorPorts } from './supervisor-ports'

/** Keeps every channel connected as it should be. The only place that retries. */
export interface Supervisor {
  /** Starts a channel, or compares what is wanted with what runs: call it after every change of channel or interval. */
  watch(record: ChannelRecord): void
  /** Ends it without a trace; the channel is being removed. */
  forget(id: ChannelId): void
  /** What it is doing now; `offline` for one that is not watched. */
  state(id: ChannelId): ConnectionState
  /** `until` 0 or null: until resumed. */
  pause(id: ChannelId, until: number | null): void
  resume(id: ChannelId): void
  /**
   * The user asks now; null: for every channel. Streams that wait reconnect, also ended ones; polls run, at most once
   * a minute each. Nothing happens while the server wants quiet (Retry-After), when paused, or offline.
   */
  refresh(id: ChannelId | null): void
  /** The publisher says there is news of a polled document: it is asked as soon as manners allow, also when not due. */
  nudge(id: ChannelId): void
  /** Until that moment; 0: until resumed. */
  pauseAll(until: number): void
  resumeAll(): void
  /** The machine goes to sleep: everything is closed, cursors are kept. */
  sleep(): void
  /** The machine woke: streams reconnect within a second, due polls follow with a spread. */
  wake(): void
  /** The network went or came. Publishers on this machine do not need it. */
  network(online: boolean): void
  /** Resolves when every run has ended and no timer is left. Nothing can be watched afterwards. */
  stop(): Promise<void>
}

export function createSupervisor(ports: SupervisorPorts): Supervisor {
  const { clock, log } = ports
  const watches = new Map<ChannelId, Watch>()
  /** Forgotten, but still ending. */
  const leaving = new Set<Promise<void>>()
  const gate = createGate(clock, ports.limits)
  const homecoming = createHomecoming(clock, (fact) => ports.back(fact))
  const pauseEnd = createAlarm(clock)
  let pausedUntil: number | null = null
  let sleepingSince: number | null = null
  let online = true
  let stopPulse: (() => void) | null = null
  let stopped = false

  const surroundings: Surroundings = {
    ports,
    gate,
    spread: createSpread(clock),
    homecoming,
    pausedUntil: () => pausedUntil,
    asleep: () => sleepingSince !== null,
    online: () => online,
  }

  function forAll(act: (watch: Watch) => void): void {
    for (const watch of [...watches.values()]) act(watch)
  }

  function comeBack(slept: boolean, awayMs: number): void {
    forAll((watch) => watch.wake(slept, awayMs))
    homecoming.expect([...watches].filter(([, watch]) => watch.missing()).map(([id]) => id))
  }

  function resumeAll(): void {
    pausedUntil = null
    pauseEnd.clear()
    forAll((watch) => {
      if (watch.state().status === 'paused') watch.settle('together')
    })
  }

  function takePulse(): void {
    stopPulse?.()
    stopPulse = watchPulse(clock, () => forAll((watch) => watch.beat()), jumped)
  }

  function jumped(byMs: number): void {
    log.info('The clock jumped', { byMs })
    if (sleepingSince !== null) return
    if (byMs > 0) comeBack(true, byMs)
    else shift(byMs)
  }

  function shift(byMs: number): void {
    gate.shift(byMs)
    forAll((watch) => watch.shift(byMs))
  }

  return {
    watch(record) {
      if (stopped) return
      const known = watches.get(record.id)
      if (known !== undefined) return known.update(record)
      if (stopPulse === null) takePulse()
      const watch = createWatch(record, surroundings)
      watches.set(record.id, watch)
      watch.settle('together')
    },
    forget(id) {
      const watch = watches.get(id)
      if (watch === undefined) return
      watches.delete(id)
      const gone = watch.stop().finally(() => leaving.delete(gone))
      leaving.add(gone)
      if (watches.size === 0) {
        stopPulse?.()
        stopPulse = null
      }
    },
    state: (id) => watches.get(id)?.state() ?? { status: 'offline', since: clock.now() },
    pause: (id, until) => watches.get(id)?.pause(until ?? 0),
    resume: (id) => watches.get(id)?.resume(),
    refresh(id) {
      if (id === null) forAll((watch) => watch.refresh())
      else watches.get(id)?.refresh()
    },
    nudge: (id) => watches.get(id)?.nudge(),
    pauseAll(until) {
      pausedUntil = until
      if (until === 0) pauseEnd.clear()
      else pauseEnd.set(until, resumeAll)
      forAll((watch) => watch.yieldTo())
    },
    resumeAll,
    sleep() {
      if (sleepingSince !== null || stopped) return
      sleepingSince = clock.now()
      forAll((watch) => watch.yieldTo())
    },
    wake() {
      const awayMs = sleepingSince === null ? 0 : clock.now() - sleepingSince
      if (awayMs < 0) shift(awayMs)
      sleepingSince = null
      // The sleep has been dealt with: the pulse must not discover it again.
      if (stopPulse !== null) takePulse()
      comeBack(true, Math.max(0, awayMs))
    },
    network(isOnline) {
      online = isOnline
      if (isOnline) comeBack(false, 0)
      else forAll((watch) => watch.yieldTo())
    },
    async stop() {
      stopped = true
      stopPulse?.()
      stopPulse = null
      pauseEnd.clear()
      const ending = [...watches.values()].map((watch) => watch.stop())
      gate.stop()
      homecoming.stop()
      await Promise.all([...ending, ...leaving])
      watches.clear()
      // The last runs gave back their places; nothing may be admitted or timed after them.
      gate.stop()
      homecoming.stop()
    },
  }
}
