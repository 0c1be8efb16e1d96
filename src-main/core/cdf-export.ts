import {
  MAX_ITEMS_PER_DOCUMENT,
  MAX_PAGE_ITEMS,
  MIN_POLL_MINUTES,
  SECTION_SEPARATOR,
  type ItemDetail,
} from '@contract/index'
import { CallRefused } from './call-refused'
import { channelTitle } from './channel-view'
import { writeCdf, type WrittenChannel, type WrittenItem } from './formats/cdf/write'
import { cutWords } from './formats/limits'
import { foldSpace } from './formats/plain-text'
import type { ChannelRecord, Store } from './ports'
import { withoutSecretsOf } from './without-secrets'

/** The latest items of each channel that go into the document; fewer where there are very many channels. */
export const MAX_EXPORTED_ITEMS = 50
/** An abstract was shown as a tooltip. */
const MAX_ABSTRACT_CHARACTERS = 400
/** Enough to fill it whatever the white space. */
const MAX_ABSTRACT_SOURCE = 8 * MAX_ABSTRACT_CHARACTERS
/** Folder and channel stand around them, and readers stop at 32. */
const MAX_SECTION_LEVELS = 24
const MINUTE_MS = 60_000

/**
 * Channels and their latest items as a document of the Channel Definition Format. The addresses of the channels
 * themselves are left out (some hold a key), and so is every word that holds a secret of its channel.
 *
 * @param folder null: every folder
 * @throws CallRefused when there is no such folder
 */
export function exportCdf(store: Pick<Store, 'channels' | 'details' | 'settings'>, folder: string | null): string {
  const channels = store.channels().filter((one) => !one.demo && (folder === null || one.folder === folder))
  if (folder !== null && channels.length === 0)
    throw new CallRefused('notFound', 'This folder has no channels that could be exported.')
  const general = store.settings().pollMinutes
  const minutes = Math.min(...channels.map(({ settings }) => settings.pollMinutes ?? general), Infinity)
  const limit = Math.max(1, Math.min(MAX_EXPORTED_ITEMS, Math.floor(MAX_ITEMS_PER_DOCUMENT / (channels.length || 1))))
  const idle = store.details({ list: 'idle' }, MAX_PAGE_ITEMS)
  const written = (record: ChannelRecord): WrittenChannel => {
    const listed = store.details({ list: 'channel', channelId: record.id }, limit)
    // Readers take one for their idle screen: the newest.
    const forIdle = idle.find(({ channelId }) => channelId === record.id)
    return channelOf(record, forIdle === undefined ? listed : [...listed, forIdle])
  }
  const outermost: WrittenChannel = {
    ...folderOf(folder ?? 'Crier channels', channels.filter((one) => one.folder === folder).map(written)),
    abstract: `The latest items of ${channels.length} channels that are followed with Crier, at most ${limit} of each.`,
    intervalMs: Number.isFinite(minutes) ? Math.max(MIN_POLL_MINUTES, minutes) * MINUTE_MS : null,
  }
  if (folder === null) {
    const names = new Set(channels.flatMap((one) => one.folder ?? []))
    const folders = [...names].map((name) => folderOf(name, channels.filter((one) => one.folder === name).map(written)))
    outermost.channels.unshift(...folders)
  }
  return writeCdf(withNewest(outermost))
}

const NO_LOGOS = { icon: null, image: null, wide: null }
const folderOf = (title: string, channels: WrittenChannel[]): WrittenChannel => ({
  title,
  abstract: null,
  page: null,
  lastModified: null,
  logos: NO_LOGOS,
  intervalMs: null,
  items: [],
  channels,
})

function channelOf(record: ChannelRecord, items: readonly ItemDetail[]): WrittenChannel {
  const open = withoutSecretsOf(record)
  const { logos, siteUrl, iconUrl } = record.publisher
  const page = open(siteUrl)
  const channel: WrittenChannel = {
    ...folderOf(open(channelTitle(record)) ?? new URL(record.url).host, []),
    page,
    logos: { icon: open(logos.icon ?? iconUrl), image: open(logos.image), wide: open(logos.wide) },
  }
  for (const item of items) {
    const title = open(item.title)
    if (title === null) continue
    const words = item.text === null || item.text.trim() === '' ? item.snippet : item.text
    const written: WrittenItem = {
      title,
      abstract: cutWords(foldSpace((open(words) ?? '').slice(0, MAX_ABSTRACT_SOURCE)), MAX_ABSTRACT_CHARACTERS),
      link: open(item.link) ?? placeOn(page, item.id),
      lastModified: item.updatedAt ?? item.publishedAt,
      idle: item.idle,
    }
    sectionOf(channel, open(item.section)?.split(SECTION_SEPARATOR) ?? []).items.push(written)
  }
  return channel
}

/**
 * An ITEM must lead somewhere: one without an address of its own to the page of its channel, at a place of its own, since
 * readers tell items apart by where they lead.
 */
function placeOn(page: string | null, id: number): string | null {
  if (page === null || !URL.canParse(page)) return null
  const place = new URL(page)
  place.hash = `item-${id}`
  return place.href
}

/** The part of a channel that a path names, made where it is missing. */
function sectionOf(channel: WrittenChannel, path: readonly string[]): WrittenChannel {
  let section = channel
  for (const name of path.slice(0, MAX_SECTION_LEVELS)) {
    let inner = section.channels.find(({ title }) => title === name)
    if (inner === undefined) {
      inner = folderOf(name, [])
      section.channels.push(inner)
    }
    section = inner
  }
  return section
}

/** Each channel is as new as the newest that stands in it. */
function withNewest(channel: WrittenChannel): WrittenChannel {
  const channels = channel.channels.map(withNewest)
  const times = [...channel.items, ...channels].flatMap(({ lastModified }) => lastModified ?? [])
  return { ...channel, channels, lastModified: times.length === 0 ? null : Math.max(...times) }
}
