import { schemeOf, TECHNIQUES, TRANSPORT_KINDS, type TransportKind } from '@contract/index'
import { channelAddress } from '../core/channel-address'
import { CallRefused } from '../core/call-refused'
import { literalReach } from '../transports/addresses'
import { BadUsage } from './usage'

/**
 * An address as a person types it: `example.org` means https, an address of this machine or network plain http.
 * @throws BadUsage when it is no address, or none this kind speaks.
 */
export function typedAddress(text: string, kind: TransportKind | undefined): string {
  const typed = text.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : completed(typed, kind)
  if (whole === null || !URL.canParse(whole)) throw new BadUsage(`“${text}” is not an address`)
  const scheme = new URL(whole).protocol
  try {
    return channelAddress(whole, kind ?? kindOfScheme(scheme))
  } catch (error) {
    if (error instanceof CallRefused) throw new BadUsage(error.message.replace(/\.$/, ''))
    throw error
  }
}

function completed(typed: string, kind: TransportKind | undefined): string | null {
  // `0://host` has something like a scheme: taken for a host, it would lead to quite another place.
  if (typed === '' || /\s/.test(typed) || /^[^/?#]*:\/\//.test(typed) || !URL.canParse(`http://${typed}`)) return null
  const url = new URL(`http://${typed}`)
  const secure = literalReach(url) !== 'local'
  // A single word is a search, not an address; names inside a network have a dot or are localhost.
  if (secure && !url.hostname.includes('.')) return null
  const speaks: readonly string[] = kind === undefined ? [] : TECHNIQUES[kind].schemes
  const schemes = speaks.length === 0 || speaks.includes('http:') ? ['https:', 'http:'] : speaks
  return `${schemeOf(schemes, secure)}//${typed}`
}

/** A kind that speaks the scheme, the plainest first. */
function kindOfScheme(scheme: string): TransportKind {
  const speaks = (kind: TransportKind): boolean => (TECHNIQUES[kind].schemes as readonly string[]).includes(scheme)
  return TRANSPORT_KINDS.find(speaks) ?? 'sse'
}
