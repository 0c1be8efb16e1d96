import { DEMO_POLL_MINUTES, MIN_POLL_MINUTES, type ConnectionState } from '@contract/index'
import type { ChannelRecord, ConnectionMemory } from '../ports'
import { StorageError } from '../ports'
import { createAlarm } from './alarm'
import { attempt } from './attempt'
import { beginAt } from './begin-at'
import type { Why } from './begin-at'
import { createCatchUp } from './catch-up'
import { plausible } from './clock-jumps'
import type { Gate } from './gate'
import { GAP_WORTH_SAYING_MS } from './homecoming'
import type { Homecoming } from './homecoming'
import { hostOf, needsNetwork } from './host'
import { connectionIdentity } from './identity'
import type { Outcome } from './outcome'
import { beforeLastFailure, planAt, speaksForHost } from './plan'
import { planDocument } from './plan-document'
import { planStream } from './plan-stream'
import { nextPollAt, userIntervalMs } from './poll-schedule'
import { followedSchedule, furthestMs } from './publisher-windows'
import type { Spread } from './spread'
import type { SupervisorPorts } from './supervisor-ports'
import { createTallyBook } from './tally-book'
import { hostAsksForQuiet } from './words'

/** Channels of a host that asked for quiet come back over this long, not in one moment. */
const AFTER_QUIET_SPREAD_MS = 10_000
/** Feeds that are pushed are asked this often. */
const SAFETY_POLL_MINUTES = 12 * 60
/** After a bug of our own. */
const AFTER_BUG_MS = 5 * 60_000

/** What holds for all channels, and what they share. */
export interface Surroundings {
  ports: SupervisorPorts
  gate: Gate
  spread: Spread
  homecoming: Homecoming
  /** Everything is paused until then (0: until resumed); null: runs. */
  pausedUntil(): number | null
  asleep(): boolean
  online(): boolean
}

/** One channel under supervision: at most one run, at most one timer, and the state shown. */
export interface Watch {
  state(): ConnectionState
  /** The channel as stored now: reconnects when what makes the connection changed, re-plans when the interval did. */
  update(record: ChannelRecord): void
  /** Looks at what holds now and does it. */
  settle(why: Why): void
  /** Something was forbidden (a pause, no network): lets go when that means this channel, else changes nothing. */
  yieldTo(): void
  refresh(): void
  /** The publisher says there is news: a polled document is asked as soon as manners allow. */
  nudge(): void
  /** `until` 0: until resumed. */
  pause(until: number): void
  resume(): void
  /** The machine woke, or the network came. `slept`: open connections are dead; it was away for `awayMs`. */
  wake(slept: boolean, awayMs: number): void
  /** It was live, is not, and will say what it missed when it is back. */
  missing(): boolean
  /** The wall clock was set back: every plan keeps its distance. */
  shift(byMs: number): void
  /** Now and then: writes down what was counted. */
  beat(): void
  /** Resolves when its run has ended. */
  stop(): Promise<void>
}

type Held = Extract<ConnectionState, { status: 'paused' | 'offline' | 'ended' | 'needsYou' }>

