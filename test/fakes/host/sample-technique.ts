import type { Technique } from '../../../src-main/contract/index'

/** One option of every type: what a technique's table may hold. Tests put it in place of a real one. */
export const SAMPLE_TECHNIQUE = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [
    { name: 'token', type: 'secret', default: '' },
    { name: 'topics', type: 'lines', default: '', required: true },
    { name: 'style', type: 'choice', default: 'since', choices: ['since', 'etag'] },
    { name: 'parameter', type: 'text', default: 'since', when: { style: ['since'] } },
    { name: 'seconds', type: 'number', default: 30, least: 1, most: 600, advanced: true },
    { name: 'history', type: 'switch', default: true, advanced: true },
    { name: 'key', type: 'made', default: '', secret: true },
  ],
} as const satisfies Technique

/** The wishes of a publisher as options, beside one that is an ordinary setting. */
export const WISHING_TECHNIQUE = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: true,
  options: [
    { name: 'followSchedule', type: 'switch', default: false },
    { name: 'sendStatistics', type: 'switch', default: false },
  ],
} as const satisfies Technique
