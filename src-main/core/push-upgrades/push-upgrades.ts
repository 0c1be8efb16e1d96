import { MAX_BODY_BYTES, type ChannelId } from '@contract/index'
import type { Bus } from '../bus'
import { createAlarm } from '../connections/alarm'
import type { CoreFacts } from '../facts'
import { TransportError, type ChannelRecord, type Clock, type Log, type PushServices, type Store } from '../ports'
import { createUpgradeBook } from './book'
import { createCallbacks, type CallbackPorts } from './callbacks'
import { cloudAddress, cloudForm, isRegistered, isRssCloud } from './rss-cloud'
import {
  AFTER_DENIAL_MS,
  AFTER_REFUSAL_MS,
  agreed,
  CLOUD_LEASE_MS,
  isSameOffer,
  newUpgrade,
  VERIFY_WITHIN_MS,
  wantedOffer,
  type Upgrade,
} from './upgrade'
import { hubForm, isWebSub } from './web-sub'

/** The room of the door that push services call. */
export const UPGRADES_ROOM = 'w'
/** The answer to a hub is on its way for less. */
const LETTING_GO_MS = 1_000
/** So long may a service take to answer a request of ours. */
const ASK_MS = 30_000

export interface PushUpgradePorts {
  services: PushServices
  store: Pick<Store, 'channel' | 'channels' | 'count' | 'getValue' | 'setValue'>
  bus: Bus<CoreFacts>
  clock: Clock
  log: Log
  received: CallbackPorts['received']
  supervisor: {
    /** There is news: ask as soon as manners allow. */
    nudge(id: ChannelId): void
    /** Something about its plan changed. */
    watch(record: ChannelRecord): void
    isPaused(id: ChannelId): boolean
  }
}

/** Feeds that are told instead of asked: WebSub and rssCloud, where others can reach our door. */
export interface PushUpgrades {
  /** Until when news comes by itself, Unix milliseconds; null: the feed is polled only. */
  pushedUntil(id: ChannelId): number | null
  /** Takes up what the last run left. */
  start(): void
  /** We were away: what was sent meanwhile nobody took, so every feed is asked once. */
  cameBack(): void
  stop(): void
}

/**
 * Looks at a feed whenever something was heard of it (each poll among that), and at its lease before it ends. Asks once
 * each time; when a service says no, the next look is a later poll. So retrying stays with the supervisor.
 *
 * One file although it is long: these functions share the state of the upgrades, and apart they would share it openly.
 */
