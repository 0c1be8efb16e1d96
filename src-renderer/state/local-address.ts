import { webAddressOf } from './web-address'

/**
 * Whether an address is plainly on this machine or network, by its name alone. Only there may a certificate that nobody
 * signed be accepted, and never may a publisher on the internet make this window ask there. A public name that leads
 * here is not seen: the reader, which knows the address it connects to, checks again.
 */
export function isLocalAddress(address: string): boolean {
  const host = webAddressOf(address)?.hostname.toLowerCase().replace(/\.$/, '')
  if (!host) return false
  if (host.startsWith('[')) return isLocalIPv6(partsOf(host.slice(1, -1)))
  const numbers = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host)
  if (numbers !== null) return isLocalIPv4(Number(numbers[1]), Number(numbers[2]))
  return !host.includes('.') || LOCAL_NAMES.test(host)
}

/** RFC 6761 (localhost), RFC 6762 (local, and what networks at home and at work use: appendix G), RFC 8375 (home.arpa). */
const LOCAL_NAMES = /\.(localhost|localdomain|local|home\.arpa|internal|intranet|private|corp|home|lan)$/

/** RFC 1122 (this host, loopback), RFC 1918 (private), RFC 3927 (link-local), RFC 6598 (carrier-grade NAT). */
function isLocalIPv4(first: number, second: number): boolean {
  if (first === 0 || first === 10 || first === 127) return true
  if (first === 100) return second >= 64 && second <= 127
  if (first === 172) return second >= 16 && second <= 31
  return (first === 192 && second === 168) || (first === 169 && second === 254)
}

/** RFC 4291 (unspecified, loopback, link-local), RFC 3879 (site-local), RFC 4193 (unique local), RFC 8215. */
function isLocalIPv6(parts: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = parts
  if (parts.slice(0, 7).every((part) => part === 0) && (parts[7] ?? 0) <= 1) return true
  if (first >> 9 === 0x7e || first >> 6 === 0x3fa || first >> 6 === 0x3fb) return true
  if (first === 0x64 && second === 0xff9b && third === 1) return true
  const carried = carriedIPv4(parts)
  return carried !== null && isLocalIPv4(carried >> 8, carried & 0xff)
}

/** The upper half of the IPv4 address that an IPv6 address stands for, or null. */
function carriedIPv4(parts: readonly number[]): number | null {
  const head = parts
    .slice(0, 6)
    .map((part) => part.toString(16))
    .join(':')
  // RFC 4291 section 2.5.5 (compatible and mapped), RFC 2765 (translated), RFC 6052 (NAT64).
  if (['0:0:0:0:0:0', '0:0:0:0:0:ffff', '0:0:0:0:ffff:0', '64:ff9b:0:0:0:0'].includes(head)) return parts[6] ?? null
  // RFC 3056 (6to4).
  return parts[0] === 0x2002 ? (parts[1] ?? null) : null
}

/** The eight parts of an IPv6 address as URLs write it: hexadecimal, with at most one `::`. */
function partsOf(address: string): number[] {
  const [before = '', after] = address.split('::')
  const numbers = (text: string) => text.split(':').flatMap((part) => (part === '' ? [] : Number.parseInt(part, 16)))
  const head = numbers(before)
  const tail = numbers(after ?? '')
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail]
}
