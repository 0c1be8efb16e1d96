/** What a link of an item may be. Scripts, data and files of this machine are refused before anyone can click them. */
const KEPT_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:', 'magnet:', 'ftp:'])
/** Longer ones are attacks or accidents; browsers stop at about this length. */
const MAX_LINK_CHARACTERS = 8_192

/**
 * Makes an address absolute.
 *
 * @param base the nearest `xml:base`, else the address that answered; empty when there is none
 * @returns null where it is no address, or one that must not be followed
 */
export function resolveLink(written: string | null | undefined, base: string): string | null {
  const text = written?.trim() ?? ''
  if (text === '' || text.length > MAX_LINK_CHARACTERS) return null
  const url = parseUrl(text, base)
  if (url === null || !KEPT_SCHEMES.has(url.protocol)) return null
  // A publisher's own spelling is kept where it is already absolute and clean: it is often the item's identity.
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s\\<>"{}|^`]+$/i.test(text) ? text : url.href
}

/** A new base inside an old one: `xml:base` may itself be relative. */
export function resolveBase(written: string, base: string): string {
  const url = parseUrl(written.trim(), base)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : base
}

/** Whether an address is one for a page or a document on the web. */
export const isWebAddress = (address: string): boolean => /^https?:\/\/[^/\s]/i.test(address.trim())

function parseUrl(text: string, base: string): URL | null {
  if (URL.canParse(text, base === '' ? undefined : base)) return base === '' ? new URL(text) : new URL(text, base)
  return null
}
