import type { ChannelId } from '@contract/index'
import type { Bus } from '../bus'
import type { CoreFacts } from '../facts'
import {
  StorageError,
  TransportError,
  type Clock,
  type DoorAnswer,
  type DoorRequest,
  type Log,
  type RawEvent,
  type Store,
  type Transport,
} from '../ports'
import type { UpgradeBook } from './book'
import { cloudCall, isRssCloud } from './rss-cloud'
import type { Upgrade } from './upgrade'
import { isSigned, isWebSub, verification } from './web-sub'

const COME_BACK_S = '120'

export interface CallbackPorts {
  book: Pick<UpgradeBook, 'withToken'>
  store: Pick<Store, 'count'>
  bus: Bus<CoreFacts>
  clock: Pick<Clock, 'now'>
  log: Log
  /** As the supervisor is told what came. */
  received(
    id: ChannelId,
    events: readonly RawEvent[],
    transport: Pick<Transport, 'how' | 'style'>,
  ): Promise<{ stored: number }>
  /** There is news: ask as soon as manners allow. */
  nudge(id: ChannelId): void
  isPaused(id: ChannelId): boolean
  /** The hub agreed, said no, or let go. */
  agreed(upgrade: Upgrade, leaseMs: number): void
  denied(upgrade: Upgrade, reason: string): void
  letGo(upgrade: Upgrade): void
}

/** Answers what push services ask and tell. */
export function createCallbacks(ports: CallbackPorts): (request: DoorRequest) => Promise<DoorAnswer> {
  const { book, store, bus, clock, log } = ports

  /** W3C WebSub section 7: the document itself, or the part of it that is new. */
  async function content(upgrade: Upgrade, topic: string, request: DoorRequest): Promise<DoorAnswer> {
    const { channelId: id } = upgrade
    if (upgrade.state === 'leaving') return { status: 410 }
    if (ports.isPaused(id)) return later()
    if (!isSigned(upgrade, request.header('x-hub-signature'), request.body)) {
      // Section 8: what is not signed is ignored, and whoever sent it need not know.
      log.warn('A push without the right signature was left out', { channel: id })
      store.count(id, { dropped: 1 })
      bus.announce('channelsCounted', { id })
      return { status: 202 }
    }
    store.count(id, { bytes: request.body.byteLength })
    if (request.body.byteLength === 0) {
      ports.nudge(id)
      return { status: 202 }
    }
    const event: RawEvent = {
      payload: request.body,
      contentType: request.header('content-type') ?? 'application/octet-stream',
      topic: null,
      id: null,
      receivedAt: clock.now(),
      baseUrl: topic,
      how: 'push',
      links: request.header('link'),
    }
    try {
      await ports.received(id, [event], { how: 'push', style: 'document' })
      return { status: 200 }
    } catch (error) {
      if (error instanceof StorageError) return later()
      if (!(error instanceof TransportError)) throw error
      // It cannot be read as it came; the feed itself may be.
      ports.nudge(id)
      return { status: 200 }
    }
  }

  return async (request) => {
    const upgrade = book.withToken(request.path)
    // W3C WebSub section 7: 410 tells a hub that it may end the subscription.
    if (upgrade === null) return { status: 410 }
    if (isRssCloud(upgrade)) {
      const { isNews, answer } = cloudCall(upgrade, request)
      if (isNews) ports.nudge(upgrade.channelId)
      return answer
    }
    if (!isWebSub(upgrade)) return { status: 410 }
    if (request.method === 'POST') return content(upgrade, upgrade.offer.topic, request)
    if (request.method !== 'GET') return { status: 405, headers: { Allow: 'GET, POST' } }
    const asked = verification(upgrade, request.query)
    if (asked.what === 'subscribed') ports.agreed(upgrade, asked.leaseMs)
    if (asked.what === 'unsubscribed') ports.letGo(upgrade)
    if (asked.what === 'denied') ports.denied(upgrade, asked.reason)
    return asked.answer
  }
}

const later = (): DoorAnswer => ({ status: 503, headers: { 'Retry-After': COME_BACK_S } })
