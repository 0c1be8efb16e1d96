import { DEFAULT_CHANNEL_SETTINGS, type ChannelId, type ChannelSettings } from '@contract/index'
import type { Intent, KeyedDraft, Log, Store } from '../../src-main/core/ports'
import { openStore } from '../../src-main/store/open-store'

export const START = Date.UTC(2026, 0, 1)
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export function open(file: string): Store {
  return openStore(file, { now: () => START, log: silentLog })
}

export function addChannel(
  store: Store,
  more: { folder?: string | null; url?: string; settings?: Partial<ChannelSettings> } = {},
): ChannelId {
  return store.addChannel({
    url: more.url ?? 'https://news.example/stream',
    kind: 'sse',
    userTitle: null,
    folder: more.folder ?? null,
    settings: { ...DEFAULT_CHANNEL_SETTINGS, ...more.settings },
    demo: false,
    createdAt: START,
  }).id
}

export function draft(key: string, more: Partial<KeyedDraft> = {}): KeyedDraft {
  return {
    guid: key,
    title: `Headline ${key}`,
    link: `https://news.example/${key}`,
    html: null,
    text: `What happened at ${key}.`,
    author: null,
    publishedAt: START,
    updatedAt: null,
    categories: [],
    media: [],
    image: null,
    priority: null,
    section: [],
    actions: [],
    idle: false,
    cut: false,
    key,
    contentHash: `hash of ${key}`,
    event: { type: 'message', id: key },
    arrival: { how: 'push', receivedAt: START + 10, delayMs: 10 },
    ...more,
  }
}

type Insert = Extract<Intent, { type: 'insert' }>

export function insert(key: string, more: Partial<KeyedDraft> & Partial<Omit<Insert, 'draft' | 'type'>> = {}): Insert {
  const { sortAt, read, starred, important, ...content } = more
  return {
    type: 'insert',
    draft: draft(key, content),
    sortAt: sortAt ?? START,
    read: read ?? false,
    starred: starred ?? false,
    important: important ?? false,
  }
}

export function titles(store: Store, query: Parameters<Store['page']>[0]): string[] {
  return store.page(query, null, 100).items.map((item) => item.title)
}
