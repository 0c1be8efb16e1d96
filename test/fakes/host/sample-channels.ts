import { DEFAULT_CHANNEL_SETTINGS, EMPTY_TALLY, type ChannelView } from '../../../src-main/contract/index'

/** A channel with everything in order; tests name only what matters to them. */
export function channel(change: Partial<ChannelView> & { id: number }): ChannelView {
  const { headers: _, ...settings } = DEFAULT_CHANNEL_SETTINGS
  return {
    url: `https://news-${change.id}.example/stream`,
    kind: 'sse',
    title: `Channel ${change.id}`,
    folder: null,
    siteUrl: `https://news-${change.id}.example/`,
    iconUrl: null,
    settings: { ...settings, headerNames: [], secretNames: [] },
    wishes: {
      offersPush: [],
      pushedUntil: null,
      asksLogin: false,
      statisticsTo: null,
      schedule: null,
      logos: { icon: null, image: null, wide: null },
    },
    sections: [],
    advice: null,
    state: { status: 'live', since: 0 },
    unread: 0,
    total: 0,
    lastItemAt: null,
    tally: EMPTY_TALLY,
    demo: false,
    createdAt: 0,
    ...change,
  }
}

/** One channel in every state, with the names that make layouts suffer. */
export function sampleChannels(now: number): ChannelView[] {
  const error = { kind: 'unreachable', message: 'status.orbital.example refused the connection.' } as const
  return [
    channel({ id: 1, title: 'Harbour Wire', folder: 'News', state: { status: 'live', since: now - 3_600_000 } }),
    channel({
      id: 2,
      title: 'The Institute for Extremely Long Channel Names and Their Consequences for Layout',
      folder: 'News',
      kind: 'feed',
      state: { status: 'polled', since: now - 600_000, nextAt: now + 1_740_000 },
    }),
    channel({
      id: 3,
      title: 'أخبار الميناء',
      folder: 'News',
      kind: 'feed',
      state: { status: 'polled', since: now, nextAt: now + 60_000 },
    }),
    channel({
      id: 4,
      title: 'Build results',
      folder: 'Work',
      kind: 'websocket',
      state: { status: 'live', since: now - 86_400_000 },
      tally: { ...EMPTY_TALLY, received: 8_120, stored: 8_100, dropped: 3, cut: 1 },
    }),
    channel({
      id: 5,
      title: 'Orbital status',
      folder: 'Work',
      state: {
        status: 'waiting',
        since: now - 20_000,
        retryAt: now + 12_000,
        attempt: 4,
        error: { ...error, detail: 'ECONNREFUSED 203.0.113.7:443' },
      },
    }),
    channel({
      id: 6,
      title: 'Private alerts',
      folder: 'Work',
      state: {
        status: 'needsYou',
        since: now - 90_000,
        error: { kind: 'unauthorized', message: 'alerts.example asks for a password, or the one given is wrong.' },
      },
      settings: { ...channel({ id: 0 }).settings, headerNames: ['Authorization'] },
    }),
    channel({ id: 7, title: 'Weather desk', state: { status: 'paused', since: now, until: now + 900_000 } }),
    channel({
      id: 8,
      title: 'Tide gauge 14',
      kind: 'websocket',
      state: { status: 'connecting', since: now, attempt: 2 },
    }),
    channel({
      id: 9,
      title: 'Old radio log',
      state: {
        status: 'ended',
        since: now,
        error: { kind: 'endedByServer', message: 'The publisher has ended this stream.' },
      },
    }),
    channel({ id: 10, title: 'Newsroom newswire', demo: true, state: { status: 'offline', since: now } }),
  ]
}
