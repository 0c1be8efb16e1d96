/** What a text is, by how it begins; servers' labels are wrong too often to decide. */
export type Grammar = 'xml' | 'html' | 'json' | 'text'

/** How much of a document is looked at for its first element. */
const HEAD_CHARACTERS = 64 * 1024

const FEED_ROOT = /<(?:[a-z_][\w.-]*:)?(rss|rdf|feed|channel|entry)[\s>/]/i

export function detectGrammar(text: string): Grammar {
  const head = text.slice(0, HEAD_CHARACTERS).trimStart()
  if (head.startsWith('{') || head.startsWith('[')) return 'json'
  const bare = head.replace(/<!--[\s\S]*?-->/g, '')
  const feed = FEED_ROOT.exec(bare)?.index ?? -1
  const html = /<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]/i.exec(bare)?.index ?? -1
  if (feed !== -1 && (html === -1 || feed < html)) return 'xml'
  if (html !== -1) return 'html'
  return /^[^<]{0,200}<\?xml/i.test(bare) ? 'xml' : 'text'
}
