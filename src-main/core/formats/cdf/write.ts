import type { PublisherFacts } from '../../ports'
import { foldSpace } from '../plain-text'

/** A channel to be written: plain words and absolute addresses. */
export interface WrittenChannel {
  title: string
  abstract: string | null
  page: string | null
  /** Unix milliseconds. */
  lastModified: number | null
  logos: PublisherFacts['logos']
  /** How often it is worth looking; null: not said. Counts in the outermost channel only. */
  intervalMs: number | null
  items: WrittenItem[]
  channels: WrittenChannel[]
}

export interface WrittenItem {
  title: string
  abstract: string | null
  link: string | null
  lastModified: number | null
  /** Meant for the idle screen. */
  idle: boolean
}

/**
 * A Channel Definition Format document in the one form that Internet Explorer 4 to 7, feedparser and strict XML readers
 * all accept (protocols 1.10): declaration in lower case, elements in upper case, five escapes, absolute addresses, times
 * of UTC to the minute, no DOCTYPE.
 */
export function writeCdf(channel: WrittenChannel): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>']
  writeChannel(channel, '', lines)
  return `${lines.join('\n')}\n`
}

const INDENT = '  '

function writeChannel(channel: WrittenChannel, indent: string, lines: string[]): void {
  const inner = indent + INDENT
  const { page, lastModified } = channel
  lines.push(`${indent}<CHANNEL${attributes({ HREF: webAddress(page), LASTMOD: minuteOf(lastModified) })}>`)
  lines.push(...wordsOf(channel, inner))
  const { icon, image, wide } = channel.logos
  for (const [style, picture] of [
    ['ICON', icon],
    ['IMAGE', image],
    ['IMAGE-WIDE', wide],
  ] as const) {
    const address = webAddress(picture)
    if (address !== null) lines.push(`${inner}<LOGO${attributes({ HREF: address, STYLE: style })}/>`)
  }
  if (indent === '') lines.push(...scheduleOf(channel.intervalMs, inner))
  for (const item of channel.items) {
    const { link, lastModified: changedAt } = item
    lines.push(`${inner}<ITEM${attributes({ HREF: webAddress(link), LASTMOD: minuteOf(changedAt) })}>`)
    lines.push(...wordsOf(item, inner + INDENT))
    if (item.idle) lines.push(`${inner}${INDENT}<USAGE VALUE="ScreenSaver"/>`)
    lines.push(`${inner}</ITEM>`)
  }
  for (const child of channel.channels) writeChannel(child, inner, lines)
  lines.push(`${indent}</CHANNEL>`)
}

function wordsOf({ title, abstract }: Pick<WrittenItem, 'title' | 'abstract'>, indent: string): string[] {
  const words = abstract === null ? '' : escapeXml(abstract)
  return [
    `${indent}<TITLE>${escapeXml(title)}</TITLE>`,
    ...(words === '' ? [] : [`${indent}<ABSTRACT>${words}</ABSTRACT>`]),
  ]
}

const MINUTE_MS = 60_000
/** Any moment of the interval will do: readers then do not all come at once. */
function scheduleOf(intervalMs: number | null, indent: string): string[] {
  const minutes = intervalMs === null ? 0 : Math.round(intervalMs / MINUTE_MS)
  if (minutes <= 0) return []
  const time = attributes({
    DAY: nonZero(Math.floor(minutes / 1_440)),
    HOUR: nonZero(Math.floor((minutes % 1_440) / 60)),
    MIN: nonZero(minutes % 60),
  })
  return [
    `${indent}<SCHEDULE>`,
    `${indent}${INDENT}<INTERVALTIME${time}/>`,
    `${indent}${INDENT}<LATESTTIME${time}/>`,
    `${indent}</SCHEDULE>`,
  ]
}
const nonZero = (count: number): string | null => (count === 0 ? null : String(count))

const attributes = (values: Readonly<Record<string, string | null>>): string =>
  Object.entries(values)
    .map(([name, value]) => (value === null ? '' : ` ${name}="${escapeXml(value)}"`))
    .join('')

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
/** Controls, halves of surrogate pairs and two that are no characters: XML 1.0 section 2.2 has no way to write them. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu

function escapeXml(text: string): string {
  return foldSpace(text)
    .replace(UNWRITABLE, '')
    .replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
}

/** As long as a reader of ours would follow. */
const MAX_ADDRESS_CHARACTERS = 8_192

/** http and https only, and never with a name and a password. */
function webAddress(written: string | null): string | null {
  if (written === null || !URL.canParse(written)) return null
  const url = new URL(written)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  url.username = ''
  url.password = ''
  return url.href.length > MAX_ADDRESS_CHARACTERS ? null : url.href
}

/** `yyyy-mm-ddThh:mm`; years that take four digits and are not before computers. */
function minuteOf(time: number | null): string | null {
  const isUsual = time !== null && time >= 0 && time < Date.UTC(10_000, 0)
  return isUsual ? new Date(time).toISOString().slice(0, 16) : null
}
