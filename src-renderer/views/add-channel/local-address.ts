/**
 * Whether an address is plainly on this machine or network, by its name alone: only there a certificate that nobody
 * signed may be accepted. The reader checks again, with the address it really connects to.
 *
 * Ranges: RFC 1122 (loopback), RFC 1918, RFC 3927, RFC 4193, RFC 4291; names: RFC 6761, RFC 6762, RFC 8375.
 */
export function isLocalAddress(address: string): boolean {
  const host = hostOf(address)
  if (host === null) return false
  if (host.startsWith('[')) {
    const inside = host.slice(1, -1)
    return inside === '::1' || /^f[cd][0-9a-f]{2}:/.test(inside) || /^fe[89ab][0-9a-f]:/.test(inside)
  }
  const numbers = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host)
  if (numbers !== null) {
    const first = Number(numbers[1])
    const second = Number(numbers[2])
    if (first === 127 || first === 10) return true
    if (first === 172) return second >= 16 && second <= 31
    return (first === 192 && second === 168) || (first === 169 && second === 254)
  }
  return host === 'localhost' || !host.includes('.') || /\.(localhost|local|home\.arpa)$/.test(host)
}

function hostOf(address: string): string | null {
  const text = address.trim()
  const complete = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  // The general scheme of URLs writes IPv4 addresses in one way only for the web's schemes.
  const web = complete.replace(/^wss?:/i, 'https:')
  if (text === '' || !URL.canParse(web)) return null
  return new URL(web).hostname.toLowerCase().replace(/\.$/, '')
}
