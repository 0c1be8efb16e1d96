import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DoorAnswer } from '../ports'
import { WISHED_LEASE_MS, type Upgrade } from './upgrade'

/** Challenges are short; a longer one is an attempt to make us say something. */
const MAX_CHALLENGE_CHARACTERS = 2_000
/** W3C WebSub section 8: the methods a hub may sign with. */
const METHODS = new Set(['sha1', 'sha256', 'sha384', 'sha512'])

type Hub = Upgrade & { offer: { service: 'WebSub' } }
export const isWebSub = (upgrade: Upgrade): upgrade is Hub => upgrade.offer.service === 'WebSub'

/** W3C WebSub section 5.1: what a hub is asked with. */
export function hubForm({ offer, callback, secret }: Hub, mode: 'subscribe' | 'unsubscribe'): Record<string, string> {
  return {
    'hub.mode': mode,
    'hub.topic': offer.topic,
    'hub.callback': callback,
    ...(mode === 'subscribe' && {
      'hub.secret': secret,
      'hub.lease_seconds': String(Math.floor(WISHED_LEASE_MS / 1000)),
    }),
  }
}

/** What a hub wants to know or tell, and what is answered. */
export type Verification =
  | { what: 'subscribed'; leaseMs: number; answer: DoorAnswer }
  | { what: 'unsubscribed'; answer: DoorAnswer }
  | { what: 'denied'; reason: string; answer: DoorAnswer }
  | { what: 'nothing'; answer: DoorAnswer }

const NOT_OURS: Verification = { what: 'nothing', answer: { status: 404 } }

/** W3C WebSub sections 5.2 and 5.3: agrees to exactly what was asked for, and to nothing else. */
export function verification(upgrade: Hub, query: URLSearchParams): Verification {
  const mode = query.get('hub.mode')
  const challenge = query.get('hub.challenge') ?? ''
  if (query.get('hub.topic') !== upgrade.offer.topic) return NOT_OURS
  const isWanted = upgrade.state !== 'leaving'
  if (mode === 'denied') {
    const reason = (query.get('hub.reason') ?? '').slice(0, 200)
    return isWanted ? { what: 'denied', reason, answer: { status: 200 } } : NOT_OURS
  }
  if (challenge === '' || challenge.length > MAX_CHALLENGE_CHARACTERS) return NOT_OURS
  const answer = { status: 200, body: challenge }
  if (mode === 'unsubscribe' && !isWanted) return { what: 'unsubscribed', answer }
  if (mode !== 'subscribe' || !isWanted) return NOT_OURS
  const seconds = Number(query.get('hub.lease_seconds') ?? '')
  return { what: 'subscribed', leaseMs: seconds > 0 ? seconds * 1000 : WISHED_LEASE_MS, answer }
}

/** W3C WebSub section 8: `X-Hub-Signature: method=hex` over the body, with our secret. */
export function isSigned({ secret }: Upgrade, header: string | null, body: Uint8Array): boolean {
  const [, method = '', given = ''] = /^\s*([a-z0-9]{4,6})=([0-9a-f]{40,128})\s*$/i.exec(header ?? '') ?? []
  if (!METHODS.has(method.toLowerCase())) return false
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest()
  const actual = Buffer.from(given, 'hex')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
