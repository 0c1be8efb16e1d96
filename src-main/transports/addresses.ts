import ipaddr from 'ipaddr.js'

/**
 * Who can be behind an IP address.
 * `public`: anyone on the internet · `local`: this machine or the user's own network ·
 * `special`: neither (multicast, documentation, benchmarking and so on).
 */
export type AddressReach = 'public' | 'local' | 'special'

const LOCAL_RANGES = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal', 'carrierGradeNat', 'unspecified'])

/** Judges an address in text form. IPv6 forms that carry an IPv4 address are judged by the address they carry. */
export function addressReach(address: string): AddressReach {
  if (!ipaddr.isValid(address)) return 'special'
  const parsed = ipaddr.process(address)
  const judged = parsed instanceof ipaddr.IPv6 ? (carriedIPv4(parsed) ?? parsed) : parsed
  const range = judged.range()
  if (LOCAL_RANGES.has(range)) return 'local'
  return range === 'unicast' ? 'public' : 'special'
}

/** `url.hostname` without the brackets of an IPv6 literal. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

/**
 * The address inside a host that is written as one. WHATWG URL has already turned decimal, octal and shortened
 * forms into dotted ones. `localhost` and names below it are loopback by RFC 6761 section 6.3, whatever DNS says.
 */
export function literalReach(url: URL): AddressReach | null {
  const host = bareHost(url)
  if (/(^|\.)localhost\.?$/i.test(host)) return 'local'
  return ipaddr.isValid(host) ? addressReach(host) : null
}

/** NAT64 (RFC 6052), RFC 6145, 6to4 (RFC 3056) and the old `::a.b.c.d` form. */
function carriedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray()
  const range = address.range()
  if (range === 'loopback' || range === 'unspecified') return null
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  const embedsAtEnd = range === 'rfc6052' || range === 'rfc6145' || bytes.slice(0, 12).every((byte) => byte === 0)
  return embedsAtEnd ? new ipaddr.IPv4(bytes.slice(12)) : null
}
