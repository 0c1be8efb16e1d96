import type { Arrival, ItemStatus, MediaLink, TransportKind } from '@contract/index'

/** What one line shows, from the wire or from the store. */
export interface LineItem {
  key: string
  title: string
  link: string | null
  text: string | null
  html: string | null
  author: string | null
  publishedAt: number | null
  updatedAt: number | null
  categories: readonly string[]
  media: readonly MediaLink[]
  arrival: Arrival
  event: { type: string | null; id: string | null }
}

export interface LineChannel {
  url: string
  kind: TransportKind
  title: string
}

/** The stable JSON of one item. Names and order are promised: scripts depend on them. */
export function jsonLine(channel: LineChannel, item: LineItem, status?: ItemStatus): string {
  const { arrival } = item
  return `${JSON.stringify({
    channel: { url: channel.url, kind: channel.kind, title: channel.title },
    item: {
      key: item.key,
      title: item.title,
      link: item.link,
      text: item.text,
      html: item.html,
      author: item.author,
      publishedAt: isoTime(item.publishedAt),
      updatedAt: isoTime(item.updatedAt),
      categories: item.categories,
      media: item.media.map(({ url, type, length }) => ({ url, type, length })),
    },
    arrival: { how: arrival.how, receivedAt: isoTime(arrival.receivedAt), delayMs: arrival.delayMs },
    event: { type: item.event.type, id: item.event.id },
    ...(status === undefined ? {} : { status: { read: status.read, starred: status.starred } }),
  })}\n`
}

/** Time, title and link for people. Bold and dim on a terminal only. */
export function humanLine(item: LineItem, terminal: boolean): string {
  const at = new Date(item.publishedAt ?? item.arrival.receivedAt)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  const title = printable(item.title)
  const link = item.link === null ? '' : printable(item.link)
  if (!terminal) return `${[time, title, link].filter((part) => part !== '').join('  ')}\n`
  return `\u001b[2m${time}\u001b[0m  \u001b[1m${title}\u001b[0m${link === '' ? '' : `\n                     \u001b[2m${link}\u001b[0m`}\n`
}

/** A publisher must not be able to steer the terminal: control characters and direction overrides are taken out. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim()
}

function isoTime(milliseconds: number | null): string | null {
  if (milliseconds === null) return null
  const time = new Date(milliseconds)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}
