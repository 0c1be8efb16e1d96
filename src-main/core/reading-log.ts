import { MAX_READINGS_PER_CHANNEL, type ChannelId, type ItemId } from '@contract/index'
import type { Bus } from './bus'
import type { CoreFacts } from './facts'
import {
  StorageError,
  TransportError,
  type ActionSender,
  type ChannelRecord,
  type Clock,
  type Log,
  type Store,
} from './ports'
import { readKept, reportAddress, reportRequest, wantedReadings, type KeptReadings } from './reading-report'

/**
 * Reading statistics for publishers that ask for them (CDF LOGTARGET), only where the user said yes (`sendStatistics`).
 *
 * A reading is what an interface says the user opened as an article (`items.opened`): not what was listed, previewed,
 * marked, announced or printed by the command line. Nothing is written down before the yes; all of it goes when the yes
 * is taken back, when the publisher does not ask any more and when the channel goes. The yes was given for one site:
 * when the channel moves to another, it ends.
 */
export interface ReadingLog {
  opened(id: ItemId): void
  /** A new version of the channel's document came: what was read since the last is told, once, and then forgotten. */
  updated(id: ChannelId): void
  start(): void
  /** Resolves when nothing is under way. What was not told waits for the next time. */
  stop(): Promise<void>
}

export interface ReadingLogPorts {
  store: Pick<Store, 'item' | 'channel' | 'channels' | 'changeChannel' | 'getValue' | 'setValue'>
  bus: Bus<CoreFacts>
  clock: Pick<Clock, 'now'>
  actions: ActionSender
  log: Log
  isOnline(): boolean
}

export function createReadingLog({ store, bus, clock, actions, log, isOnline }: ReadingLogPorts): ReadingLog {
  const stopped = new AbortController()
  const underWay = new Map<ChannelId, Promise<void>>()
  const stops: (() => void)[] = []

  const keptOf = (id: ChannelId): KeptReadings | null => readKept(store.getValue(nameOf(id)))

  function keep(id: ChannelId, kept: KeptReadings | null): void {
    const readings = kept?.readings.map(({ page, at }) => ({ page, at })) ?? []
    store.setValue(nameOf(id), kept === null ? null : { site: kept.site, readings })
  }

  /** The channel, when its user and its publisher both want this now, and the site is still the one of the yes. */
  function consenting(id: ChannelId): { record: ChannelRecord; target: URL; kept: KeptReadings } | null {
    const record = store.channel(id)
    if (record === null || !saidYes(record)) return null
    const target = reportAddress(record)
    if (target === null) return null
    const kept = keptOf(id) ?? { site: siteOf(record), readings: [] }
    return kept.site === siteOf(record) ? { record, target, kept } : null
  }

  /** Brings what is kept in line with what the user and the publisher say now. */
  function settle(id: ChannelId): void {
    const record = store.channel(id)
    const kept = keptOf(id)
    if (record === null || !saidYes(record)) {
      if (kept !== null) keep(id, null)
    } else if (kept === null) {
      // The yes is written down with the site it is for.
      keep(id, { site: siteOf(record), readings: [] })
    } else if (kept.site !== siteOf(record)) {
      keep(id, null)
      const { settings } = record
      store.changeChannel(id, { settings: { ...settings, options: { ...settings.options, sendStatistics: false } } })
      bus.announce('channelsChanged', { ids: [id] })
    } else if (record.publisher.statistics === null && kept.readings.length > 0) {
      keep(id, { ...kept, readings: [] })
    }
  }

  function forget(id: ChannelId): void {
    if (store.getValue(nameOf(id)) !== null) keep(id, null)
  }

  async function tell(id: ChannelId): Promise<void> {
    const now = consenting(id)
    const wish = now?.record.publisher.statistics ?? null
    if (now === null || wish === null) return
    const { record, target, kept } = now
    const readings = wantedReadings(kept.readings, wish, clock.now())
    if (readings.length < kept.readings.length) keep(id, { ...kept, readings })
    if (readings.length === 0) return
    const { status } = await actions.send(reportRequest(readings, wish, target), {
      own: target.origin === new URL(record.url).origin,
      acceptSelfSigned: record.settings.acceptSelfSigned,
      onlyThere: true,
      signal: stopped.signal,
    })
    if (stopped.signal.aborted) return
    if (status < 200 || status > 299) {
      log.info('A publisher did not take the reading statistics it asked for', { host: target.host, status })
      return
    }
    // What was opened meanwhile has not been told.
    const told = new Set(readings.map(({ page, at }) => `${at} ${page}`))
    const later = keptOf(id)
    if (later === null) return
    keep(id, { ...later, readings: later.readings.filter(({ page, at }) => !told.has(`${at} ${page}`)) })
  }

  return {
    opened(itemId) {
      const item = store.item(itemId)
      const wanting = item === null ? null : consenting(item.channelId)
      const wish = wanting?.record.publisher.statistics ?? null
      const page = item?.link ?? null
      if (item === null || page === null || wanting === null || wish?.pages.includes(page) !== true) return
      if (wish.scope !== 'all' && wish.scope !== (isOnline() ? 'online' : 'offline')) return
      const at = clock.now()
      const readings = [...wantedReadings(wanting.kept.readings, wish, at), { page, at }]
      keep(item.channelId, { ...wanting.kept, readings: readings.slice(-MAX_READINGS_PER_CHANNEL) })
    },
    updated(id) {
      if (stopped.signal.aborted || underWay.has(id)) return
      const telling = tell(id)
        .catch((error: unknown) => {
          if (stopped.signal.aborted) return
          // They wait for the next version of the document; nobody is kept from reading by it.
          if (!(error instanceof TransportError || error instanceof StorageError)) throw error
          log.info('Reading statistics could not be told', { error: error.message })
        })
        .catch((error: unknown) => log.error('Telling reading statistics failed', { error: String(error) }))
        .finally(() => underWay.delete(id))
      underWay.set(id, telling)
    },
    start() {
      stops.push(
        bus.on('channelsChanged', ({ ids }) => ids.forEach(settle)),
        bus.on('channelsRemoved', ({ ids }) => ids.forEach(forget)),
      )
      for (const record of store.channels()) if (saidYes(record)) settle(record.id)
    },
    async stop() {
      for (const stop of stops.splice(0)) stop()
      stopped.abort()
      await Promise.all(underWay.values())
    },
  }
}

const nameOf = (id: ChannelId): string => `readings:${id}`
const siteOf = ({ url }: ChannelRecord): string => new URL(url).hostname
const saidYes = ({ kind, settings }: ChannelRecord): boolean =>
  kind === 'feed' && settings.options.sendStatistics === true
