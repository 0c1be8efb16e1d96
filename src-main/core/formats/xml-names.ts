/** The short names this reader gives to the namespaces feeds use, whatever prefix a document binds them to. */
const VOCABULARIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^https?:\/\/(www\.)?w3\.org\/2005\/atom\/?$/, 'atom'],
  [/^http:\/\/purl\.org\/atom\/ns#?$/, 'atom'],
  [/^http:\/\/purl\.org\/atom\/app#$/, 'app'],
  [/^https?:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#?$/, 'rdf'],
  [
    /^https?:\/\/(my\.netscape\.com\/(rdf\/simple\/0\.9|publish\/formats\/rss-0\.91\.dtd)|purl\.org\/rss\/1\.0|channel\.netscape\.com\/rdf\/simple\/0\.9)\/?$/,
    '',
  ],
  [
    /^https?:\/\/(backend\.userland\.com\/rss[\d.]*|blogs\.law\.harvard\.edu\/tech\/rss|cyber\.law\.harvard\.edu\/rss.*|purl\.org\/net\/rss1\.1#|my\.netscape\.com\/.*|purl\.org\/rss\/2\.0\/?)$/,
    '',
  ],
  [/^https?:\/\/purl\.org\/(dc\/elements\/1\.[01]|metadata\/dublin_core)[/#]?$/, 'dc'],
  [/^https?:\/\/purl\.org\/dc\/terms\/?$/, 'dcterms'],
  [/^https?:\/\/purl\.org\/rss\/1\.0\/modules\/content\/?$/, 'content'],
  [/^https?:\/\/purl\.org\/rss\/1\.0\/modules\/syndication\/?$/, 'sy'],
  [/^https?:\/\/purl\.org\/rss\/1\.0\/modules\/slash\/?$/, 'slash'],
  [/^https?:\/\/search\.yahoo\.com\/mrss\/?$/, 'media'],
  [/^https?:\/\/video\.search\.yahoo\.com\/mrss\/?$/, 'media'],
  [/^https?:\/\/(www\.)?itunes\.com\/dtds\/podcast-1\.0\.dtd$/, 'itunes'],
  [/^https?:\/\/example\.com\/dtds\/podcast-1\.0\.dtd$/, 'itunes'],
  [/^https?:\/\/www\.w3\.org\/1999\/xhtml\/?$/, 'xhtml'],
  [/^https?:\/\/(www\.)?rssnamespace\.org\/feedburner\/ext\/1\.0$/, 'feedburner'],
  [/^http:\/\/rssnamespace\.org\/feedburner\/ext\/1\.0$/, 'feedburner'],
  [/^https?:\/\/www\.w3\.org\/xml\/1998\/namespace$/, 'xml'],
]

/** Prefixes that mean what they say even where a document forgot to declare them. */
const UNDECLARED: ReadonlySet<string> = new Set(['rss'])

/** Answers the vocabulary of an address, or null when no format here speaks it. */
export function vocabularyOf(address: string): string | null {
  const folded = address.trim().toLowerCase()
  for (const [pattern, name] of VOCABULARIES) if (pattern.test(folded)) return name
  return null
}

/** The prefixes in force at an element. The empty prefix is the default namespace. */
export type Bindings = ReadonlyMap<string, string>

/** What a document binds before it has declared anything. */
export const NO_BINDINGS: Bindings = new Map([['xml', 'xml']])

/** Prefixes in force at once; real documents have a dozen. */
const MAX_BINDINGS = 200

/** Adds an element's own `xmlns` attributes; the same bindings when it has none. */
export function bind(outer: Bindings, attributes: ReadonlyMap<string, string>): Bindings {
  let inner: Map<string, string> | null = null
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue
    inner ??= new Map(outer)
    if (inner.size >= MAX_BINDINGS) break
    const prefix = name.slice(6)
    inner.set(prefix, value === '' ? '' : (vocabularyOf(value) ?? (prefix === '' ? `?${value}` : prefix)))
  }
  return inner ?? outer
}

/** `vocabulary:local`, or only the local name where the vocabulary is the document's own (`home`). */
export function keyOf(written: string, bindings: Bindings, home: string | null): string {
  const colon = written.indexOf(':')
  const prefix = colon === -1 ? '' : written.slice(0, colon)
  const local = colon === -1 ? written : written.slice(colon + 1)
  const vocabulary = bindings.get(prefix) ?? (UNDECLARED.has(prefix) ? '' : prefix)
  return vocabulary === '' || vocabulary === home ? local : `${vocabulary}:${local}`
}
