import { isLocalAddress } from '../../state/local-address'
import { safeLink } from './safe-link'

/** What an article may load. */
export interface MediaAllowed {
  /** Pictures, sound and film from the net. */
  remoteMedia: boolean
  /**
   * Those on this machine or network: only when the publisher is there too. Any other must not make the window ask
   * there, whatever the user allows: a picture's address would reach the router and the printer from inside.
   */
  localMedia: boolean
}

/** Whether something from the net may be asked for, and if not, whether the user could allow it (`blocked`). */
export function fateOf(address: string, { remoteMedia, localMedia }: MediaAllowed): 'kept' | 'blocked' | 'refused' {
  if (!localMedia && isLocalAddress(address)) return 'refused'
  return remoteMedia ? 'kept' : 'blocked'
}

/** An address that a picture may have, resolved against its page; null for none. */
export function webAddress(address: string | null | undefined, base: string | null): string | null {
  const link = safeLink(address, base)
  return link?.startsWith('http') ? link : null
}
