import { describe, expect, it } from 'vitest'
import { DEFAULT_CHANNEL_SETTINGS, EMPTY_TALLY, type TransportKind } from '@contract/index'
import { readOpml, writeOpml } from '../../src-main/core/opml'
import { SILENT_PUBLISHER, type ChannelRecord } from '../../src-main/core/ports'

function record(id: number, url: string, kind: TransportKind, folder: string | null, title: string): ChannelRecord {
  return {
    id,
    url,
    kind,
    folder,
    userTitle: title,
    settings: { ...DEFAULT_CHANNEL_SETTINGS, headers: { Authorization: 'Bearer secret-token' } },
    publisher: SILENT_PUBLISHER,
    demo: false,
    createdAt: 0,
    memory: {
      cursor: null,
      dueAt: null,
      failures: 0,
      final: null,
      pausedUntil: null,
      lastChangeAt: null,
      lastAttemptAt: null,
    },
    tally: EMPTY_TALLY,
    unread: 0,
    total: 0,
    lastItemAt: null,
  }
}

describe('OPML', () => {
  const channels = [
    record(1, 'https://news.example/feed?a=1&b=2', 'feed', 'News & views', 'A <bold> paper'),
    record(2, 'https://live.example/events', 'sse', 'News & views', 'Live'),
    record(3, 'wss://quotes.example/', 'websocket', null, 'Quotes'),
  ]

  it('reads back its own export, kinds and folders included', async () => {
    expect(await readOpml(await writeOpml(channels, 0))).toEqual(
      channels.map(({ url, kind, folder, userTitle }) => ({ url, kind, folder, title: userTitle })),
    )
  })

  it('never exports a secret', async () => {
    expect(await writeOpml(channels, 0)).not.toContain('secret-token')
  })

  it('flattens nested folders into one name', async () => {
    const text = `<opml version="1.0"><body><outline text="Work"><outline text="Builds">
      <outline text="CI" xmlUrl="https://ci.example/rss"/></outline></outline></body></opml>`
    expect(await readOpml(text)).toEqual([
      { url: 'https://ci.example/rss', kind: 'feed', title: 'CI', folder: 'Work / Builds' },
    ])
  })

  it('refuses what is no OPML', async () => {
    await expect(readOpml('<html><body>Hello</body></html>')).rejects.toThrow()
  })
})