// One file although it is long: these functions share the state of one channel, and apart they would share it openly.
export function createWatch(first: ChannelRecord, around: Surroundings): Watch {
  const { ports, gate, spread, homecoming } = around
  const { clock, random, log } = ports
  const { id } = first
  const alarm = createAlarm(clock)
  const tally = createTallyBook(clock, (counted) => guarded('count', () => ports.count(id, counted)))

  let identity = connectionIdentity(first)
  let url = first.url
  let transport = ports.transports[first.kind]
  let minutes = pollMinutes(first)
  let memory: ConnectionMemory = plausible(first.memory, clock.now(), longestWaitMs(first))
  let state: ConnectionState = { status: 'connecting', since: clock.now(), attempt: 1 }
  let run: AbortController | null = null
  /** Resolves when the last run has let go; the next one waits for it, so that it reads the newest cursor. */
  let ending: Promise<void> = Promise.resolve()
  let plannedAt: number | null = null
  let everLive = false
  /** Since when a stream that was live is not; `troubled` when that was not the publisher's own orderly close. */
  let gap: { since: number; troubled: boolean } | null = null
  /** The last good poll, to plan anew when the interval changes. */
  let lastPoll: { at: number; waitAtLeastMs: number; conditional: boolean | undefined } | null = null
  let stopped = false
  /** News was announced while it was being asked: the answer may be older than that. */
  let nudged = false

  // A publisher that resumes tells at our first connection what it sent while we were not running.
  if (transport.style === 'stream' && resumesFrom(first)) gap = { since: Number.NEGATIVE_INFINITY, troubled: true }

  const notBefore = memory.trouble?.notBefore ?? 0
  if (memory.trouble && notBefore > clock.now() && speaksForHost({ failure: memory.trouble.error })) {
    gate.block(hostOf(url), notBefore, memory.trouble.error)
  }

  function resumesFrom({ memory: { cursor } }: ChannelRecord): boolean {
    return transport.resumes?.(cursor) ?? cursor !== null
  }

  function pollMinutes(record: ChannelRecord): number {
    const wished = record.settings.pollMinutes ?? ports.generalPollMinutes()
    // News comes by itself: asking is only there to notice when it does not.
    return ports.isPushed?.(id) === true ? Math.max(wished, SAFETY_POLL_MINUTES) : wished
  }

  function longestWaitMs(record: ChannelRecord): number {
    const followed = followedSchedule(record)
    const ownMs = userIntervalMs({ pollMinutes: minutes })
    return followed === null ? ownMs : Math.max(ownMs, furthestMs(followed.windows))
  }

  /** A full disk must not stop the supervision: what could not be written is known in memory until it can. */
  function guarded(what: string, write: () => void): void {
    try {
      write()
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      log.warn('Could not be stored', { what, channel: id, reason: error.reason })
    }
  }

  function patch(change: Partial<ConnectionMemory>): void {
    memory = { ...memory, ...change }
    guarded('remember', () => ports.remember(id, change))
  }

  function show(next: ConnectionState): void {
    state = next
    ports.onState(id, next)
  }

  /** Why nothing may run now. The gravest reason is the one shown. */
  function held(): Held | null {
    const now = clock.now()
    if (memory.final !== null) return memory.final
    for (const until of [memory.pausedUntil, around.pausedUntil()]) {
      if (until !== null && (until === 0 || until > now)) {
        return { status: 'paused', since: now, until: until === 0 ? null : until }
      }
    }
    if (around.asleep() || (!around.online() && needsNetwork(url))) return { status: 'offline', since: now }
    return null
  }

  function hold(reason: Held): void {
    const away = reason.status === 'offline'
    letGo(away ? clock.now() : null)
    if (!away) forgetGap()
    plan(null)
    const same = state.status === reason.status && (reason.status !== 'paused' || sameUntil(state, reason))
    if (!same) show(reason)
    if (reason.status === 'paused' && reason.until !== null) alarm.set(reason.until, () => settle('together'))
  }

  /** Ends the run under way, if any. `lostAt`: a live stream is missed from then on; null: nobody misses it. */
  function letGo(lostAt: number | null): void {
    if (run === null) return
    if (lostAt !== null && state.status === 'live') gap = { since: lostAt, troubled: true }
    run.abort()
    run = null
    tally.write()
  }

  function forgetGap(): void {
    gap = null
    homecoming.leave(id)
  }

  function plan(at: number | null): void {
    plannedAt = at
    if (at === null) alarm.clear()
    else alarm.set(at, begin)
  }

  function settle(why: Why): void {
    if (stopped) return
    if (memory.pausedUntil !== null && memory.pausedUntil !== 0 && memory.pausedUntil <= clock.now()) {
      patch({ pausedUntil: null })
    }
    const reason = held()
    if (reason !== null) return hold(reason)
    if (run !== null) return
    const now = clock.now()
    const at = beginAt({ style: transport.style, why, memory, plannedAt, now, random, spread })
    if (at <= now) return begin()
    const isShown = plannedAt === at && momentShown(state) === at
    plan(at)
    if (!isShown) show(expecting(at))
  }

  /** What is shown until `at`. */
  function expecting(at: number): ConnectionState {
    const since = clock.now()
    const { trouble } = memory
    const attemptNumber = Math.max(1, memory.failures)
    if (trouble && (transport.style === 'document' || (trouble.notBefore ?? 0) > since)) {
      return { status: 'waiting', since, retryAt: at, attempt: attemptNumber, error: trouble.error }
    }
    if (transport.style === 'document') return { status: 'polled', since, nextAt: at }
    return { status: 'connecting', since, attempt: memory.failures + 1 }
  }

  function begin(byHand = false): void {
    if (stopped || run !== null) return
    const reason = held()
    if (reason !== null) return hold(reason)
    plan(null)
    const current = new AbortController()
    run = current
    show({ status: 'connecting', since: clock.now(), attempt: memory.failures + 1 })
    ending = go(current, ending, byHand).catch((error: unknown) => {
      // A bug in the reader itself: this channel waits, the others go on.
      log.error('Supervision failed', { channel: id, error: String(error) })
      if (run === current) run = null
      if (!stopped && run === null) plan(clock.now() + AFTER_BUG_MS)
    })
  }

  async function go(current: AbortController, before: Promise<void>, byHand: boolean): Promise<void> {
    await before
    const { signal } = current
    const host = hostOf(url)
    const eager = byHand || memory.failures === 0
    const admission = await gate.enter({ host, style: transport.style, eager, signal })
    if (admission.type === 'cancelled') return
    if (admission.type === 'blocked') {
      if (run !== current) return
      run = null
      const at = admission.until + Math.floor(random() * AFTER_QUIET_SPREAD_MS)
      if (transport.style === 'document') patch({ dueAt: at })
      plan(at)
      const error = hostAsksForQuiet(admission.error)
      return show({ status: 'waiting', since: clock.now(), retryAt: at, attempt: Math.max(1, memory.failures), error })
    }
    try {
      // Read now, not when it was planned: the cursor and the address may have changed since.
      const record = ports.channel(id)
      if (signal.aborted || record === null) return
      patch({ lastAttemptAt: clock.now() })
      const outcome = await listen(record, signal, admission.opened)
      if (run !== current) return
      run = null
      conclude(outcome, byHand)
    } finally {
      admission.left()
    }
  }

  function listen(record: ChannelRecord, signal: AbortSignal, admitted: () => void): Promise<Outcome> {
    const wire = transport
    const isStream = wire.style === 'stream'
    const resumes = resumesFrom(record)
    let backlog: ReturnType<typeof createCatchUp> | null = null

    return attempt(wire, record, {
      clock,
      signal,
      opened() {
        admitted()
        if (!isStream) return
        const now = clock.now()
        if (everLive) tally.add({ reconnects: 1 })
        everLive = true
        backlog = resumes ? createCatchUp(now) : null
        if (isWorthSaying(now)) homecoming.reopened(id, resumes)
        gap = null
        show({ status: 'live', since: now })
        // Rare and worth seeing at once, unlike bytes.
        tally.write()
      },
      async received(events) {
        const caught = backlog?.belongs(clock.now()) ?? false
        const result = await ports.received(id, events, wire)
        backlog?.stored(clock.now())
        if (caught && result.stored > 0) {
          tally.add({ recovered: result.stored })
          tally.write()
          homecoming.recovered(id, result.stored)
        }
        // The first word of a stream is the proof that it works: back-off starts afresh.
        if (isStream && events.length > 0 && memory.failures > 0 && !signal.aborted) patch({ failures: 0 })
        return result
      },
      dropped(count, why) {
        tally.add({ dropped: count })
        // Losses are rare and must be seen at once.
        tally.write()
        log.warn('Left out', { channel: id, count, kind: why.kind, why: why.message })
      },
      heard: (bytes) => tally.add({ bytes }),
      ...(ports.frame !== undefined && { frame: (frame) => ports.frame?.(id, frame) }),
      picture: (picture) => ports.picture?.(id, picture),
      bug: (error) => log.error('A transport failed in an unexpected way', { channel: id, error: stackOf(error) }),
    })
  }

  function isWorthSaying(now: number): boolean {
    return gap !== null && gap.troubled && now - gap.since >= GAP_WORTH_SAYING_MS
  }

  function conclude(outcome: Outcome, byHand: boolean): void {
    const now = clock.now()
    const situation = { memory: byHand ? beforeLastFailure(memory) : memory, now, random }
    const record = ports.channel(id)
    if (record === null) return
    if (transport.style === 'document') {
      const unchanged = outcome.how === 'ended' && (outcome.end.how === 'unchanged' || outcome.stored === 0)
      tally.add({ polls: 1, ...(unchanged && { pollsUnchanged: 1 }) })
    } else if (outcome.openedAt !== null) gap = { since: now, troubled: outcome.how === 'failed' }
    else if (gap !== null) gap.troubled = true
    tally.write()

    if (outcome.how === 'ended') {
      const { waitAtLeastMs, conditional, movedTo } = outcome.end
      lastPoll = { at: now, waitAtLeastMs, conditional }
      if (movedTo !== undefined && movedTo !== url) {
        // Known here first, so that hearing of it through `update` is no reason to ask again.
        const before = { url, identity }
        url = movedTo
        identity = connectionIdentity({ ...record, url })
        if (!ports.moved(id, movedTo)) ({ url, identity } = before)
      }
    }
    const next =
      transport.style === 'stream' ? planStream(outcome, situation) : planDocument(outcome, situation, wishes(record))
    const cursor = outcome.how === 'ended' ? outcome.end.cursor : undefined
    patch({ ...next.memory, ...(cursor !== undefined && { cursor }) })
    if (next.blockHostUntil !== null && next.state.status === 'waiting') {
      gate.block(hostOf(url), next.blockHostUntil, next.state.error)
    }
    if (memory.final !== null) forgetGap()
    // What happened on the way (a pause, a removal) comes before the plan.
    const reason = memory.final === null ? held() : null
    if (reason !== null) return hold(reason)
    plan(planAt(next))
    show(next.state)
    if (nudged) watch.nudge()
  }

  function wishes(record: ChannelRecord) {
    const chosen = record.settings.pollMinutes !== null
    // The demo's publisher is our own, on this machine: it is asked often, so that polling can be seen at all.
    const leastMinutes = record.demo ? DEMO_POLL_MINUTES : MIN_POLL_MINUTES
    const { schedule } = record.publisher
    return { pollMinutes: pollMinutes(record), leastMinutes, chosen, schedule, followed: followedSchedule(record) }
  }

  function planAnew(record: ChannelRecord): void {
    if (transport.style !== 'document' || state.status !== 'polled') return
    const now = clock.now()
    const { lastChangeAt, dueAt } = memory
    const at = lastPoll?.at ?? memory.lastAttemptAt
    if (at === null || dueAt === null) return
    const { waitAtLeastMs = 0, conditional } = lastPoll ?? {}
    const wished = nextPollAt({ ...wishes(record), waitAtLeastMs, conditional, lastChangeAt }, at, random)
    if (wished === null) return
    // After a restart the server's last wish is known only as the moment it led to: that is not undercut.
    const due = lastPoll === null ? Math.max(dueAt, wished) : wished
    // A shorter general interval makes many feeds due in one moment.
    const next = due > now ? due : now + spread.next()
    patch({ dueAt: next })
    plan(next)
    show({ ...state, nextAt: next })
  }

  const watch: Watch = {
    state: () => state,
    update(record) {
      const wanted = connectionIdentity(record)
      const wantedMinutes = pollMinutes(record)
      const isOther = wanted !== identity
      const sameInterval = wantedMinutes === minutes
      minutes = wantedMinutes
      if (!isOther) return sameInterval ? undefined : planAnew(record)
      const otherAddress = record.url !== url || ports.transports[record.kind] !== transport
      identity = wanted
      url = record.url
      transport = ports.transports[record.kind]
      letGo(null)
      forgetGap()
      plan(null)
      lastPoll = null
      everLive = false
      patch({
        final: null,
        failures: 0,
        dueAt: null,
        lastAttemptAt: null,
        // What one publisher said about resuming and waiting means nothing to another.
        ...(otherAddress && { cursor: null, lastChangeAt: null, trouble: null }),
      })
      settle('user')
    },
    settle,
    yieldTo() {
      const reason = stopped ? null : held()
      if (reason !== null) hold(reason)
    },
    refresh() {
      if (stopped || run !== null) return
      const wasFinal = memory.final !== null
      if (wasFinal) patch({ final: null, failures: 0, trouble: null })
      const now = clock.now()
      const soonest = beginAt({ style: transport.style, why: 'user', memory, plannedAt, now, random, spread })
      if (held() === null && soonest <= now) begin(true)
      else if (wasFinal) settle('user')
    },
    nudge() {
      nudged = run !== null
      if (stopped || nudged || transport.style !== 'document' || memory.final !== null) return
      const at = beginAt({ style: 'document', why: 'user', memory, plannedAt, now: clock.now(), random, spread })
      if (memory.dueAt !== null && memory.dueAt <= at) return
      patch({ dueAt: at })
      settle('alone')
    },
    pause(until) {
      patch({ pausedUntil: until })
      settle('alone')
    },
    resume() {
      patch({ pausedUntil: null })
      settle('alone')
    },
    wake(slept, awayMs) {
      if (transport.style === 'stream' && memory.final === null) {
        if (slept) letGo(clock.now() - awayMs)
        // What failed before was the way, not the publisher: the first attempts on the new one come quickly.
        if (run === null && memory.failures > 0) patch({ failures: 0 })
      }
      if (run === null) settle('wake')
    },
    missing: () => isWorthSaying(clock.now()) && held() === null,
    shift(byMs) {
      const moved = <T extends number | null>(at: T) => (at === null ? at : at + byMs) as T
      const { dueAt, lastAttemptAt, lastChangeAt, trouble } = memory
      patch({
        dueAt: moved(dueAt),
        lastAttemptAt: moved(lastAttemptAt),
        lastChangeAt: moved(lastChangeAt),
        ...(trouble && { trouble: { ...trouble, since: moved(trouble.since), notBefore: moved(trouble.notBefore) } }),
      })
      if (lastPoll !== null) lastPoll.at += byMs
      if (gap !== null) gap.since += byMs
      if (plannedAt !== null) plan(plannedAt + byMs)
      if (state.status === 'polled') show({ ...state, nextAt: state.nextAt + byMs })
      else if (state.status === 'waiting') show({ ...state, retryAt: state.retryAt + byMs })
    },
    beat: () => tally.write(),
    async stop() {
      stopped = true
      letGo(null)
      forgetGap()
      plan(null)
      tally.write()
      await ending
    },
  }
  return watch
}

function momentShown(state: ConnectionState): number | null {
  if (state.status === 'waiting') return state.retryAt
  return state.status === 'polled' ? state.nextAt : null
}

function sameUntil(state: ConnectionState, reason: { until: number | null }): boolean {
  return state.status === 'paused' && state.until === reason.until
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
