import type { Technique } from './option'

export const FEED = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: true,
  options: [
    /** CDF SCHEDULE: ask when the publisher recommends it, instead of at the user's interval. */
    { name: 'followSchedule', type: 'switch', default: false },
    /** CDF LOGTARGET: tell the publisher which of its pages were read here. Never without the user's own yes. */
    { name: 'sendStatistics', type: 'switch', default: false },
  ],
} as const satisfies Technique
