import { escapeMarkup } from './picture'
import type { Story } from './wire'

/** Minutes a reader should leave between two polls: the `ttl` of the feed and, in seconds, its max-age. */
export const FEED_TTL_MINUTES = 1

export function storyAddress(origin: string, story: Story): string {
  return `${origin}/story/${story.id}`
}

export function pictureAddress(origin: string, story: Story): string | null {
  return story.pictured ? `${origin}/picture/${story.id}.svg` : null
}

/** What stream and socket carry: one JSON object for a story. */
export function storyAsJson(origin: string, story: Story): string {
  return JSON.stringify({
    id: storyGuid(story),
    title: story.headline,
    summary: story.lead,
    html: articleHtml(origin, story),
    link: storyAddress(origin, story),
    author: story.author,
    tags: story.categories,
    image: pictureAddress(origin, story),
    priority: story.urgent ? 5 : 3,
    date: new Date(story.publishedAt).toISOString(),
  })
}

/** The polled contrast: RSS 2.0 with the newest story first. */
export function storiesAsFeed(origin: string, stories: readonly Story[]): string {
  const newest = stories.at(-1)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    '<title>The Lumen Wire (polled feed)</title>',
    `<link>${origin}/</link>`,
    `<atom:link rel="self" type="application/rss+xml" href="${origin}/wire/feed.xml"/>`,
    '<description>Invented news from Port Lumen, as a feed that has to be asked.</description>',
    '<language>en</language>',
    `<ttl>${String(FEED_TTL_MINUTES)}</ttl>`,
    ...(newest === undefined ? [] : [`<lastBuildDate>${rssDate(newest)}</lastBuildDate>`]),
    ...[...stories].reverse().map((story) => feedItem(origin, story)),
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

function feedItem(origin: string, story: Story): string {
  const picture = pictureAddress(origin, story)
  return [
    '<item>',
    `<title>${escapeMarkup(story.headline)}</title>`,
    `<link>${storyAddress(origin, story)}</link>`,
    `<guid isPermaLink="false">${storyGuid(story)}</guid>`,
    `<pubDate>${rssDate(story)}</pubDate>`,
    `<dc:creator>${escapeMarkup(story.author)}</dc:creator>`,
    ...story.categories.map((category) => `<category>${escapeMarkup(category)}</category>`),
    ...(picture === null ? [] : [`<enclosure url="${picture}" type="image/svg+xml" length="0"/>`]),
    `<description>${escapeMarkup(articleHtml(origin, story))}</description>`,
    '</item>',
  ].join('\n')
}

/** The page a story links to. */
export function storyPage(origin: string, story: Story): string {
  return page(
    story.headline,
    `<h1>${escapeMarkup(story.headline)}</h1>
<p class="by">${escapeMarkup(story.author)} · ${escapeMarkup(story.categories.join(', '))} ·
<time>${new Date(story.publishedAt).toISOString()}</time></p>
${articleHtml(origin, story)}
<p><a href="/">The Lumen Wire</a> is invented. Nobody in it exists.</p>`,
  )
}

export function indexPage(origin: string, channels: readonly { url: string; title: string }[]): string {
  const rows = channels.map(
    ({ url, title }) => `<li><strong>${escapeMarkup(title)}</strong><br><code>${url}</code></li>`,
  )
  return page(
    'The Lumen Wire',
    `<h1>The Lumen Wire</h1>
<p>A demo newsroom inside Crier. One invented newswire, three ways to follow it, and a stock exchange that does not exist.</p>
<ul>${rows.join('\n')}</ul>
<p>Add any of these addresses to Crier, or try <code>crier tail ${origin}/wire/sse</code>.</p>`,
  )
}

function articleHtml(origin: string, story: Story): string {
  const picture = pictureAddress(origin, story)
  return picture === null
    ? story.html
    : `<figure><img src="${picture}" alt="${escapeMarkup(story.headline)}" width="640" height="360"></figure>\n${story.html}`
}

/** The same on all techniques, so that a reader can tell it is the same story. */
export function storyGuid(story: Story): string {
  return `lumen-wire-${story.id}`
}

function rssDate(story: Story): string {
  return new Date(story.publishedAt).toUTCString()
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>body{font:17px/1.55 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}
img{max-width:100%;height:auto}code{word-break:break-all}.by{opacity:.7}</style></head>
<body>
${body}
</body></html>
`
}
