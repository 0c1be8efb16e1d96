/** What may be written about the receiver. The reader checks again, and whether the machine has the address. */

const MAX_PORT = 65_535
const MAX_ADDRESS_CHARACTERS = 2_000

/** An IPv4 or IPv6 address as one writes it, without brackets. */
export function isIpAddress(text: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split('.').every((part) => Number(part) <= 255)
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`)
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT
}

export function isPublicUrl(text: string): boolean {
  const url = text.length > MAX_ADDRESS_CHARACTERS ? null : URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && /^https?:\/\//i.test(text)
}
