import type { Technique } from './option'

/** What one message of an endless answer is. `auto`: found out from the content type and the first bytes. */
export const FRAMINGS = ['auto', 'lines', 'ndjson', 'jsonSeq', 'json', 'script', 'pieces'] as const
export type Framing = (typeof FRAMINGS)[number]

const RESUMING = ['query', 'header'] as const

export const STREAM = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [
    { name: 'framing', type: 'choice', default: 'auto', choices: FRAMINGS },
    // Of a page of script calls: the one function that brings news.
    {
      name: 'callback',
      type: 'text',
      default: '',
      maxLength: 200,
      pattern: '[\\p{L}_$][\\p{L}\\p{N}_$.]*',
      when: { framing: ['auto', 'script'] },
      advanced: true,
    },
    { name: 'resumeBy', type: 'choice', default: 'nothing', choices: ['nothing', ...RESUMING], advanced: true },
    // A parameter of the query or a header, which carries what the last message said at the pointer.
    {
      name: 'resumeName',
      type: 'text',
      default: 'since',
      required: true,
      maxLength: 100,
      pattern: "[\\w.\\-$!#%&'*+^`|~]+",
      when: { resumeBy: RESUMING },
      advanced: true,
    },
    {
      name: 'resumePointer',
      type: 'text',
      default: '/id',
      maxLength: 500,
      when: { resumeBy: RESUMING },
      advanced: true,
    },
    { name: 'resumeFirst', type: 'text', default: '', maxLength: 2_000, when: { resumeBy: RESUMING }, advanced: true },
    { name: 'quietSeconds', type: 'number', default: 90, least: 10, most: 86_400, advanced: true },
  ],
} as const satisfies Technique
