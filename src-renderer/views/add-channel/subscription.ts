import type { Alternative, DetectedChannel, TransportKind } from '@contract/index'
import type { Looking } from './use-detection'

/** What would be subscribed to. */
export interface Subscription {
  url: string
  kind: TransportKind
  title: string
  alternatives: Alternative[]
}

/**
 * What was found and is chosen; or, where nothing was found, the address as the kind that the user said it is: it may
 * need a token that was wrong, or a server that is down just now. Null: there is nothing to subscribe to.
 */
export function subscriptionOf({
  looking,
  chosen,
  byHand,
  address,
}: {
  looking: Looking
  chosen: DetectedChannel | null
  byHand: TransportKind | 'auto'
  address: string
}): Subscription | null {
  if (chosen !== null) return chosen.subscribedAs === null ? chosen : null
  if (byHand === 'auto') return null
  const foundNothing = looking.phase === 'done' || looking.phase === 'refused'
  const url = looking.phase === 'done' ? looking.detection.address : address.trim()
  return foundNothing && url !== '' ? { url, kind: byHand, title: URL.parse(url)?.host ?? url, alternatives: [] } : null
}
