import { readTokens, type CdfTag } from './tokens'

/** How much of a document is looked at. */
const HEAD_CHARACTERS = 64 * 1024
/** The namespace of RSS 1.1, whose root is called Channel too. */
const RSS_1_1 = 'http://purl.org/net/rss1.1#'
/** What a channel of RSS holds and one of CDF does not, and the reverse. */
const RSS_WORDS: ReadonlySet<string> = new Set(['link', 'description', 'pubdate', 'guid', 'language', 'lastbuilddate'])
const CDF_WORDS: ReadonlySet<string> = new Set([
  'abstract',
  'a',
  'schedule',
  'logo',
  'usage',
  'self',
  'lastmod',
  'softpkg',
])

/**
 * Whether a text is a Channel Definition Format document: its first element is `channel`, in any case and without a
 * namespace. A bare RSS channel that lost its root is told by what is in it.
 */
export function isCdf(text: string): boolean {
  const head = text.slice(0, HEAD_CHARACTERS)
  let first: CdfTag | null = null
  let rss = 0
  let cdf = 0
  readTokens(head, {
    start(tag) {
      if (first === null) {
        first = tag
        if (tag.attributes.has('href') || tag.attributes.has('base') || tag.attributes.has('lastmod')) cdf += 1
        return
      }
      if (RSS_WORDS.has(tag.name)) rss += 1
      else if (CDF_WORDS.has(tag.name) || (tag.name === 'item' && tag.attributes.has('href'))) cdf += 1
    },
    end: () => undefined,
    text: () => undefined,
    doctype: () => undefined,
  })
  return isChannelRoot(first) && (rss === 0 || cdf > 0)
}

function isChannelRoot(tag: CdfTag | null): boolean {
  if (tag?.name !== 'channel') return false
  const namespace = tag.attributes.get('xmlns')?.trim() ?? ''
  return namespace === '' || (namespace !== RSS_1_1 && !/rss|purl|netscape|atom/i.test(namespace))
}

/** Files that are called .cdf too, by their first bytes. */
const MAGIC: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['a NetCDF data file', [0x43, 0x44, 0x46, 0x01]],
  ['a NetCDF data file', [0x43, 0x44, 0x46, 0x02]],
  ['a NetCDF data file', [0x43, 0x44, 0x46, 0x05]],
  ['a NASA CDF data file', [0xcd, 0xf3, 0x00, 0x01]],
  ['a NASA CDF data file', [0xcd, 0xf2, 0x60, 0x02]],
  ['an HDF5 data file', [0x89, 0x48, 0x44, 0x46]],
  ['a Microsoft Office file', [0xd0, 0xcf, 0x11, 0xe0]],
]
const WOLFRAM = /^\s*\(\*+\s*content-type:\s*application\/vnd\.wolfram\.cdf/i

/** What a file is that shares its ending with channels and is none; null: not one of those. */
export function foreignFile(bytes: Uint8Array): string | null {
  const known = MAGIC.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte))
  if (known !== undefined) return known[0]
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^\u00ef\u00bb\u00bf/, '')
  return WOLFRAM.test(start) ? 'a Wolfram notebook' : null
}
