const SAFE_SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/**
 * An address that may be opened, resolved against the page it came from; null for anything that is not plainly a web
 * page or a mail address. The browser's own parser decides, so hidden control characters fool nobody.
 */
export function safeLink(address: string | null | undefined, base?: string | null): string | null {
  if (!address) return null
  const url = URL.parse(address, base ?? undefined)
  return url && SAFE_SCHEMES.has(url.protocol) ? url.href : null
}