export function createPushUpgrades(ports: PushUpgradePorts): PushUpgrades {
  const { services, store, bus, clock, log, supervisor } = ports
  const { door } = services
  const alarm = createAlarm(clock)
  const stopped = new AbortController()
  const book = createUpgradeBook(store, log, plan)
  const notBefore = new Map<ChannelId, number>()
  const isFeed = new Map<ChannelId, boolean>()
  const rested = new Set<ChannelId>()
  const stops: (() => void)[] = []
  let leaveDoor: (() => void) | null = null
  let entering: Promise<void> | null = null
  let publicUrl = door.publicUrl()

  function isActive(upgrade: Upgrade | null): upgrade is Upgrade & { until: number } {
    return upgrade !== null && upgrade.until !== null && upgrade.state !== 'leaving' && upgrade.until > clock.now()
  }

  function drop(upgrade: Upgrade): void {
    book.drop(upgrade)
    if (book.all().length === 0) goOut()
  }

  /** What is shown and how the feed is polled follow from it. */
  function tell(id: ChannelId): void {
    bus.announce('channelsChanged', { ids: [id] })
    const record = store.channel(id)
    if (record !== null) supervisor.watch(record)
  }

  function plan(): void {
    const moments = book
      .all()
      .flatMap(({ state, askedAt, until, renewAt }) =>
        state === 'active' ? [renewAt, until] : [askedAt + VERIFY_WITHIN_MS, until],
      )
    const next = Math.min(...moments.filter((at): at is number => at !== null && at > clock.now()))
    if (Number.isFinite(next)) alarm.set(next, look)
    else alarm.clear()
  }

  /** A moment came that something was waiting for. */
  function look(): void {
    const now = clock.now()
    for (const upgrade of book.all()) {
      if (upgrade.state === 'leaving') {
        if (now >= upgrade.askedAt + VERIFY_WITHIN_MS) drop(upgrade)
        continue
      }
      if (upgrade.until !== null && upgrade.until <= now) lapse(upgrade)
      else if (upgrade.state === 'active' && upgrade.renewAt !== null && upgrade.renewAt <= now) {
        book.keep({ ...upgrade, renewAt: null, askedAt: now })
        ask({ ...upgrade, renewAt: null, askedAt: now })
      } else if (upgrade.state === 'asked' && now >= upgrade.askedAt + VERIFY_WITHIN_MS) refused(upgrade, 'no answer')
    }
    plan()
  }

  /** The lease is over: from here the feed is polled, beginning now, and the poll looks whether it can be had again. */
  function lapse(upgrade: Upgrade): void {
    log.info('A push lease ended', { channel: upgrade.channelId })
    drop(upgrade)
    tell(upgrade.channelId)
    supervisor.nudge(upgrade.channelId)
  }

  function refused(upgrade: Upgrade, why: string, forMs = AFTER_REFUSAL_MS): void {
    log.info('A push service did not agree', { channel: upgrade.channelId, service: upgrade.offer.service, why })
    notBefore.set(upgrade.channelId, clock.now() + forMs)
    const known = book.withToken(upgrade.token)
    // A lease that still runs is used to its end; one that is being given back ends by itself.
    if (isActive(known) || known?.state === 'leaving') return
    drop(upgrade)
    tell(upgrade.channelId)
  }

  function consider(id: ChannelId): void {
    if (stopped.signal.aborted || (publicUrl === null && book.all().length === 0) || isFeed.get(id) === false) return
    const record = store.channel(id)
    if (record === null) return
    isFeed.set(id, record.kind === 'feed')
    if (supervisor.isPaused(id)) rested.add(id)
    // What was sent during the pause was turned away.
    else if (rested.delete(id) && isActive(book.of(id))) supervisor.nudge(id)
    const now = clock.now()
    const current = book.of(id)
    const offer = publicUrl === null ? null : wantedOffer(record, now)
    if (current !== null) {
      const stays =
        offer !== null &&
        isSameOffer(offer, current.offer) &&
        current.channelUrl === record.url &&
        (current.callback === '' || current.callback === door.addressOf(UPGRADES_ROOM, current.token))
      if (stays) return
      leave(current)
      if (isActive({ ...current })) tell(id)
    }
    if (offer === null || (notBefore.get(id) ?? 0) > now) return
    const upgrade = newUpgrade(record, offer, now)
    book.keep(upgrade)
    ask(upgrade)
  }

  /** Gives a subscription back. A cloud has no word for that: it forgets us within a day. */
  function leave(upgrade: Upgrade): void {
    if (!isWebSub(upgrade) || upgrade.callback === '') return drop(upgrade)
    const leaving: Upgrade = { ...upgrade, state: 'leaving', until: null, renewAt: null, askedAt: clock.now() }
    book.keep(leaving)
    send(leaving, 'unsubscribe').catch((error: unknown) => {
      failed(error, leaving)
      drop(leaving)
    })
  }

  function ask(upgrade: Upgrade): void {
    enter()
      .then(async () => {
        // The channel may have gone while the door was being opened.
        const known = book.withToken(upgrade.token)
        if (known === null || known.state === 'leaving') return
        const asking = { ...known, callback: door.addressOf(UPGRADES_ROOM, known.token) }
        book.keep(asking)
        const { status, text } = await send(asking, 'subscribe')
        if (isRssCloud(asking)) {
          if (isRegistered(status, text)) begin(asking, CLOUD_LEASE_MS)
          else refused(asking, `${String(status)} ${text.slice(0, 100)}`)
        } else if (status < 200 || status > 299) refused(asking, `${String(status)} ${text.slice(0, 100)}`)
      })
      .catch((error: unknown) => {
        failed(error, upgrade)
        if (!stopped.signal.aborted) refused(upgrade, error instanceof Error ? error.message : String(error))
      })
  }

  async function send(upgrade: Upgrade, mode: 'subscribe' | 'unsubscribe'): Promise<{ status: number; text: string }> {
    const request = isWebSub(upgrade)
      ? { url: upgrade.offer.hub, form: hubForm(upgrade, mode) }
      : isRssCloud(upgrade)
        ? { url: cloudAddress(upgrade), form: cloudForm(upgrade) }
        : null
    if (request === null) throw new RangeError('a push service of no known kind')
    const late = new AbortController()
    const stopTimer = clock.after(ASK_MS, () => {
      late.abort(new TransportError('timeout', `${new URL(request.url).host} did not answer in time.`))
    })
    try {
      const signal = AbortSignal.any([stopped.signal, late.signal])
      return await services.ask({ ...request, namedBy: upgrade.channelUrl, signal })
    } finally {
      stopTimer()
    }
  }

  /** What is no failure of the wire is a bug, and must be seen. */
  function failed(error: unknown, upgrade: Upgrade): void {
    if (stopped.signal.aborted || error instanceof TransportError) return
    log.error('A push upgrade failed', { channel: upgrade.channelId, error: String(error) })
  }

  function begin(upgrade: Upgrade, leaseMs: number): void {
    const known = book.withToken(upgrade.token)
    if (known === null || known.state === 'leaving') return
    const wasActive = isActive(known)
    book.keep(agreed(upgrade, leaseMs, clock.now()))
    tell(upgrade.channelId)
    // What was published between the last poll and now was told to nobody.
    if (!wasActive) supervisor.nudge(upgrade.channelId)
  }

  function enter(): Promise<void> {
    if (entering !== null) return entering
    const mine = door
      .expect(UPGRADES_ROOM, {
        bodyLimitBytes: MAX_BODY_BYTES,
        answer: createCallbacks({
          ...ports,
          book,
          nudge: (id) => supervisor.nudge(id),
          isPaused: (id) => supervisor.isPaused(id),
          agreed: begin,
          denied(upgrade, reason) {
            drop(upgrade)
            refused(upgrade, `denied: ${reason}`, AFTER_DENIAL_MS)
          },
          letGo,
        }),
        lost() {
          entering = null
          leaveDoor = null
          if (book.all().length > 0 && !stopped.signal.aborted) {
            enter().catch((error: unknown) => {
              log.warn('The receiver did not open', { why: error instanceof Error ? error.message : String(error) })
            })
          }
        },
      })
      .then((stop) => {
        // Everybody may have left while it opened.
        if (stopped.signal.aborted || book.all().length === 0) {
          if (entering === mine) entering = null
          stop()
        } else leaveDoor = stop
      })
    entering = mine
    mine.catch(() => {
      // After a move there may be a newer one already.
      if (entering === mine) entering = null
    })
    return mine
  }

  function goOut(): void {
    leaveDoor?.()
    leaveDoor = null
    entering = null
  }

  /** The hub must hear the yes to its question before the door closes behind the last who leaves. */
  function letGo(upgrade: Upgrade): void {
    const stop = clock.after(LETTING_GO_MS, () => drop(upgrade))
    stops.push(stop)
  }

  function cameBack(): void {
    for (const upgrade of book.all()) if (isActive(upgrade)) supervisor.nudge(upgrade.channelId)
  }

  return {
    pushedUntil(id) {
      const upgrade = book.of(id)
      return isActive(upgrade) ? upgrade.until : null
    },
    start() {
      publicUrl = door.publicUrl()
      book.load()
      stops.push(
        bus.on('channelsCounted', ({ id }) => consider(id)),
        bus.on('channelsChanged', ({ ids }) => {
          for (const id of ids) {
            isFeed.delete(id)
            consider(id)
          }
        }),
        bus.on('channelsRemoved', ({ ids }) => {
          for (const id of ids) {
            const upgrade = book.of(id)
            if (upgrade !== null) leave(upgrade)
          }
        }),
        bus.on('readerChanged', ({ pausedUntil, online }) => {
          if (pausedUntil === null && online) cameBack()
        }),
        bus.on('settingsChanged', () => {
          door.move()
          if (door.publicUrl() === publicUrl) return
          publicUrl = door.publicUrl()
          for (const { id } of store.channels()) consider(id)
        }),
      )
      look()
      for (const upgrade of book.all()) if (store.channel(upgrade.channelId) === null) leave(upgrade)
      if (book.all().length > 0) {
        enter().catch((error: unknown) => {
          log.warn('The receiver did not open', { why: error instanceof Error ? error.message : String(error) })
        })
      }
    },
    cameBack,
    stop() {
      stopped.abort(new TransportError('closed', 'The reader is closing.'))
      for (const stop of stops.splice(0)) stop()
      alarm.clear()
      goOut()
    },
  }
}
