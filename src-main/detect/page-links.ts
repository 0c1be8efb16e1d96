import { Parser } from 'htmlparser2'
import type { TransportKind } from '../contract/index'

export interface PageLink {
  url: string
  title: string | null
  /** As far as the page says. */
  kind: TransportKind
}

/** More feeds on one page are comment feeds and the like. */
const MAX_LINKS = 20
const FEED_TYPE =
  /^(?:application\/(?:rss|atom|rdf)\+xml|application\/(?:feed\+)?json|text\/event-stream|application\/(?:x-)?(?:ndjson|json-seq)|multipart\/x-mixed-replace|application\/x-(?:rss|cdf)|text\/(?:rss|atom|xml)|application\/xml)\b/i
const CDF_PATH = /\.(?:cdf|cdx)(?:[?#]|$)/i
/** JSON that is announced as the page's API (oEmbed, WordPress) is no feed. */
const NO_FEED = /oembed|wp-json\/(?!feed)|manifest/i

/**
 * Feeds that a page announces (`<link rel=alternate>` or `rel=feed`), in its order. Where it announces none, its own
 * links to addresses that look like feeds.
 */
export function linksOfPage(html: string, pageUrl: string): PageLink[] {
  const announced: PageLink[] = []
  const seen: PageLink[] = []
  let base = pageUrl
  const resolve = (written: string | undefined): string | null =>
    written !== undefined && URL.canParse(written.trim(), base) ? new URL(written.trim(), base).href : null
  const add = (list: PageLink[], written: string | undefined, title: string | undefined, type?: string): void => {
    const url = resolve(written)
    if (
      url === null ||
      !/^(?:https?|wss?):/.test(url) ||
      list.length >= MAX_LINKS ||
      list.some((link) => link.url === url)
    )
      return
    list.push({ url, title: title?.trim() || null, kind: kindOf(url, type) })
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'base') base = resolve(attributes.href) ?? base
        if (name === 'link') {
          const relations = (attributes.rel ?? '').toLowerCase().split(/\s+/)
          const isFeed =
            relations.includes('feed') ||
            (relations.includes('alternate') && FEED_TYPE.test(attributes.type?.trim() ?? ''))
          if (isFeed && !NO_FEED.test(`${attributes.type ?? ''} ${attributes.href ?? ''}`))
            add(announced, attributes.href, attributes.title, attributes.type)
          // Internet Explorer's "Smart Offline Favorites" named a channel's document so.
          else if (relations.includes('offline') && CDF_PATH.test(attributes.href ?? ''))
            add(announced, attributes.href, attributes.title)
        }
        if (
          name === 'a' &&
          /\b(?:rss|atom|feeds?)(?:\.xml|\.json|\/|$)|\.(?:rss|atom|rdf|cdf|cdx)$/i.test(
            (attributes.href ?? '').split(/[?#]/)[0] ?? '',
          )
        ) {
          add(seen, attributes.href, attributes.title)
        }
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  return announced.length > 0 ? announced : seen
}

function kindOf(url: string, type: string | undefined): TransportKind {
  if (/^wss?:/.test(url)) return 'websocket'
  if (/^text\/event-stream\b/i.test(type ?? '')) return 'sse'
  if (/^application\/(?:x-)?(?:ndjson|json-seq)\b/i.test(type ?? '')) return 'stream'
  return /^multipart\//i.test(type ?? '') ? 'multipart' : 'feed'
}
