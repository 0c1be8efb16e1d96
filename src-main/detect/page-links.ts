import { Parser } from 'htmlparser2'

export interface PageLink {
  url: string
  title: string | null
}

/** More feeds on one page are comment feeds and the like. */
const MAX_LINKS = 20
const FEED_TYPE =
  /^(?:application\/(?:rss|atom|rdf)\+xml|application\/(?:feed\+)?json|text\/event-stream|application\/x-rss|text\/(?:rss|atom|xml)|application\/xml)\b/i
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
  const add = (list: PageLink[], written: string | undefined, title: string | undefined): void => {
    const url = resolve(written)
    if (url === null || !/^https?:/.test(url) || list.length >= MAX_LINKS || list.some((link) => link.url === url))
      return
    list.push({ url, title: title?.trim() || null })
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
            add(announced, attributes.href, attributes.title)
        }
        if (
          name === 'a' &&
          /\b(?:rss|atom|feeds?)(?:\.xml|\.json|\/|$)|\.(?:rss|atom|rdf)$/i.test(
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
