import type { DetectedChannel, Detection } from '../../../src-main/contract/index'

const found: DetectedChannel = {
  url: 'https://harbour.example/channel.cdf',
  kind: 'feed',
  title: 'The Harbour Channel',
  facts: { format: 'CDF', events: [], sampleMs: null, offersPush: ['WebSub'] },
  options: {},
  alternatives: [],
  preview: [
    { title: 'Ferry resumes after three days of fog', snippet: 'First boat at 06:40.', link: null, publishedAt: null },
    { title: 'مرفأ جديد للعبّارات يفتتح في الربيع', snippet: '', link: null, publishedAt: null },
  ],
  subscribedAs: null,
}

/** What a few telling addresses turn out to be. */
export function sampleDetection(address: string): Detection {
  const steps = [
    'GET https://harbour.example/ → 200 text/html, names 2 feeds',
    'GET https://harbour.example/channel.cdf → 200 application/x-cdf',
    'GET https://harbour.example/live → 200 text/event-stream, read for 4 s',
  ]
  if (address.includes('nothing')) {
    const failure = { kind: 'unauthorized', message: 'nothing.example asks for a password.', detail: '401' } as const
    return { address: `https://${address}/`, candidates: [], steps, failure }
  }
  const cdf: DetectedChannel = {
    ...found,
    facts: {
      ...found.facts,
      asksLogin: true,
      statisticsTo: 'https://harbour.example/log',
      schedule: { intervalMs: 86_400_000, earliestMs: 3_600_000, latestMs: 18_000_000 },
      sections: ['News', 'Pictures', 'Weather', 'Tides', 'Ferries', 'Letters', 'Chess', 'Obituaries', 'Lost and found'],
    },
  }
  const stream: DetectedChannel = {
    ...found,
    url: 'https://harbour.example/live',
    kind: 'sse',
    title: 'The Harbour Channel, live',
    facts: { format: null, events: ['news', 'tide'], sampleMs: 4_000, offersPush: [] },
    alternatives: [{ kind: 'longpoll', url: 'https://harbour.example/lp', options: {} }],
  }
  const topics: DetectedChannel = {
    ...found,
    url: 'https://ntfy.harbour.example/alerts',
    kind: 'ntfy',
    title: 'alerts',
    facts: { format: null, events: [], sampleMs: null, offersPush: [] },
    preview: [],
  }
  return { address: `https://${address}/`, candidates: [cdf, stream, topics], steps, failure: null }
}
