import type { ArrivalHow, ChannelId, ItemAction, ItemDetail, ItemId, ItemSummary, MediaLink } from '@contract/index'
import type { Json } from '../core/ports'

export interface SummaryRow {
  id: ItemId
  channel_id: ChannelId
  title: string
  snippet: string
  link: string | null
  author: string | null
  image: string | null
  published_at: number | null
  arrived_how: ArrivalHow
  received_at: number
  delay_ms: number | null
  priority: number | null
  section: string | null
  idle: number
  sort_at: number
  read: number
  starred: number
  important: number
}

export interface DetailRow extends SummaryRow {
  key: string
  html: string | null
  text: string | null
  updated_at: number | null
  categories: string | null
  media: string | null
  event_type: string | null
  event_id: string | null
  actions: string | null
  cut: number | null
}

/** Wants `items i` and `statuses s`. */
export const SUMMARY_COLUMNS = `i.id, i.channel_id, i.title, i.snippet, i.link, i.author, i.image, i.published_at,
  i.arrived_how, i.received_at, i.delay_ms, i.priority, i.section, i.idle, s.place >> 21 AS sort_at, s.read, s.starred, s.important`
/** Wants `contents c` as well. */
export const DETAIL_COLUMNS = `${SUMMARY_COLUMNS}, i.key, c.html, c.text, c.updated_at, c.categories, c.media,
  c.event_type, c.event_id, c.actions, c.cut`

/** What a place can hold: 43 bits of milliseconds, from 1900 to 2109. */
export const EARLIEST_SORT_AT = -(2 ** 41)
export const LATEST_SORT_AT = 2 ** 42 - 1

/** Where an item stands in every list, as SQL. */
export function placeOf(sortAt: string, id: string): string {
  return `((${sortAt} << 21) | (${id} & 2097151))`
}

/** The moment a list sorts by, within what a place can hold. */
export function clampSortAt(sortAt: number): number {
  return Math.trunc(Math.min(LATEST_SORT_AT, Math.max(EARLIEST_SORT_AT, sortAt)))
}

/** Null for an empty list: most items have none, and neither writing nor reading them should cost JSON. */
export function listToJson(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list)
}

export function toJson(value: Json): string | null {
  return value === null ? null : JSON.stringify(value)
}

export function fromJson(text: string | null): Json | null {
  return text === null ? null : (JSON.parse(text) as Json)
}

export function toSummary(row: SummaryRow): ItemSummary {
  return {
    id: row.id,
    channelId: row.channel_id,
    title: row.title,
    snippet: row.snippet,
    link: row.link,
    author: row.author,
    image: row.image,
    publishedAt: row.published_at,
    sortAt: row.sort_at,
    arrival: { how: row.arrived_how, receivedAt: row.received_at, delayMs: row.delay_ms },
    important: row.important === 1,
    priority: row.priority,
    section: row.section,
    idle: row.idle === 1,
    status: { read: row.read === 1, starred: row.starred === 1 },
  }
}

export function toDetail(row: DetailRow): ItemDetail {
  return {
    ...toSummary(row),
    key: row.key,
    html: row.html,
    text: row.text,
    updatedAt: row.updated_at,
    categories: row.categories === null ? [] : (JSON.parse(row.categories) as string[]),
    media: row.media === null ? [] : (JSON.parse(row.media) as MediaLink[]),
    event: { type: row.event_type, id: row.event_id },
    actions: row.actions === null ? [] : (JSON.parse(row.actions) as ItemAction[]),
    cut: row.cut === 1,
  }
}
