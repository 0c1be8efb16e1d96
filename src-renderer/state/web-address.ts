const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i

/**
 * An address as somebody typed it, read the way the reader completes it (`example.org` is `https://example.org/`);
 * null for none. Sockets are read as pages: only the web's own schemes write IPv4 addresses in one way.
 */
export function webAddressOf(typed: string): URL | null {
  const text = typed.trim()
  if (text === '') return null
  return URL.parse((HAS_SCHEME.test(text) ? text : `https://${text}`).replace(/^ws(s?):/i, 'http$1:'))
}
