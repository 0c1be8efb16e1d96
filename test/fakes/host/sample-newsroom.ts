import {
  SECTION_SEPARATOR,
  type ArrivalHow,
  type ChannelView,
  type ItemDetail,
  type TransportKind,
} from '../../../src-main/contract/index'
import { channel } from './sample-channels'
import { detail } from './sample-items'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** The demo's outlets: kind, short name, how its news comes, and how long after publication. */
const OUTLETS: [TransportKind, string, ArrivalHow, number][] = [
  ['sse', 'Stream', 'push', 4],
  ['websocket', 'Socket', 'push', 5],
  ['stream', 'Lines', 'push', 5],
  ['multipart', 'Parts', 'push', 7],
  ['pushlet', 'Pushlet', 'push', 8],
  ['signalr', 'SignalR', 'push', 9],
  ['ntfy', 'ntfy', 'push', 9],
  ['socketio', 'Socket.IO', 'push', 11],
  ['gotify', 'Gotify', 'push', 12],
  ['webpush', 'Web Push', 'push', 19],
  ['bayeux', 'Bayeux', 'held', 13],
  ['longpoll', 'Long poll', 'held', 16],
  ['poll', 'Document', 'poll', 14_200],
  ['feed', 'Feed', 'poll', 38_700],
]
const FIRST_OUTLET = 101

/** The demo newsroom: one channel for each technique. */
export function newsroomChannels(now: number): ChannelView[] {
  return OUTLETS.map(([kind, name, how], index) =>
    channel({
      id: FIRST_OUTLET + index,
      kind,
      url: `http://127.0.0.1:41000/${kind}`,
      title: `${name} · Lumen Wire`,
      folder: 'Demo newsroom',
      demo: true,
      state:
        how === 'poll'
          ? { status: 'polled', since: now, nextAt: now + 40 * SECOND }
          : { status: 'live', since: now - MINUTE },
    }),
  )
}

/** One headline as it came over every outlet. */
export function newsroomArrivals(now: number, title = 'Ferry resumes after three days of fog'): ItemDetail[] {
  const publishedAt = now - 3 * MINUTE
  return OUTLETS.map(([, , how, delayMs], index) =>
    detail({
      id: 9_001 + index,
      channelId: FIRST_OUTLET + index,
      key: 'story-41',
      title,
      snippet: 'First boat at 06:40, then every twenty minutes.',
      text: 'First boat at 06:40, then every twenty minutes. The harbour authority thanks everyone who waited, and the bakery on the quay, which did not close.',
      link: 'http://127.0.0.1:41000/stories/41',
      publishedAt,
      sortAt: publishedAt,
      arrival: { how, receivedAt: publishedAt + delayMs, delayMs },
    }),
  )
}

/** Channels with everything that newer techniques bring: sections, logos, other ways, a camera, a push address. */
export function techniqueChannels(now: number): ChannelView[] {
  const plain = channel({ id: 0 })
  const path = (...parts: string[]) => parts.join(SECTION_SEPARATOR)
  return [
    channel({
      id: 21,
      kind: 'sse',
      title: 'Market tape',
      folder: 'Behind the proxy',
      url: 'https://tape.example/live',
      state: {
        status: 'waiting',
        since: now - 30_000,
        retryAt: now + 45_000,
        attempt: 3,
        error: {
          kind: 'buffered',
          message: 'tape.example says it sent 14 events, and none came through: something in between holds them back.',
        },
      },
      settings: {
        ...plain.settings,
        alternatives: [
          { kind: 'longpoll', url: 'https://tape.example/lp', options: {} },
          { kind: 'feed', url: 'https://tape.example/feed.xml', options: {} },
        ],
      },
    }),
    channel({
      id: 22,
      kind: 'ntfy',
      title: 'House alerts',
      folder: 'Home',
      url: 'https://ntfy.home.example/',
      sections: ['door', 'washing-machine', 'a-topic-with-a-name-that-nobody-should-ever-have-to-type-by-hand'],
      settings: { ...plain.settings, secretNames: ['token'] },
    }),
    channel({
      id: 23,
      kind: 'feed',
      title: 'The Harbour Channel',
      folder: 'Home',
      url: 'https://harbour.example/channel.cdf',
      state: { status: 'polled', since: now, nextAt: now + 40 * MINUTE },
      sections: [path('News'), path('News', 'Ferries'), path('News', 'Weather'), path('Pictures'), path('أخبار')],
      wishes: {
        offersPush: ['WebSub'],
        pushedUntil: null,
        asksLogin: true,
        statisticsTo: 'https://harbour.example/log',
        schedule: { intervalMs: 24 * 60 * MINUTE, earliestMs: 60 * MINUTE, latestMs: 300 * MINUTE },
        logos: { icon: 'https://harbour.example/icon.gif', image: null, wide: 'https://harbour.example/wide.gif' },
      },
    }),
    channel({ id: 24, kind: 'multipart', title: 'Quay camera', folder: 'Home', url: 'http://127.0.0.1:8080/?stream' }),
    channel({ id: 25, kind: 'webpush', title: 'Build server', folder: 'Home', url: 'https://127.0.0.1/' }),
  ]
}

/** Items with buttons, priorities, sections, and a place on the idle screen. */
export function techniqueItems(now: number): ItemDetail[] {
  const at = (id: number, minutes: number) => ({
    id,
    publishedAt: now - minutes * MINUTE,
    sortAt: now - minutes * MINUTE,
    arrival: { how: 'push' as const, receivedAt: now - minutes * MINUTE + 31, delayMs: 31 },
  })
  return [
    detail({
      ...at(8_001, 1),
      channelId: 22,
      section: 'door',
      title: 'Somebody is at the door',
      snippet: 'A parcel, by the look of it.',
      text: 'A parcel, by the look of it.',
      priority: 5,
      important: true,
      actions: [
        { type: 'view', label: 'See the camera', url: 'https://cam.home.example/' },
        {
          type: 'http',
          label: 'Open the door',
          url: 'https://door.home.example/open',
          method: 'POST',
          headers: {},
          body: null,
          clear: true,
        },
        {
          type: 'http',
          label: 'Ring back and say that I will be there in a minute or two',
          url: 'https://door.home.example/say',
          method: 'PUT',
          headers: {},
          body: 'coming',
          clear: false,
        },
      ],
    }),
    detail({
      ...at(8_002, 9),
      channelId: 22,
      section: 'washing-machine',
      title: 'Finished: cotton 40°',
      text: 'Finished: cotton 40°',
      priority: 2,
    }),
    detail({
      ...at(8_003, 12),
      channelId: 23,
      section: ['News', 'Ferries'].join(SECTION_SEPARATOR),
      title: 'Ferry resumes after three days of fog',
      snippet: 'First boat at 06:40.',
      arrival: { how: 'poll', receivedAt: now - 2 * MINUTE, delayMs: 10 * MINUTE },
    }),
    detail({
      ...at(8_004, 20),
      channelId: 23,
      section: 'Pictures',
      title: 'The harbour at low water, seen from the pilot station on the first clear morning of the month',
      snippet: 'Photograph of the day.',
      image: 'https://harbour.example/low-water.jpg',
      idle: true,
    }),
    detail({ ...at(8_005, 25), channelId: 23, title: 'مرفأ جديد للعبّارات يفتتح في الربيع', idle: true }),
  ]
}
