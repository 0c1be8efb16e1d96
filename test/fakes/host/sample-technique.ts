import type { Technique } from '../../../src-main/contract/index'

/** One option of every type: what a technique's table may hold. Tests put it in place of a real one. */
export const SAMPLE_TECHNIQUE = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [
    { name: 'sampleToken', type: 'secret', default: '' },
    { name: 'sampleTopics', type: 'lines', default: '', required: true },
    { name: 'sampleStyle', type: 'choice', default: 'since', choices: ['since', 'etag'] },
    { name: 'sampleParameter', type: 'text', default: 'since', when: { sampleStyle: ['since'] } },
    { name: 'sampleSeconds', type: 'number', default: 30, least: 1, most: 600, advanced: true },
    { name: 'sampleHistory', type: 'switch', default: true, advanced: true },
    { name: 'sampleKey', type: 'made', default: '', secret: true },
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
