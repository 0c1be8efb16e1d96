import { randomBytes } from 'node:crypto'
import type { ChannelId } from '@contract/index'
import type { ChannelRecord, Json, PushOffer } from '../ports'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A pause that lasts longer gives the subscription back. */
export const LONG_PAUSE_MS = HOUR_MS
/** How long a service may take to ask whether we meant it. */
export const VERIFY_WITHIN_MS = 10 * MINUTE_MS
/** A service that refused or did not answer is not asked again sooner; the feed is polled meanwhile. */
export const AFTER_REFUSAL_MS = HOUR_MS
export const AFTER_DENIAL_MS = DAY_MS
/** The lease we ask for: the hub decides. */
export const WISHED_LEASE_MS = 10 * DAY_MS
const LEAST_LEASE_MS = MINUTE_MS
const MOST_LEASE_MS = 30 * DAY_MS
/** rssCloud: a registration ends after 25 hours. */
export const CLOUD_LEASE_MS = 25 * HOUR_MS

/** One feed at one push service: asked for, running, or being given back. Plain JSON: it outlives a restart. */
export interface Upgrade {
  channelId: ChannelId
  /** The address the user typed, in whose document the service was named. */
  channelUrl: string
  offer: PushOffer
  /** The secret part of the address that the service calls. */
  token: string
  /** The address it was told. */
  callback: string
  /** Shared with a hub, so that nobody else can speak for it. */
  secret: string
  state: 'asked' | 'active' | 'leaving'
  /** When the service was last asked. */
  askedAt: number
  /** Until when it calls us; null before it agreed. */
  until: number | null
  /** When the lease is asked for anew; null: not yet. */
  renewAt: number | null
}

export function newUpgrade(record: Pick<ChannelRecord, 'id' | 'url'>, offer: PushOffer, now: number): Upgrade {
  return {
    channelId: record.id,
    channelUrl: record.url,
    offer,
    token: randomBytes(24).toString('base64url'),
    callback: '',
    secret: randomBytes(32).toString('base64url'),
    state: 'asked',
    askedAt: now,
    until: null,
    renewAt: null,
  }
}

/** The service agreed for so long. Renewed when a tenth of the lease is left. */
export function agreed(upgrade: Upgrade, leaseMs: number, now: number): Upgrade {
  const lease = Math.min(Math.max(leaseMs, LEAST_LEASE_MS), MOST_LEASE_MS)
  return { ...upgrade, state: 'active', until: now + lease, renewAt: now + Math.floor(lease * 0.9) }
}

/** The service a channel should be with; null: none, it is polled. */
export function wantedOffer(record: ChannelRecord, now: number): PushOffer | null {
  const { pausedUntil, final } = record.memory
  const isPaused = pausedUntil !== null && (pausedUntil === 0 || pausedUntil - now > LONG_PAUSE_MS)
  if (record.kind !== 'feed' || isPaused || final !== null) return null
  const { push } = record.publisher
  const cloud = push.find((offer) => offer.service === 'rssCloud' && offer.protocol === 'http-post')
  return push.find(({ service }) => service === 'WebSub') ?? cloud ?? null
}

export const isSameOffer = (one: PushOffer, other: PushOffer): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What was kept of the last run; what cannot be read is left out. */
export function readUpgrades(stored: Json | null): Upgrade[] {
  return (Array.isArray(stored) ? stored : []).filter((value): value is Json & Upgrade => isUpgrade(value))
}

function isUpgrade(value: unknown): value is Upgrade {
  if (typeof value !== 'object' || value === null) return false
  const { channelId, channelUrl, offer, token, secret, callback, state, askedAt } = value as Partial<Upgrade>
  const texts = [channelUrl, token, secret, callback]
  return (
    typeof channelId === 'number' &&
    typeof askedAt === 'number' &&
    typeof offer === 'object' &&
    texts.every((text) => typeof text === 'string') &&
    (state === 'asked' || state === 'active' || state === 'leaving')
  )
}
